package mpd.dns.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class RestTest {

    private static final long TICK = 10_000_000;

    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void whoDoesNothingIsWaitedForNoLongerThanItMustBeStill() {
        assertThat(took(0, 30, 10_000, () -> 0)).isBetween(30L, 5_000L);
    }

    @Test
    void whatIsPutOffIsAwaited() {
        assertThat(took(60, 10, 10_000, () -> 0)).isBetween(60L, 5_000L);
    }

    @Test
    void workIsAwaited() {
        took(0, 50, 60_000, () -> 2 * TICK * Math.min(looks.incrementAndGet(), 10));
        assertThat(looks).hasValueGreaterThan(11);
    }

    @Test
    void oneUnitMoreIsNoWork() {
        assertThat(took(0, 30, 10_000, () -> looks.incrementAndGet() > 1 ? TICK : 0))
                .isBetween(30L, 5_000L);
    }

    @Test
    void whoNeverRestsIsWaitedForNoLonger() {
        assertThat(took(0, 1_000, 50, () -> 2 * TICK * looks.incrementAndGet())).isBetween(50L, 5_000L);
    }

    private static long took(final long least, final long still, final long most, final LongSupplier cpu) {
        final long begin = System.nanoTime();
        new Rest(Duration.ofMillis(least), Duration.ofMillis(still), Duration.ofMillis(most)).await(cpu);
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }
}
