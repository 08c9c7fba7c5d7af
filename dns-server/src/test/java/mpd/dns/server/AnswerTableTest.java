package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import mpd.dns.forward.UpstreamAnswer.Again;
import mpd.dns.query.QueryCounters;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.registry.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Which answers are found again, and how much memory they take.
final class AnswerTableTest {

    private static final AnswerTable.Terms LOCAL = new AnswerTable.Terms(QueryCounters.Kind.LOCAL, false, null);

    private final Registry registry =
            new Registry(List.of(Name.fromConstantString("mpd.test.")), List.of(), () -> Instant.EPOCH);
    private final View view = registry.view();
    private long now = 1_000_000_000_000L;

    private static ByteBuf query(int number) {
        return query("n" + number + ".mpd.test.");
    }

    private static ByteBuf query(String name) {
        Message query = Message.newQuery(Record.newRecord(Name.fromConstantString(name), Type.A, DClass.IN));
        query.getHeader().setID(name.length());
        return Unpooled.wrappedBuffer(query.toWire());
    }

    private static byte[] answer(ByteBuf query, int length) {
        return Arrays.copyOf(ByteBufUtil.getBytes(query), length);
    }

    private AnswerTable table(long mostBytes) {
        return table(new AnswerTable.Memory(mostBytes, 1, new AtomicLong()));
    }

    private AnswerTable table(AnswerTable.Memory memory) {
        AnswerTable table = new AnswerTable(memory, () -> now);
        table.begin(view, 0);
        return table;
    }

    private static byte[] written(AnswerTable table, ByteBuf query) {
        int found = table.find(query);
        assertThat(found).isNotEqualTo(AnswerTable.NONE);
        ByteBuf out = table.written(found, query, ByteBufAllocator.DEFAULT);
        assertThat(table.length(found)).isEqualTo(out.readableBytes());
        byte[] bytes = ByteBufUtil.getBytes(out);
        out.release();
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsFoundIsWhatWasKeptLast(long seed) {
        Random random = new Random(seed);
        AnswerTable table = table(300_000);
        byte[][] kept = new byte[4_000][];
        int found = 0;
        for (int turn = 0; turn < 100_000; turn++) {
            int number = random.nextInt(kept.length);
            ByteBuf query = query(number);
            if (table.find(query) != AnswerTable.NONE) {
                assertThat(written(table, query)).isEqualTo(kept[number]);
                found++;
            }
            if (random.nextInt(4) == 0) {
                table.makeRoom();
                byte[] answer = answer(query, query.readableBytes() + 1 + random.nextInt(60));
                answer[answer.length - 1] = (byte) turn;
                kept[number] = answer;
                table.keep(query, answer, LOCAL);
                assertThat(written(table, query)).isEqualTo(answer);
            }
        }
        assertThat(found).isGreaterThan(10_000);
    }

    @Test
    void nearlyAllOfManyAreFound() {
        AnswerTable table = table(Long.MAX_VALUE);
        int many = 100_000;
        for (int turn = 0; turn < 6; turn++) {
            for (int number = 0; number < many; number++) {
                ByteBuf query = query(number);
                if (table.find(query) == AnswerTable.NONE) {
                    table.makeRoom();
                    table.keep(query, answer(query, 60), LOCAL);
                }
            }
        }
        int found = 0;
        for (int number = 0; number < many; number++) {
            found += table.find(query(number)) == AnswerTable.NONE ? 0 : 1;
        }
        assertThat(found).isGreaterThan(many * 99 / 100);
    }

    @Test
    void theTermsAreThoseItWasKeptWith() {
        AnswerTable table = table(Long.MAX_VALUE);
        int rcode = 0;
        for (QueryCounters.Kind kind : QueryCounters.Kind.values()) {
            rcode++;
            ByteBuf query = query(rcode);
            byte[] answer = answer(query, 40);
            answer[3] = (byte) (0x80 | rcode);
            table.keep(query, answer, new AnswerTable.Terms(kind, kind == QueryCounters.Kind.DENIED, null));
            int found = table.find(query);
            assertThat(table.kind(found)).isEqualTo(kind);
            assertThat(table.denial(found)).isEqualTo(kind == QueryCounters.Kind.DENIED);
            assertThat(table.rcode(found)).isEqualTo(rcode);
        }
    }

    @Test
    void whatHasEndedIsNotFoundAndWhatHasNotIs() {
        AnswerTable table = table(Long.MAX_VALUE);
        ByteBuf query = query(1);
        long ends = now + 1_000_000_000;
        Countdown countdown = Countdown.of(answer(query, 40), new Again(ends, ends));
        table.keep(query, answer(query, 40), new AnswerTable.Terms(QueryCounters.Kind.FORWARDED, false, countdown));
        // It ends up to 16 µs early.
        now = ends - 20_000;
        assertThat(written(table, query)).hasSize(40);
        now = ends;
        assertThat(table.find(query)).isEqualTo(AnswerTable.NONE);
    }

    @Test
    void anAnswerOfTheSameLengthTakesThePlaceOfTheOneBefore() {
        AnswerTable table = table(Long.MAX_VALUE);
        ByteBuf query = query(1);
        for (int turn = 0; turn < 10_000; turn++) {
            table.keep(query, answer(query, 500), LOCAL);
        }
        assertThat(table.bytes()).isEqualTo(table(Long.MAX_VALUE).bytes());
        assertThat(table.taken()).isEqualTo(1);
    }

    @Test
    void anAnswerOfAnotherLengthTakesThePlaceOfTheOneBefore() {
        AnswerTable table = table(Long.MAX_VALUE);
        for (int number = 0; number < 6_000; number++) {
            ByteBuf query = query(number);
            table.keep(query, answer(query, 60), LOCAL);
        }
        int taken = table.taken();
        for (int number = 0; number < 6_000; number++) {
            ByteBuf query = query(number);
            table.keep(query, answer(query, 90), LOCAL);
            assertThat(written(table, query)).hasSize(90);
            // Who is not known any more was pushed out of a full row.
            assertThat(table.taken()).isEqualTo(taken);
        }
    }

    @Test
    void aTableThatHasBecomeTooLargeIsBegunAnew() {
        AnswerTable table = table(300_000);
        for (int number = 0; number < 3_000; number++) {
            ByteBuf query = query(number);
            table.makeRoom();
            assertThat(table.bytes()).isLessThanOrEqualTo(300_000);
            table.keep(query, answer(query, 500), LOCAL);
            assertThat(written(table, query)).hasSize(500);
        }
    }

    @Test
    void aTableThatIsBegunAnewWritesOverWhatItHad() {
        AnswerTable table = table(300_000);
        List<ByteBuf> queries =
                IntStream.range(0, 1000).mapToObj(AnswerTableTest::query).toList();
        byte[] answer = answer(queries.getFirst(), 500);
        keep(table, queries, answer);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int turn = 0; turn < 100; turn++) {
            keep(table, queries, answer);
        }
        // Of fifty megabytes.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000_000);
    }

    private static void keep(AnswerTable table, List<ByteBuf> queries, byte[] answer) {
        for (ByteBuf query : queries) {
            table.makeRoom();
            table.keep(query, answer, LOCAL);
        }
    }

    @Test
    void aTableGrowsWithWhatIsAskedAndIsSmallAgainAfterAChange() {
        AnswerTable table = table(Long.MAX_VALUE);
        int first = table.places();
        long bytes = table.bytes();
        keep(table, 2 * first);
        assertThat(table.places()).isEqualTo(4 * first);
        registry.register(SourceId.FLAGS, new SourceState.Pending(Instant.EPOCH));
        table.begin(registry.view(), 0);
        assertThat(table.places()).isEqualTo(first);
        assertThat(table.bytes()).isEqualTo(bytes);
        assertThat(table.find(query(2 * first - 1))).isEqualTo(AnswerTable.NONE);
    }

    @Test
    void anotherViewOrGenerationIsAnotherTable() {
        AnswerTable table = table(Long.MAX_VALUE);
        assertThat(table.isOf(view, 0)).isTrue();
        assertThat(table.isOf(view, 1)).isFalse();
        registry.register(SourceId.FLAGS, new SourceState.Pending(Instant.EPOCH));
        assertThat(table.isOf(registry.view(), 0)).isFalse();
    }

    @Test
    void theLongestAnswerIsKeptWhereItFits() {
        AnswerTable table = table(Long.MAX_VALUE);
        for (int length = 65_000; length <= 65_535; length++) {
            ByteBuf query = query(length);
            table.keep(query, answer(query, length), LOCAL);
            int found = table.find(query);
            if (found != AnswerTable.NONE) {
                assertThat(written(table, query)).hasSize(length);
            } else {
                assertThat(length).isGreaterThan(65_400);
            }
        }
    }

    @Test
    void twoLettersThatDifferInCaseAloneAreOneInTheNameAndTwoBehindIt() {
        AnswerTable table = table(Long.MAX_VALUE);
        // Every octet, at every place of a word; escaped, as names may have any.
        for (int octet = 0; octet < 256; octet++) {
            for (int before = 0; before < 9; before++) {
                byte[] packet = ByteBufUtil.getBytes(query("a".repeat(before) + "x.MPD.test."));
                packet[13 + before] = (byte) octet;
                table.keep(Unpooled.wrappedBuffer(packet), packet, LOCAL);
                byte[] other = packet.clone();
                other[13 + before] = (byte) (octet ^ 0x20);
                boolean letter = octet < 128 && Character.isLetter(octet);
                assertThat(table.find(Unpooled.wrappedBuffer(other)) != AnswerTable.NONE)
                        .as("octet %d behind %d others", octet, before)
                        .isEqualTo(letter);
                if (letter) {
                    assertThat(written(table, Unpooled.wrappedBuffer(other))).isEqualTo(other);
                }
                table.begin(view, 0);
            }
        }
        byte[] name = ByteBufUtil.getBytes(query("x.mpd.test."));
        byte[] packet = Arrays.copyOf(name, name.length + 1);
        packet[name.length] = 'a';
        table.keep(Unpooled.wrappedBuffer(packet), packet, LOCAL);
        assertThat(table.find(Unpooled.wrappedBuffer(packet))).isNotEqualTo(AnswerTable.NONE);
        packet[name.length] = 'A';
        assertThat(table.find(Unpooled.wrappedBuffer(packet))).isEqualTo(AnswerTable.NONE);
    }

    @Test
    void oneMayTakeAllThatOthersLeaveAndIsBegunAnewWhenTheyTakeTheirPart() {
        AnswerTable.Memory memory = new AnswerTable.Memory(2_000_000, 2, new AtomicLong());
        AnswerTable one = table(memory);
        fill(one, 1_800_000);
        one.makeRoom();
        assertThat(one.find(query(0))).isNotEqualTo(AnswerTable.NONE);

        AnswerTable other = table(memory);
        fill(other, 900_000);
        other.makeRoom();
        assertThat(other.find(query(0))).isNotEqualTo(AnswerTable.NONE);
        one.makeRoom();
        assertThat(one.taken()).isZero();
        assertThat(memory.taken()).hasValue(one.bytes() + other.bytes());
    }

    /// Without places pushing anybody out.
    private static void fill(AnswerTable table, long bytes) {
        for (int number = 0; table.bytes() < bytes; number++) {
            ByteBuf query = query(number);
            table.keep(query, answer(query, 1_200), LOCAL);
        }
    }

    @Test
    void whereThereIsHardlyAnyMemoryATableHasOneChunk() {
        AnswerTable table = table(new AnswerTable.Memory(1, 64, new AtomicLong()));
        long least = table.bytes();
        int found = 0;
        for (int turn = 0; turn < 20; turn++) {
            for (int number = 0; number < 100; number++) {
                ByteBuf query = query(number);
                found += table.find(query) == AnswerTable.NONE ? 0 : 1;
                table.makeRoom();
                assertThat(table.bytes()).isEqualTo(least);
                table.keep(query, answer(query, 60), LOCAL);
            }
        }
        assertThat(found).isEqualTo(1_900);
    }

    @Test
    void placesGrowToAQuarterOfTheMemoryAtMost() {
        AnswerTable table = table(1_000_000);
        keep(table, 30_000);
        assertThat(table.places()).isEqualTo(1 << 14);
    }

    /// As the general path does it.
    private static void keep(AnswerTable table, int many) {
        for (int number = 0; number < many; number++) {
            ByteBuf query = query(number);
            table.makeRoom();
            table.keep(query, answer(query, 50), LOCAL);
        }
    }
}
