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
import java.util.concurrent.CompletionStage;
import mpd.dns.forward.Forwarder;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.forward.UpstreamQuestion;
import mpd.dns.query.QueryCounters;
import mpd.dns.registry.Claim;
import mpd.dns.registry.Contribution;
import mpd.dns.registry.LiveSource;
import mpd.dns.registry.Origin;
import mpd.dns.registry.Precedence;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.zone.Subnet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// What is answered from the table is byte for byte what the general path answers.
final class RepeatedQueriesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 5353);
    private static final List<String> NAMES = List.of(
            "web.mpd.test.",
            "long-label-of-a-name.runtime.mpd.test.",
            "alias.mpd.test.",
            "x.wild.mpd.test.",
            "y.wild.mpd.test.",
            "wild.mpd.test.",
            "runtime.mpd.test.",
            "mpd.test.",
            "many.mpd.test.",
            "text.mpd.test.",
            "out.mpd.test.",
            "nope.mpd.test.",
            "example.org.",
            "7.0.163.10.in-addr.arpa.",
            "localhost.",
            ".");
    private static final int[] TYPES = {
        Type.A, Type.AAAA, Type.TXT, Type.HTTPS, Type.SOA, Type.NS, Type.PTR, Type.ANY, Type.CNAME, 999
    };

    private static final int ALLOCATING_QUERIES = 20_000;
    private static final long MIB = 1 << 20;

    private final Registry registry = new Registry(
            List.of(name("mpd.test.")), List.of(Subnet.parse("10.163.0.0/24").orElseThrow()), () -> NOW);
    private final QueryCounters counters = new QueryCounters();
    private boolean logQueries;
    private UpstreamAnswer upstream = new UpstreamAnswer.Failed(22, "nobody");
    private Runnable onForward = () -> {};
    private int again;
    private long now = 1_000_000_000_000L;
    private final Answering answering = new Answering(
            Answerings.pipeline(
                    registry,
                    LiveSource.NONE,
                    new Forwarder() {
                        @Override
                        public CompletionStage<UpstreamAnswer> ask(UpstreamQuestion question) {
                            onForward.run();
                            return CompletableFuture.completedFuture(upstream);
                        }

                        @Override
                        public void again() {
                            again++;
                        }
                    },
                    counters),
            new Answering.Counting(counters, new InFlight(), new ResponseCounters()),
            new Admission(List.of(), Admission.MOST_WAITING, counters),
            () -> logQueries,
            new RepeatedQueries(1 << 20, 1, () -> now));

    RepeatedQueriesTest() {
        publish(
                address("web.mpd.test.", "10.163.0.7"),
                new AAAARecord(name("web.mpd.test."), DClass.IN, 1, InetAddress.ofLiteral("fd00:163::7")),
                address("long-label-of-a-name.runtime.mpd.test.", "10.163.0.100"),
                address("*.wild.mpd.test.", "10.163.0.9"),
                new CNAMERecord(name("alias.mpd.test."), DClass.IN, 1, name("web.mpd.test.")),
                new CNAMERecord(name("out.mpd.test."), DClass.IN, 1, name("example.org.")),
                new TXTRecord(name("text.mpd.test."), DClass.IN, 1, "x".repeat(200)));
    }

    private static Name name(String text) {
        return Name.fromConstantString(text);
    }

    private static Record address(String owner, String address) {
        return new ARecord(name(owner), DClass.IN, 1, InetAddress.ofLiteral(address));
    }

    private void publish(Record... records) {
        List<Claim> claims = new ArrayList<>();
        for (Record record : records) {
            claims.add(new Claim(record, Precedence.FILE, new Origin.Flag("a test"), true));
        }
        for (int i = 0; i < 60; i++) {
            claims.add(new Claim(
                    address("many.mpd.test.", "10.163.0." + i), Precedence.FILE, new Origin.Flag("a test"), false));
        }
        registry.update(SourceId.FLAGS, Contribution.of(claims), new SourceState.Following(NOW));
    }

    private byte[] general(byte[] packet) {
        List<byte[]> answers = new ArrayList<>();
        ByteBuf content = Unpooled.wrappedBuffer(packet);
        boolean answered = answering.answer(content, Answering.Over.UDP, CLIENT, answers::add);
        return answered ? answers.getFirst() : new byte[0];
    }

    private byte @Nullable [] repeated(byte[] packet) {
        return RepeatedAnswer.to(Unpooled.wrappedBuffer(packet), answering);
    }

    private static byte[] query(Random random) {
        Name owner = name(mixed(NAMES.get(random.nextInt(NAMES.size())), random));
        Record question = Record.newRecord(owner, TYPES[random.nextInt(TYPES.length)], dnsClass(random));
        Message message = Message.newQuery(question);
        message.getHeader().setID(random.nextInt(1 << 16));
        for (int flag : new int[] {Flags.RD, Flags.AD, Flags.CD}) {
            if (random.nextInt(4) == 0) {
                message.getHeader().setFlag(flag);
            }
        }
        if (random.nextInt(3) == 0) {
            List<EDNSOption> options = random.nextBoolean()
                    ? List.of()
                    : List.of(new GenericEDNSOption(65001, new byte[] {(byte) (random.nextBoolean() ? 'a' : 'A')}));
            int size = new int[] {0, 512, 600, 1232, 4096}[random.nextInt(5)];
            message.addRecord(
                    new OPTRecord(size, 0, random.nextInt(20) == 0 ? 1 : 0, random.nextBoolean() ? 0x8000 : 0, options),
                    Section.ADDITIONAL);
        }
        byte[] wire = message.toWire();
        if (random.nextInt(50) == 0) {
            wire[random.nextInt(wire.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return wire;
    }

    private static int dnsClass(Random random) {
        return random.nextInt(30) == 0 ? DClass.CH : DClass.IN;
    }

    private static String mixed(String text, Random random) {
        StringBuilder mixed = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            mixed.append(random.nextInt(4) == 0 ? Character.toUpperCase(letter) : letter);
        }
        return mixed.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyRepeatedAnswerIsWhatTheGeneralPathGives(long seed) {
        Random random = new Random(seed);
        int hits = 0;
        for (int i = 0; i < 600_000; i++) {
            if (i % 10_000 == 9_999) {
                publish(address("web.mpd.test.", "10.163.0." + i / 10_000), address("*.wild.mpd.test.", "10.163.0.8"));
            }
            byte[] packet = query(random);
            byte[] repeated = repeated(packet);
            if (repeated != null) {
                hits++;
                assertThat(repeated).isEqualTo(general(packet));
            } else {
                general(packet);
            }
        }
        assertThat(hits).isGreaterThan(120_000);
    }

    @Test
    void takesNoMoreOfALargeHeapThanFourMebibytesAndNoMoreOfASmallOneThanASixteenth() {
        assertThat(RepeatedQueries.mostBytes(512 * MIB)).isEqualTo(4 * MIB);
        assertThat(RepeatedQueries.mostBytes(20 * MIB)).isEqualTo(20 * MIB / 16);
    }

    @Test
    void aNewSnapshotForgetsWhatTheOldOneSaid() {
        byte[] packet = Message.newQuery(Record.newRecord(name("web.mpd.test."), Type.A, DClass.IN))
                .toWire();
        general(packet);
        assertThat(repeated(packet)).isNotNull();

        publish(address("web.mpd.test.", "10.163.0.8"));

        assertThat(repeated(packet)).isNull();
    }

    @Test
    void aRepeatedAnswerIsCountedAsTheFirst() {
        byte[] packet = Message.newQuery(Record.newRecord(name("web.mpd.test."), Type.A, DClass.IN))
                .toWire();
        general(packet);
        repeated(packet);
        assertThat(counters.snapshot()).containsEntry("local", 2L);
    }

    @Test
    void whileQueriesAreLoggedEachTakesTheGeneralPath() {
        byte[] packet = Message.newQuery(Record.newRecord(name("web.mpd.test."), Type.A, DClass.IN))
                .toWire();
        general(packet);
        logQueries = true;
        assertThat(repeated(packet)).isNull();
    }

    private static byte[] elsewhere() {
        return Message.newQuery(Record.newRecord(name("example.org."), Type.A, DClass.IN))
                .toWire();
    }

    private void cached(Duration more) {
        Message message = new Message(7);
        message.getHeader().setFlag(Flags.QR);
        message.addRecord(Record.newRecord(name("example.org."), Type.A, DClass.IN), Section.QUESTION);
        message.addRecord(address("example.org.", "192.0.2.80"), Section.ANSWER);
        InetSocketAddress from = new InetSocketAddress("192.0.2.53", 53);
        upstream = new UpstreamAnswer.Answered(
                message.toWire(),
                from,
                Duration.ZERO,
                new UpstreamAnswer.Provenance.Cached(
                        Duration.ZERO, new UpstreamAnswer.Again(now + more.toNanos(), now + more.toNanos())));
    }

    @Test
    void anAnswerOfTheCacheIsGivenAgainForAsLongAsItSays() {
        cached(SECOND);
        byte[] packet = elsewhere();
        byte[] first = general(packet);
        assertThat(repeated(packet)).isEqualTo(first);
        now += 999_000_000;
        assertThat(repeated(packet)).isEqualTo(first);
        now += 1_000_000;
        assertThat(repeated(packet)).isNull();
        assertThat(again).isEqualTo(2);
    }

    @Test
    void anAnswerOfTheCacheThatWillBeAnotherAtOnceIsNotGivenAgain() {
        cached(Duration.ZERO);
        byte[] packet = elsewhere();
        general(packet);
        assertThat(repeated(packet)).isNull();
    }

    @Test
    void anAnswerOfTheCacheIsForgottenWhenForwardingChanges() {
        cached(SECOND);
        byte[] packet = elsewhere();
        general(packet);
        assertThat(repeated(packet)).isNotNull();
        answering.changed();
        assertThat(repeated(packet)).isNull();
    }

    @Test
    void anAnswerThatWasUnderWayWhenForwardingChangedIsNotGivenAgain() {
        cached(SECOND);
        onForward = this::change;
        byte[] packet = elsewhere();
        general(packet);
        assertThat(repeated(packet)).isNull();
    }

    private void change() {
        answering.changed();
    }

    @Test
    void anAnswerOfANameserverThatIsNotKeptIsNotGivenAgain() {
        cached(SECOND);
        upstream = switch (upstream) {
            case UpstreamAnswer.Answered answered ->
                new UpstreamAnswer.Answered(answered.message(), answered.from(), answered.took());
            case UpstreamAnswer.Failed failed -> failed;
        };
        byte[] packet = elsewhere();
        general(packet);
        assertThat(repeated(packet)).isNull();
    }

    @Test
    void whatIsNoQueryIsNotFound() {
        general(elsewhere());
        assertThat(repeated(new byte[0])).isNull();
        assertThat(repeated(new byte[600])).isNull();
    }

    @Test
    void repeatedQueryAllocatesNothing() {
        byte[] packet = Message.newQuery(Record.newRecord(name("web.mpd.test."), Type.A, DClass.IN))
                .toWire();
        general(packet);
        ByteBuf query = Unpooled.wrappedBuffer(packet);
        ByteBuf out = Unpooled.buffer(512);
        ByteBufAllocator buffers = new OneBuffer(out);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        allocated(threads, query, buffers);
        assertThat(allocated(threads, query, buffers))
                .as("bytes of all queries together")
                .isLessThan(ALLOCATING_QUERIES);
    }

    private long allocated(ThreadMXBean threads, ByteBuf query, ByteBufAllocator buffers) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int count = 0; count < ALLOCATING_QUERIES; count++) {
            Objects.requireNonNull(answering.repeated(query, buffers)).release();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
