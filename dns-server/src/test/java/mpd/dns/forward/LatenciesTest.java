package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    private final Latencies latencies = new Latencies();

    private void add(int count, int millis) {
        for (int i = 0; i < count; i++) {
            latencies.add(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    @Test
    void nothingIsKnownBeforeTheFirst() {
        assertThat(latencies.isEmpty()).isTrue();
        assertThat(latencies.usual()).isZero();
        assertThat(latencies.percentiles()).isEmpty();
    }

    @Test
    void theFirstIsUsual() {
        add(1, 20);
        assertThat(millis(latencies.usual())).isEqualTo(20);
        assertThat(millis(latencies.last())).isEqualTo(20);
        assertThat(millis(latencies.smoothed())).isEqualTo(20);
    }

    @Test
    void percentilesAreThoseOfTheLast256() {
        add(1000, 5000);
        for (int i = 1; i <= 256; i++) {
            add(1, i);
        }
        assertThat(latencies.percentiles())
                .contains(new UpstreamStatus.Percentiles(
                        Duration.ofMillis(128), Duration.ofMillis(244), Duration.ofMillis(254)));
    }

    @Test
    void oneLateAnswerIsNotUsualAndASlowNetworkSoonIs() {
        add(200, 20);
        add(1, 400);
        assertThat(millis(latencies.usual())).isEqualTo(20);
        add(11, 400);
        assertThat(millis(latencies.usual())).isEqualTo(400);
        add(80, 20);
        assertThat(millis(latencies.usual())).isEqualTo(20);
    }

    @Test
    void whatIsUsualAndTheMedianAreThoseOfTheLast64InWhateverOrderTheyCame() {
        Random random = new Random(64);
        Deque<Long> last = new ArrayDeque<>();
        for (int i = 0; i < 5000; i++) {
            // Many of them equal.
            int millis = 1 + random.nextInt(i < 2500 ? 10 : 1000);
            add(1, millis);
            last.add((long) millis);
            if (last.size() > 64) {
                last.remove();
            }
            List<Long> sorted = last.stream().sorted().toList();
            assertThat(millis(latencies.usual())).isEqualTo(sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1));
            assertThat(millis(latencies.middle())).isEqualTo(sorted.get((sorted.size() + 1) / 2 - 1));
        }
    }

    @Test
    void theSmoothedTimeFollowsSlowly() {
        add(100, 20);
        add(1, 100);
        assertThat(millis(latencies.smoothed())).isEqualTo(30);
        assertThat(millis(latencies.last())).isEqualTo(100);
    }
}
