package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.query.QueryCounters;
import mpd.dns.registry.LiveSource;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.zone.ZoneSnapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// A denial is given again from the table only where nobody has to be waited for, and nothing else is known.
final class RepeatedDenialsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 5353);
    private static final Name ZONE = Name.fromConstantString("mpd.test.");

    private final Registry registry = new Registry(List.of(ZONE), List.of(), () -> NOW);
    private final QueryCounters counters = new QueryCounters();
    private LiveSource.Confirmation confirmation = new LiveSource.Confirmation.Current();
    private boolean sure = true;
    private Runnable onSure = () -> {};
    private final LiveSource source = new LiveSource() {
        @Override
        public CompletionStage<Confirmation> confirm() {
            return CompletableFuture.completedFuture(confirmation);
        }

        @Override
        public boolean sure() {
            onSure.run();
            return sure;
        }
    };
    private final Answering answering = Answerings.over(
            Answerings.pipeline(
                    registry,
                    source,
                    _ -> CompletableFuture.completedFuture(new UpstreamAnswer.Failed(22, "nobody")),
                    counters),
            counters,
            System::nanoTime);
    private final ByteBuf packet = Unpooled.wrappedBuffer(
            Message.newQuery(Record.newRecord(Name.fromConstantString("nope.mpd.test."), Type.A, DClass.IN))
                    .toWire());

    private byte[] general() {
        List<byte[]> answers = new ArrayList<>();
        assertThat(answering.answer(packet, Answering.Over.UDP, CLIENT, answers::add))
                .isTrue();
        return answers.getFirst();
    }

    private byte @Nullable [] repeated() {
        return RepeatedAnswer.to(packet, answering);
    }

    @Test
    void aDenialIsConfirmedAndCountedEachTime() {
        byte[] first = general();
        assertThat(repeated()).isEqualTo(first);
        assertThat(counters.snapshot()).containsEntry("denied", 2L).containsEntry("confirmed", 2L);
    }

    @Test
    void aDenialIsNotGivenAgainWhileTheSourceIsNotSure() {
        byte[] first = general();
        sure = false;
        assertThat(repeated()).isNull();
        sure = true;
        assertThat(repeated()).isEqualTo(first);
    }

    @Test
    void aDenialEndsWithItsViewThoughTheZonesAreTheSame() {
        general();
        ZoneSnapshot zone = registry.view().zone();
        registry.register(SourceId.PLATFORM_ENV, new SourceState.Pending(NOW));
        assertThat(registry.view().zone()).isSameAs(zone);
        assertThat(repeated()).isNull();
    }

    @Test
    void aDenialIsNotGivenAgainWhereItsViewEndedJustBeforeTheSourceWasSure() {
        general();
        onSure = () -> registry.register(SourceId.PLATFORM_ENV, new SourceState.Pending(NOW));
        assertThat(repeated()).isNull();
    }

    @Test
    void aDenialOfWhoeverKnowsOnlyWhatWasIsNotGivenAgain() {
        confirmation = new LiveSource.Confirmation.Outdated("Podman is down");
        general();
        assertThat(repeated()).isNull();
    }
}
