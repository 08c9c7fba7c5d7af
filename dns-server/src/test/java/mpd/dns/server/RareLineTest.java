package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RareLineTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
    private final RareLine line = new RareLine(nanos::get);

    @Test
    void firstTimeIsToldOfAtOnceAndTheOthersOfItsMinuteAreCounted() {
        assertThat(line.happened()).isEqualTo(1);
        assertThat(line.happened()).isZero();
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(line.happened()).isZero();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(line.happened()).isEqualTo(3);
        assertThat(line.happened()).isZero();
    }
}
