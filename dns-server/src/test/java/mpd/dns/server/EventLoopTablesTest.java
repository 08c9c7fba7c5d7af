package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mpd.dns.query.Lasting;
import mpd.dns.query.QueryCounters;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.registry.View;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Each event loop has a table of its own, and what is forgotten is forgotten in all of them.
final class EventLoopTablesTest {

    private final Registry registry =
            new Registry(List.of(Name.fromConstantString("mpd.test.")), List.of(), () -> Instant.EPOCH);
    private final RepeatedQueries queries = new RepeatedQueries(1 << 20, 2, System::nanoTime);
    private final ExecutorService one = Executors.newSingleThreadExecutor();
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private final ByteBuf packet = Unpooled.wrappedBuffer(
            Message.newQuery(Record.newRecord(Name.fromConstantString("a.mpd.test."), Type.A, DClass.IN))
                    .toWire());

    @AfterEach
    void stop() {
        one.shutdownNow();
        other.shutdownNow();
    }

    private static <T> T on(ExecutorService loop, Callable<T> call) throws Exception {
        return loop.submit(call).get();
    }

    private AnswerTable keep() {
        AnswerTable table = queries.table(registry.view());
        RepeatedQueries.keep(
                table, packet, ByteBufUtil.getBytes(packet), new Lasting.WithView(QueryCounters.Kind.LOCAL));
        return table;
    }

    private boolean knows(View view) {
        AnswerTable known = queries.known(view);
        return known != null && known.find(packet) != AnswerTable.NONE;
    }

    @Test
    void whatOneHasKeptOnlyItself() throws Exception {
        AnswerTable table = on(one, this::keep);
        assertThat(on(one, () -> knows(registry.view()))).isTrue();
        assertThat(on(other, () -> knows(registry.view()))).isFalse();
        assertThat(on(other, this::keep)).isNotSameAs(table);
        assertThat(on(one, () -> Objects.requireNonNull(queries.known(registry.view()))))
                .isSameAs(table);
    }

    @Test
    void whatIsForgottenIsForgottenByAll() throws Exception {
        on(one, this::keep);
        on(other, this::keep);
        queries.forget();
        assertThat(on(one, () -> knows(registry.view()))).isFalse();
        assertThat(on(other, () -> knows(registry.view()))).isFalse();
    }

    @Test
    void aViewThatChangesWhileAnAnswerIsUnderWayDoesNotGetThatAnswer() throws Exception {
        on(one, () -> {
            AnswerTable table = queries.table(registry.view());
            registry.register(SourceId.FLAGS, new SourceState.Pending(Instant.EPOCH));
            RepeatedQueries.keep(
                    table, packet, ByteBufUtil.getBytes(packet), new Lasting.WithView(QueryCounters.Kind.LOCAL));
            return table;
        });
        assertThat(on(one, () -> knows(registry.view()))).isFalse();
    }
}
