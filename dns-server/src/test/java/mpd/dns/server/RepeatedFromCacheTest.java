package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import mpd.dns.cache.CacheClock;
import mpd.dns.cache.CacheSettings;
import mpd.dns.cache.CachingForwarder;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.query.QueryCounters;
import mpd.dns.registry.LiveSource;
import mpd.dns.registry.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What clients get, and nameservers are asked, where answers of the cache are given again without it.
final class RepeatedFromCacheTest {

    private static final Name NAME = Name.fromConstantString("www.example.org.");
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 5353);
    private static final InetSocketAddress NAMESERVER = new InetSocketAddress("192.0.2.53", 53);
    private static final byte[] PACKET =
            Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN)).toWire();

    private long nanos = 1_000_000_000_000L;
    private int ttl;
    private int asked;
    private long asleep;
    private final CacheClock clock =
            new CacheClock(() -> nanos, () -> Instant.ofEpochMilli(1_800_000_000_000L + nanos / 1_000_000 + asleep));
    private final Registry registry =
            new Registry(List.of(Name.fromConstantString("mpd.test.")), List.of(), () -> Instant.EPOCH);
    private final QueryCounters counters = new QueryCounters();
    private final CachingForwarder cache = new CachingForwarder(
            question -> {
                asked++;
                return CompletableFuture.completedFuture(answer());
            },
            (_, _) -> {},
            clock,
            CacheSettings.DEFAULT);
    private final Answering answering =
            Answerings.over(Answerings.pipeline(registry, LiveSource.NONE, cache, counters), counters, clock::now);

    private UpstreamAnswer answer() {
        Message message = new Message(7);
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setFlag(Flags.RA);
        message.addRecord(Record.newRecord(NAME, Type.A, DClass.IN), Section.QUESTION);
        message.addRecord(new ARecord(NAME, DClass.IN, ttl, NAMESERVER.getAddress()), Section.ANSWER);
        return new UpstreamAnswer.Answered(message.toWire(), NAMESERVER, Duration.ZERO);
    }

    private byte[] ask() {
        ByteBuf packet = Unpooled.wrappedBuffer(PACKET);
        byte[] again = RepeatedAnswer.to(packet, answering);
        if (again != null) {
            return again;
        }
        List<byte[]> answers = new ArrayList<>();
        assertThat(answering.answer(packet, Answering.Over.UDP, CLIENT, answers::add))
                .isTrue();
        return answers.getFirst();
    }

    private long ttlGiven() throws Exception {
        return new Message(ask()).getSection(Section.ANSWER).getFirst().getTTL();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 40, 300})
    void whatIsAskedForAllTheTimeIsAskedAgainBeforeItEndsAndNoTtlIsMoreThanWhatIsLeft(int life) throws Exception {
        ttl = life;
        long came = nanos;
        int before = 0;
        for (long end = nanos + 3L * life * 1_000_000_000; nanos < end; nanos += 7_000_000) {
            long given = ttlGiven();
            if (asked != before) {
                // A refresh comes with the answer that was there before it.
                assertThat(before == 0 || nanos - came < life * 1_000_000_000L).isTrue();
                before = asked;
                came = nanos;
            } else {
                assertThat(given * 1_000_000_000).isLessThanOrEqualTo(life * 1_000_000_000L - (nanos - came));
            }
        }
        // The last second of two is the part in which it is refreshed.
        assertThat(asked).isBetween(3, life == 2 ? 7 : 4);
    }

    @Test
    void nothingIsGivenAgainAfterTheMachineHasSlept() throws Exception {
        ttl = 300;
        ttlGiven();
        nanos += 10_000_000;
        for (int i = 0; i < 4; i++) {
            assertThat(ttlGiven()).isEqualTo(299);
        }
        assertThat(RepeatedAnswer.to(Unpooled.wrappedBuffer(PACKET), answering)).isNotNull();
        asleep = Duration.ofHours(8).toMillis();
        assertThat(RepeatedAnswer.to(Unpooled.wrappedBuffer(PACKET), answering)).isNull();
        assertThat(ttlGiven()).isEqualTo(300);
        assertThat(asked).isEqualTo(2);
    }
}
