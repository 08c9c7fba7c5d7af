package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What the program promises about nameservers that are gone, by the numbers it runs with.
class ForwardSettingsTest {

    private final ForwardSettings standard = ForwardSettings.STANDARD;

    @Test
    void aQuestionIsOverBeforeTheResolverOfTheClientGivesUp() {
        assertThat(standard.total()).isLessThan(Duration.ofMillis(4500));
    }

    @Test
    void aDeadNameserverCostsTheFirstQueryHalfASecondAtMost() {
        assertThat(standard.patience().unknown()).isLessThanOrEqualTo(Duration.ofMillis(500));
        assertThat(standard.patience().most()).isLessThanOrEqualTo(Duration.ofMillis(500));
        assertThat(standard.patience().least()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aNameserverThatIsBackIsFoundWithinHalfAMinuteThoughTwoProbesAreLost() {
        assertThat(standard.probing().longest().multipliedBy(3)).isLessThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void nobodyIsPassedOverForAFailureWhoMayStillAnswerInTime() {
        assertThat(standard.dead()).isGreaterThanOrEqualTo(standard.total());
    }

    @Test
    void asManyQueriesWaitAsTheHeapHasRoomFor() {
        assertThat(Places.in(512L << 20)).isEqualTo(10_000);
        assertThat(Places.in(28L << 20)).isEqualTo(768);
        assertThat(Places.in(20L << 20)).isEqualTo(256);
        assertThat(Places.in(Long.MAX_VALUE)).isEqualTo(10_000);
    }
}
