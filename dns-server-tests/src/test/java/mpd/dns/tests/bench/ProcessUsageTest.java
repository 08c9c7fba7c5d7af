package mpd.dns.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class ProcessUsageTest {

    @Test
    void timeIsOfUserAndSystemAndOfChildrenThatHaveEnded() {
        assertThat(ProcessUsage.ticks("7 (a) b) c) S 1 7 7 0 -1 4194304 9 0 0 0 1000 200 30 4 20 0 5 0 99"))
                .isEqualTo(1234);
    }

    @Test
    void whoHasGoneUsesNothing() {
        assertThat(ProcessUsage.ticks("")).isZero();
    }

    @Test
    void memoryIsWhatIsResident() {
        assertThat(ProcessUsage.residentKib("Name:\tx\nVmHWM:\t  999 kB\nVmRSS:\t   56320 kB\nRssAnon:\t 1 kB\n"))
                .isEqualTo(56_320);
        assertThatIllegalStateException().isThrownBy(() -> ProcessUsage.residentKib("Name:\tx\nState:\tZ\n"));
    }

    @Test
    void thisProcessHasUsedSome() {
        assertThat(ProcessUsage.cpuNanos(ProcessHandle.current())).isPositive();
        assertThat(ProcessUsage.residentBytes(ProcessHandle.current())).isGreaterThan(1 << 20);
    }
}
