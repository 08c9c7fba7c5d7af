package mpd.dns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import mpd.dns.forward.UpstreamQuestion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds whatever is put; the random numbers are the same each time.
final class StoreTest {

    private static final int MEBIBYTE = 1 << 20;
    private static final InetSocketAddress UPSTREAM = new InetSocketAddress("192.0.2.53", 53);

    private long nanos = 1_000_000_000_000L;
    private final CacheClock clock = new CacheClock(() -> nanos, () -> Instant.ofEpochMilli(nanos / 1_000_000));
    private final Tally tally = new Tally();

    @ParameterizedTest
    @ValueSource(longs = {20_000, 200_000, MEBIBYTE, 100 * MEBIBYTE})
    void answerIsTheLastOneThatWasPutForItsKeyOrNone(long bytes) {
        Store store = store(bytes, Integer.MAX_VALUE);
        Random random = new Random(bytes);
        Map<Integer, Entry> last = new HashMap<>();
        int found = 0;
        for (int i = 0; i < 200_000; i++) {
            int number = random.nextInt(2000);
            switch (random.nextInt(10)) {
                case 0 -> {
                    store.remove(key(number));
                    last.remove(number);
                }
                case 1, 2, 3 -> {
                    Entry entry = entry(random, number, 1 + random.nextInt(400));
                    store.put(key(number), entry, nanos);
                    last.put(number, entry);
                }
                default -> {
                    Entry kept = store.get(key(number));
                    found += kept == null ? 0 : 1;
                    assertSame(kept, last.get(number), bytes >= 100 * MEBIBYTE);
                }
            }
            nanos += Duration.ofMillis(random.nextInt(5)).toNanos();
        }
        assertThat(found).isPositive();
        last.keySet().forEach(number -> store.remove(key(number)));
        assertThat(store.size()).isZero();
    }

    private static void assertSame(@Nullable Entry kept, @Nullable Entry put, boolean always) {
        if (put == null) {
            assertThat(kept).isNull();
        } else if (always) {
            assertThat(kept).isNotNull();
        }
        if (kept != null && put != null) {
            assertThat(kept.message()).isEqualTo(put.message());
            assertThat(kept.ttls()).isEqualTo(put.ttls());
            assertThat(kept.from()).isEqualTo(put.from());
            assertThat(kept.came()).isEqualTo(put.came());
            assertThat(kept.life()).isEqualTo(put.life());
        }
    }

    private Entry entry(Random random, int number, int life) {
        byte[] message = new byte[random.nextInt(20) == 0 ? random.nextInt(4000) : random.nextInt(300)];
        random.nextBytes(message);
        char[] ttls = new char[random.nextInt(12)];
        Arrays.fill(ttls, (char) random.nextInt());
        return new Entry(message, ttls, new InetSocketAddress("192.0.2." + number % 5, 53), nanos, life, 0);
    }

    @Test
    void bytesStayBoundedUnderAMillionInsertions() {
        Store store = store(MEBIBYTE, Integer.MAX_VALUE);
        Random random = new Random(7);
        long most = 0;
        for (int i = 0; i < 1_000_000; i++) {
            store.put(
                    key(i), new Entry(new byte[60 + random.nextInt(400)], new char[2], UPSTREAM, nanos, 300, 0), nanos);
            most = Math.max(most, store.bytes());
        }

        assertThat(most).isBetween(MEBIBYTE / 4L * 3, (long) MEBIBYTE);
        assertThat(store.size()).isBetween(2000L, 4000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 150})
    void numberOfEntriesIsBoundedToo(int entries) {
        Store store = store(8 * MEBIBYTE, entries);
        for (int i = 0; i < 10_000; i++) {
            put(store, i, 300);
            assertThat(store.size()).isLessThanOrEqualTo(entries);
        }

        assertThat(store.size()).isEqualTo(entries);
        assertThat(tally.evictions.sum()).isEqualTo(10_000 - store.size());
    }

    @Test
    void cacheOfManyTinyAnswersIsBoundedByTheTableThatFindsThem() {
        Store store = store(MEBIBYTE, Integer.MAX_VALUE);
        for (int i = 0; i < 50_000; i++) {
            store.put(key(i), new Entry(new byte[12], new char[0], UPSTREAM, nanos, 300, 0), nanos);
        }

        assertThat(store.size()).isEqualTo(6144);
        assertThat(store.bytes()).isLessThanOrEqualTo(MEBIBYTE);
    }

    @Test
    void whatIsUsedStaysWhileOthersPassThrough() {
        Store store = store(MEBIBYTE, Integer.MAX_VALUE);
        for (int i = 0; i < 500; i++) {
            put(store, i, 1000);
        }
        for (int i = 500; i < 100_000; i++) {
            put(store, i, 1000);
            if (i % 2 == 0) {
                assertThat(store.get(key(i / 2 % 500))).as("after %d", i).isNotNull();
            }
        }
    }

    @Test
    void whatIsUsedStaysWhereTheNumberIsBounded() {
        Store store = store(MEBIBYTE, 100);
        for (int i = 0; i < 10_000; i++) {
            put(store, i + 10, 1000);
            if (i == 0) {
                put(store, 0, 1000);
            }
            assertThat(store.get(key(0))).isNotNull();
        }
    }

    @Test
    void answerThatIsFarTooLongTakesNobodysPlaceAndEndsWhatWasKept() {
        Store store = store(64 * 1024, Integer.MAX_VALUE);
        put(store, 1, 300);
        put(store, 2, 300);

        store.put(key(2), new Entry(new byte[2000], new char[0], UPSTREAM, nanos, 300, 0), nanos);

        assertThat(store.get(key(1))).isNotNull();
        assertThat(store.get(key(2))).isNull();
    }

    @Test
    void nearlyTheLongestMessageIsKeptInACacheOfTheUsualSize() {
        Store store = store(8 * MEBIBYTE, Integer.MAX_VALUE);

        store.put(key(1), new Entry(new byte[65_000], new char[0], UPSTREAM, nanos, 300, 0), nanos);

        assertThat(store.get(key(1))).isNotNull().extracting(Entry::message).isEqualTo(new byte[65_000]);
    }

    @Test
    void expiredAnswersGoFirst() {
        Store store = store(MEBIBYTE, Integer.MAX_VALUE);
        for (int i = 0; i < 5000; i++) {
            put(store, i, i % 2 == 0 ? 10 : 1000);
        }
        nanos += Duration.ofSeconds(11).toNanos();
        for (int i = 5000; i < 7400; i++) {
            put(store, i, 1000);
        }

        assertThat(IntStream.range(0, 2500).filter(i -> kept(store, 2 * i + 1)).count())
                .isEqualTo(2500);
        assertThat(tally.evictions.sum()).isZero();
    }

    @Test
    void expiredAnswersGoFirstEvenWhereNoneHadExpiredBefore() {
        Store store = store(MEBIBYTE, Integer.MAX_VALUE);
        for (int i = 0; i < 9000; i++) {
            put(store, i, 1000);
        }
        long evicted = tally.evictions.sum();
        assertThat(evicted).isPositive();
        for (int i = 9000; i < 9400; i++) {
            put(store, i, 10);
            // Used often, so that nothing but their age speaks against them.
            assertThat(kept(store, i)).isTrue();
        }
        evicted = tally.evictions.sum();
        nanos += Duration.ofSeconds(11).toNanos();
        for (int i = 9400; i < 11_000; i++) {
            put(store, i, 1000);
        }

        assertThat(IntStream.range(9000, 9400).filter(i -> kept(store, i)).count())
                .isZero();
        assertThat(tally.evictions.sum() - evicted)
                .as("fresh ones that had to go")
                .isLessThan(1600 - 300);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 30, 50, 100})
    void bytesStayBoundedWhereNumberAndBytesAreUsedUpTogether(int length) {
        Store store = store(8 * MEBIBYTE, Integer.MAX_VALUE);
        for (int i = 0; i < 150_000; i++) {
            store.put(key(i), new Entry(new byte[64 + length], new char[2], UPSTREAM, nanos, 300, 0), nanos);
            assertThat(store.bytes()).isLessThanOrEqualTo(8 * MEBIBYTE);
        }
    }

    @Test
    void severalThreadsReadWholeAnswersWhileOthersComeAndGo() throws Exception {
        Store store = store(200_000, Integer.MAX_VALUE);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            var ran = IntStream.range(0, 4)
                    .<Future<Integer>>mapToObj(seed -> threads.submit(() -> putAndGet(store, seed)))
                    .toList();
            for (Future<Integer> each : ran) {
                assertThat(each.get()).isPositive();
            }
        }
    }

    /// Every answer to a name is its number over and over.
    private int putAndGet(Store store, int seed) {
        Random random = new Random(seed);
        int found = 0;
        for (int i = 0; i < 50_000; i++) {
            int number = random.nextInt(1500);
            byte[] message = new byte[100 + random.nextInt(200)];
            Arrays.fill(message, (byte) number);
            store.put(key(number), new Entry(message, new char[1], UPSTREAM, nanos, 300, 0), nanos);
            int other = random.nextInt(1500);
            Entry kept = store.get(key(other));
            if (kept != null) {
                found++;
                for (byte octet : kept.message()) {
                    assertThat(octet).isEqualTo((byte) other);
                }
            }
        }
        return found;
    }

    private Store store(long bytes, int entries) {
        return new Store(new CacheSettings.Size(bytes, entries), clock, tally);
    }

    private void put(Store store, int number, int life) {
        store.put(key(number), new Entry(new byte[100], new char[1], UPSTREAM, nanos, life, 0), nanos);
    }

    private static boolean kept(Store store, int number) {
        return store.get(key(number)) != null;
    }

    private static CacheKey key(int number) {
        byte[] label = ("n" + number).getBytes(StandardCharsets.US_ASCII);
        byte[] wire = new byte[label.length + 6];
        wire[0] = (byte) label.length;
        System.arraycopy(label, 0, wire, 1, label.length);
        wire[wire.length - 3] = 1;
        wire[wire.length - 1] = 1;
        return CacheKey.of(new UpstreamQuestion(wire, false, false, false, false));
    }
}
