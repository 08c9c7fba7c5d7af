package mpd.dns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.forward.UpstreamAnswer.Provenance;
import mpd.dns.forward.UpstreamQuestion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What holds whatever comes; the random numbers are the same each time.
final class CachePropertiesTest extends CacheFixture {

    private static final int MEBIBYTE = 1 << 20;

    /// What the nameserver said last about a name.
    private record Said(long at, long ttl, String address) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void ttlGivenOutNeverExceedsWhatIsLeftAndNeverGrows(long seed) {
        Random random = new Random(seed);
        Map<String, Said> said = new HashMap<>();
        Map<String, Long> given = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            pass(Duration.ofMillis(random.nextInt(700)));
            String name = "n" + random.nextInt(50) + ".test.";
            CompletableFuture<UpstreamAnswer> client = ask(name);
            if (!open.isEmpty()) {
                long ttl = random.nextInt(40);
                String address = "192.0.2." + random.nextInt(256);
                said.put(name, new Said(nanos, ttl, address));
                given.remove(name);
                answers(address(name, ttl, address));
                // A refresh behind a fresh answer was asked for earlier; what it brings counts from now on.
                if (provenance(client.join()) instanceof Provenance.Cached) {
                    continue;
                }
            }
            Said last = Objects.requireNonNull(said.get(name));
            UpstreamAnswer answer = client.join();
            long left = last.at() + Duration.ofSeconds(last.ttl()).toNanos() - nanos;
            assertThat(Duration.ofSeconds(ttl(answer))).isLessThanOrEqualTo(Duration.ofNanos(left));
            assertThat(ttl(answer)).isLessThanOrEqualTo(given.getOrDefault(name, Long.MAX_VALUE));
            assertThat(read(answer).getSection(Section.ANSWER).getFirst().rdataToString())
                    .isEqualTo(last.address());
            given.put(name, ttl(answer));
        }
        assertThat(cache.status().hits()).isGreaterThan(1000);
    }

    @Test
    void bytesStayBoundedUnderAMillionInsertions() {
        Store store = new Store(new CacheSettings.Size(MEBIBYTE, Integer.MAX_VALUE), clock, new Tally());
        Random random = new Random(7);
        long most = 0;
        for (int i = 0; i < 1_000_000; i++) {
            CacheKey key = CacheKey.of(question(i));
            store.put(key, new Entry(new byte[60 + random.nextInt(400)], new char[2], UPSTREAM, nanos, 300), nanos);
            most = Math.max(most, store.bytes());
        }

        assertThat(most).isBetween(MEBIBYTE / 2L, MEBIBYTE + 4096L);
        assertThat(store.size()).isBetween(1000L, 4000L);
    }

    @Test
    void numberOfEntriesIsBoundedToo() {
        Tally tally = new Tally();
        Store store = new Store(new CacheSettings.Size(8 * MEBIBYTE, 150), clock, tally);
        for (int i = 0; i < 10_000; i++) {
            store.put(CacheKey.of(question(i)), new Entry(new byte[100], new char[1], UPSTREAM, nanos, 300), nanos);
            assertThat(store.size()).isLessThanOrEqualTo(151);
        }

        assertThat(store.size()).isBetween(140L, 150L);
        assertThat(tally.evictions.sum()).isEqualTo(10_000 - store.size());
    }

    @Test
    void expiredAnswersGoFirst() {
        Store store = new Store(new CacheSettings.Size(MEBIBYTE, Integer.MAX_VALUE), clock, new Tally());
        for (int i = 0; i < 2500; i++) {
            long life = i % 2 == 0 ? 10 : 1000;
            store.put(
                    CacheKey.of(question(i)),
                    new Entry(new byte[100], new char[1], UPSTREAM, nanos, (int) life),
                    nanos);
        }
        pass(11);
        for (int i = 2500; i < 3700; i++) {
            store.put(CacheKey.of(question(i)), new Entry(new byte[100], new char[1], UPSTREAM, nanos, 1000), nanos);
        }

        long fresh = 0;
        for (int i = 1; i < 2500; i += 2) {
            fresh += store.get(CacheKey.of(question(i))) == null ? 0 : 1;
        }
        assertThat(fresh).isEqualTo(1250);
    }

    @Test
    void expiredAnswersGoFirstEvenWhereNoneHadExpiredBefore() {
        Tally tally = new Tally();
        Store store = new Store(new CacheSettings.Size(MEBIBYTE, Integer.MAX_VALUE), clock, tally);
        for (int i = 0; i < 4000; i++) {
            put(store, i, 1000);
        }
        long evicted = tally.evictions.sum();
        assertThat(evicted).isPositive();
        for (int i = 4000; i < 4400; i++) {
            put(store, i, 10);
            // Used often, so that nothing but their age speaks against them.
            for (int use = 0; use < 5; use++) {
                assertThat(store.get(CacheKey.of(question(i)))).isNotNull();
            }
        }
        evicted = tally.evictions.sum();
        pass(11);
        for (int i = 4400; i < 5200; i++) {
            put(store, i, 1000);
        }

        long old = IntStream.range(4000, 4400)
                .filter(i -> store.get(CacheKey.of(question(i))) != null)
                .count();
        assertThat(old).isZero();
        assertThat(tally.evictions.sum() - evicted)
                .as("fresh ones that had to go")
                .isLessThan(800 - 300);
    }

    private void put(Store store, int number, int life) {
        Entry entry = new Entry(new byte[100], new char[1], UPSTREAM, nanos, life);
        store.put(CacheKey.of(question(number)), entry, nanos);
    }

    @Test
    void garbageNeverBreaksIt() throws Exception {
        Random random = new Random(11);
        Message message = address("www.test.", 300, "192.0.2.1");
        message.addRecord(record("test.", "SOA", 300, "ns.test. x.test. 1 2 3 4 5"), Section.AUTHORITY);
        byte[] wire = message.toWire();
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = wire.clone();
            for (int flips = random.nextInt(6); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(wire.length)) : bytes;
            UpstreamAnswer first = new UpstreamAnswer.Answered(cut, UPSTREAM, Duration.ZERO);

            assertThat(ask(question("www.test.", Type.A), first)).isNotNull();
            pass(301);
            ask(question("www.test.", Type.A), SILENCE);
            cache.flush();
        }
    }

    private static UpstreamQuestion question(int number) {
        byte[] label = ("n" + number).getBytes(StandardCharsets.US_ASCII);
        byte[] wire = new byte[label.length + 6];
        wire[0] = (byte) label.length;
        System.arraycopy(label, 0, wire, 1, label.length);
        wire[wire.length - 3] = 1;
        wire[wire.length - 1] = 1;
        return new UpstreamQuestion(wire, false, false, false, false);
    }
}
