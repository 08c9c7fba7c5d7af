package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EdnsSupportTest {

    private static final Duration WITHOUT = Duration.ofMinutes(5);

    // Any value will do.
    private long nanos = Long.MAX_VALUE - 1;
    private final EdnsSupport edns = new EdnsSupport(() -> nanos, WITHOUT);

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void oneThatOwesAnAnswerForAMomentIsAskedWithoutItWhereThatMakesNoOther() {
        edns.asked();
        pass(Duration.ofMillis(199));
        assertThat(edns.isWorthAsking(false)).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(edns.isWorthAsking(false)).isFalse();
        assertThat(edns.isWorthAsking(true)).isTrue();
    }

    @Test
    void oneThatStaysSilentIsTriedAgainAfterTenSecondsThenTwentyAndAtLastEachFiveMinutes() {
        for (int seconds : new int[] {10, 20, 40, 80, 160, 300, 300}) {
            assertThat(edns.isWorthAsking(false)).isTrue();
            edns.asked();
            pass(Duration.ofSeconds(seconds).minusNanos(1));
            assertThat(edns.isWorthAsking(false)).as("before %d s", seconds).isFalse();
            pass(Duration.ofNanos(1));
        }
    }

    @Test
    void oneThatHasAnsweredIsNeverDoubted() {
        edns.asked();
        edns.answered();
        pass(Duration.ofHours(1));
        edns.asked();
        pass(Duration.ofSeconds(1));
        assertThat(edns.isWorthAsking(false)).isTrue();
    }

    @Test
    void oneThatFailsIsAskedWithoutItForFiveMinutesWhateverIsNeeded() {
        edns.answered();
        edns.failed();
        pass(WITHOUT.minusNanos(1));
        assertThat(edns.isWorthAsking(true)).isFalse();
        assertThat(edns.isWorthAsking(false)).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(edns.isWorthAsking(false)).isTrue();
    }

    @Test
    void withoutSignaturesAnAnswerIsGoodForAsLong() {
        assertThat(edns.secondsUnsigned()).isEqualTo(300);
    }
}
