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
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What holds whatever comes; the random numbers are the same each time.
final class CachePropertiesTest extends CacheFixture {

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
