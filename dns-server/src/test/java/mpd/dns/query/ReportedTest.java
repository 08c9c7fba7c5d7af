package mpd.dns.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

final class ReportedTest {

    private long nanos = Long.MAX_VALUE - 5;
    private final Reported reported = new Reported(() -> nanos);

    @Test
    void nameIsDueOnceInAnHour() {
        assertThat(reported.due(name(1))).isTrue();
        nanos += Duration.ofMinutes(59).toNanos();
        assertThat(reported.due(name(1))).isFalse();
        assertThat(reported.due(name(2))).isTrue();

        nanos += Duration.ofMinutes(1).toNanos();

        assertThat(reported.due(name(1))).isTrue();
        assertThat(reported.due(name(2))).isFalse();
    }

    @Test
    void thousandNamesAreRememberedAndTheOldestForgotten() {
        for (int i = 0; i <= 1000; i++) {
            assertThat(reported.due(name(i))).isTrue();
        }

        assertThat(reported.due(name(1))).isFalse();
        assertThat(reported.due(name(0))).isTrue();
    }

    private static Name name(int number) {
        return Name.fromConstantString("n" + number + ".example.");
    }
}
