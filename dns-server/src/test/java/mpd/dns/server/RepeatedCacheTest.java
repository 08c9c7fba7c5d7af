package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import mpd.dns.cache.CacheClock;
import mpd.dns.cache.CacheSettings;
import mpd.dns.cache.CachingForwarder;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.query.QueryCounters;
import mpd.dns.registry.LiveSource;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// An answer of the cache that is given again is at each moment what the cache would give.
final class RepeatedCacheTest {

    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 5353);
    private static final InetSocketAddress NAMESERVER = new InetSocketAddress("192.0.2.53", 53);
    private static final Name NAME = Name.fromConstantString("example.org.");
    private static final int ALLOCATING_QUERIES = 20_000;

    private final Registry registry =
            new Registry(List.of(Name.fromConstantString("mpd.test.")), List.of(), () -> Instant.EPOCH);
    private final QueryCounters counters = new QueryCounters();
    private CompletableFuture<UpstreamAnswer> upstream = new CompletableFuture<>();
    private long now = 1_000_000_000_000L;
    private final CachingForwarder cache = new CachingForwarder(
            _ -> upstream,
            (_, _) -> {},
            new CacheClock(() -> now, () -> Instant.EPOCH.plusNanos(now)),
            CacheSettings.DEFAULT);
    private final Answering answering =
            Answerings.over(Answerings.pipeline(registry, LiveSource.NONE, cache, counters), counters, () -> now);

    private byte[] general(byte[] packet) {
        List<byte[]> answers = new ArrayList<>();
        answering.answer(Unpooled.wrappedBuffer(packet), Answering.Over.UDP, CLIENT, answers::add);
        return answers.getFirst();
    }

    private static byte[] query(boolean edns) {
        Message query = Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN));
        if (edns) {
            query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        }
        return query.toWire();
    }

    private void answers(Message message) {
        upstream = CompletableFuture.completedFuture(
                new UpstreamAnswer.Answered(message.toWire(), NAMESERVER, Duration.ZERO));
    }

    private static Message message(int ttl, Random random) {
        Message message = new Message();
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setFlag(Flags.RA);
        message.addRecord(Record.newRecord(NAME, Type.A, DClass.IN), Section.QUESTION);
        if (random.nextInt(4) == 0) {
            message.getHeader().setRcode(Rcode.NXDOMAIN);
            Name org = Name.fromConstantString("org.");
            message.addRecord(new SOARecord(org, DClass.IN, ttl, org, org, 1, 1, 1, 1, ttl), Section.AUTHORITY);
            return message;
        }
        for (int i = 0; i <= random.nextInt(6); i++) {
            message.addRecord(new ARecord(NAME, DClass.IN, ttl, InetAddress.ofLiteral("192.0.2." + i)), Section.ANSWER);
        }
        Name other = Name.fromConstantString("ns.example.org.");
        message.addRecord(
                new ARecord(other, DClass.IN, ttl + random.nextInt(100), InetAddress.ofLiteral("192.0.2.9")),
                Section.ADDITIONAL);
        if (random.nextBoolean()) {
            message.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        }
        return message;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anAnswerGivenAgainIsAsOldAsTheCacheHasIt(long seed) {
        Random random = new Random(seed);
        int again = 0;
        for (int life = 0; life < 100; life++) {
            int ttl = 1 + random.nextInt(random.nextBoolean() ? 20 : 5_000);
            cache.flush();
            answering.changed();
            long ends = now + Duration.ofSeconds(ttl).toNanos();
            answers(message(ttl, random));
            general(query(false));
            // Nobody answers before it has expired.
            upstream = new CompletableFuture<>();
            while (now < ends) {
                byte[] packet = query(random.nextBoolean());
                byte[] repeated = RepeatedAnswer.to(Unpooled.wrappedBuffer(packet), answering);
                byte[] general = general(packet);
                if (repeated != null) {
                    again++;
                    assertThat(repeated).isEqualTo(general);
                }
                now += random.nextLong(random.nextBoolean() ? 20_000_000 : 3_000_000_000L);
            }
        }
        assertThat(again).isGreaterThan(10_000);
    }

    private List<byte[]> later(byte[] packet) {
        List<byte[]> answers = new ArrayList<>();
        assertThat(answering.answer(Unpooled.wrappedBuffer(packet), Answering.Over.UDP, CLIENT, answers::add))
                .isTrue();
        assertThat(answers).isEmpty();
        return answers;
    }

    private void comes() {
        Message message = message(300, new Random(1));
        message.getHeader().setFlag(Flags.AA);
        upstream.complete(new UpstreamAnswer.Answered(message.toWire(), NAMESERVER, Duration.ZERO));
    }

    private byte @Nullable [] again(byte[] packet) {
        return RepeatedAnswer.to(Unpooled.wrappedBuffer(packet), answering);
    }

    @Test
    void whatANameserverHasJustSaidIsGivenAgainAsTheCacheHasIt() {
        byte[] packet = query(true);
        List<byte[]> first = later(packet);
        comes();
        byte[] again = again(packet);
        assertThat(first).hasSize(1);
        byte[] authoritative = first.getFirst().clone();
        authoritative[2] &= (byte) ~4;
        assertThat(again).isEqualTo(authoritative).isNotEqualTo(first.getFirst());
        now += 1_500_000_000;
        again = again(packet);
        assertThat(again).isEqualTo(general(packet)).isNotEqualTo(authoritative);
    }

    @Test
    void whatWasUnderWayWhenForwardingChangedIsNotGivenAgain() {
        byte[] packet = query(true);
        List<byte[]> first = later(packet);
        cache.flush();
        answering.changed();
        List<byte[]> other = later(query(false));
        comes();
        assertThat(first).hasSize(1);
        assertThat(again(packet)).isNull();
        assertThat(other).as("asked for anew").hasSize(1);
        assertThat(again(query(false))).isNotNull();
    }

    @Test
    void whatWasUnderWayWhenAnotherViewCameIsNotGivenAgain() {
        byte[] packet = query(true);
        List<byte[]> first = later(packet);
        registry.register(SourceId.FLAGS, new SourceState.Pending(Instant.EPOCH));
        List<byte[]> other = later(query(false));
        comes();
        assertThat(first).hasSize(1);
        assertThat(again(packet)).isNull();
        assertThat(other).hasSize(1);
    }

    @Test
    void whatComesOnAnotherThreadIsNotGivenAgainByThisOne() throws InterruptedException {
        byte[] packet = query(true);
        List<byte[]> first = later(packet);
        Thread.ofVirtual().start(this::comes).join();
        assertThat(first).hasSize(1);
        assertThat(again(packet)).isNull();
    }

    @Test
    void anAnswerOfTheCacheIsGivenAgainWithoutAllocation() {
        answers(message(3600, new Random(1)));
        byte[] packet = query(true);
        for (int i = 0; i < 5; i++) {
            general(packet);
        }
        ByteBuf query = Unpooled.wrappedBuffer(packet);
        ByteBufAllocator buffers = new OneBuffer(Unpooled.buffer(512));
        for (int i = 0; i < ALLOCATING_QUERIES; i++) {
            again(query, buffers);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ALLOCATING_QUERIES; i++) {
            again(query, buffers);
            // Twenty-five seconds in all.
            now += 1_250_000;
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOCATING_QUERIES);
    }

    private void again(ByteBuf query, ByteBufAllocator buffers) {
        Objects.requireNonNull(answering.repeated(query, buffers)).release();
    }
}
