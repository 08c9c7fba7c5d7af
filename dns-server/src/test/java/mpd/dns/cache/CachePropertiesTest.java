package mpd.dns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.forward.UpstreamAnswer.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What holds whatever comes; the random numbers are the same each time.
final class CachePropertiesTest extends CacheFixture {

    /// What the nameserver said last about a name.
    private record Said(long at, long ttl, String address) {
        long ends() {
            return at + Duration.ofSeconds(ttl).toNanos();
        }

        /// Whether a denial changes nothing yet.
        boolean outlives(Said denied) {
            return !address.isEmpty() && ends() > (denied.ttl() <= 5 ? denied.at() : denied.ends());
        }

        /// Whether it may still be given when nobody answers.
        boolean helps(long now) {
            return !address.isEmpty() && ttl > 0 && now - ends() <= DAY;
        }
    }

    private static final long DAY = Duration.ofDays(1).toNanos();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatIsGivenIsWhatWasSaidLastNeverOlderThanItMayBeAndItsTtlNeverGrows(long seed) {
        Random random = new Random(seed);
        Map<String, Said> said = new HashMap<>();
        Map<String, Long> failed = new HashMap<>();
        Map<String, Integer> given = new HashMap<>();
        Map<Said, Long> ttls = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            pass(Duration.ofMillis(random.nextInt(400) == 0 ? random.nextInt(100_000_000) : random.nextInt(1500)));
            if (random.nextInt(500) == 0) {
                cache.flush();
                said.clear();
                failed.clear();
            }
            String name = "n" + random.nextInt(50) + ".test.";
            CompletableFuture<UpstreamAnswer> client = ask(name);
            boolean asked = !open.isEmpty();
            boolean early = client.isDone();
            Said before = said.get(name);
            if (asked) {
                says(random, name, said, failed);
            }
            UpstreamAnswer answer = client.join();
            if (answer instanceof UpstreamAnswer.Failed) {
                assertThat(nanos - Objects.requireNonNull(failed.get(name)))
                        .isLessThan(Duration.ofSeconds(5).toNanos());
                assertThat(before != null && before.helps(nanos))
                        .as("something to fall back on")
                        .isFalse();
                given.merge("failed", 1, Integer::sum);
                continue;
            }
            Said counts = Objects.requireNonNull(early ? before : said.get(name));
            assertThat(text(answer)).isEqualTo(counts.address());
            given.merge(
                    provenance(answer).getClass().getSimpleName()
                            + (text(answer).isEmpty() ? " denial" : ""),
                    1,
                    Integer::sum);
            lives(answer, counts, ttls);
        }
        assertThat(given).hasSize(6).allSatisfy((_, times) -> assertThat(times).isGreaterThan(20));
    }

    private void lives(UpstreamAnswer answer, Said counts, Map<Said, Long> ttls) {
        if (provenance(answer) instanceof Provenance.Stale) {
            assertThat(counts.helps(nanos)).isTrue();
            assertThat(nanos).isGreaterThanOrEqualTo(counts.ends());
            assertThat(ttl(answer)).isEqualTo(30);
        } else {
            assertThat(Duration.ofSeconds(ttl(answer)).toNanos()).isLessThanOrEqualTo(counts.ends() - nanos);
            assertThat(ttl(answer)).isLessThanOrEqualTo(ttls.getOrDefault(counts, Long.MAX_VALUE));
            ttls.put(counts, ttl(answer));
        }
    }

    /// Lets the nameserver say something: an address, that there is no such name, that it fails, or nothing.
    private void says(Random random, String name, Map<String, Said> said, Map<String, Long> failed) {
        long ttl = random.nextInt(40);
        switch (random.nextInt(4)) {
            case 0 -> {
                answers(denial(name, Rcode.NXDOMAIN, ttl, random.nextInt(2) == 0 ? ttl : ttl + 100));
                Said denied = new Said(nanos, ttl, "");
                Said before = said.get(name);
                if (before == null || !before.outlives(denied)) {
                    said.put(name, denied);
                }
                failed.remove(name);
            }
            case 1 -> {
                open.remove().complete(SILENCE);
                failed.put(name, nanos);
            }
            default -> {
                String address = "192.0.2." + random.nextInt(256);
                answers(address(name, ttl, address));
                said.put(name, new Said(nanos, ttl, address));
                failed.remove(name);
            }
        }
    }

    /// The address in it; empty where it is a denial.
    private static String text(UpstreamAnswer answer) {
        return read(answer).getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .findFirst()
                .orElse("");
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
}
