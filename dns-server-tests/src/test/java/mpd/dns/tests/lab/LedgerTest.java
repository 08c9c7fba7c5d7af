package mpd.dns.tests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final String NAME = "extra.service.mpd.test";
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Ledger ledger = new Ledger();

    @Test
    void lastingNameMayNeverBeDenied() {
        ledger.holds(NAME, "10.163.0.4");
        assertThat(contradictions(observation(0, "NOERROR", "10.163.0.4"))).isEmpty();
        assertThat(contradictions(observation(0, "NXDOMAIN"))).hasSize(1);
        assertThat(contradictions(observation(0, "NOERROR"))).hasSize(1);
        assertThat(contradictions(observation(0, "NOERROR", "10.163.0.5"))).hasSize(1);
        assertThat(contradictions(observation(0, "TIMEOUT"))).hasSize(1);
        assertThat(contradictions(observation(0, "SERVFAIL"))).hasSize(1);
    }

    @Test
    void newNameMayBeDeniedForASecondAndNoLonger() {
        ledger.holds(NAME);
        final long before = System.nanoTime();
        ledger.change(NAME, () -> {}, "10.163.0.4");
        assertThat(contradictions(observation(before - SECOND, "NXDOMAIN"))).isEmpty();
        assertThat(contradictions(observation(before + SECOND / 2, "NXDOMAIN"))).isEmpty();
        assertThat(contradictions(observation(before + 3 * SECOND, "NXDOMAIN"))).hasSize(1);
        assertThat(contradictions(observation(before + 3 * SECOND, "NOERROR", "10.163.0.4")))
                .isEmpty();
        assertThat(contradictions(observation(before - SECOND, "NOERROR", "10.163.0.4")))
                .hasSize(1);
    }

    @Test
    void givenUpAddressIsStaleAfterASecond() {
        ledger.holds(NAME, "10.163.0.4");
        final long before = System.nanoTime();
        ledger.change(NAME, () -> {}, "10.163.0.5");
        assertThat(contradictions(observation(before + SECOND / 2, "NOERROR", "10.163.0.4")))
                .isEmpty();
        assertThat(contradictions(observation(before + 3 * SECOND, "NOERROR", "10.163.0.4")))
                .hasSize(1);
        assertThat(contradictions(observation(before + SECOND / 2, "NOERROR", "10.163.0.4", "10.163.0.5")))
                .hasSize(1);
    }

    @Test
    void whatContradictsIsEitherLostOrWrong() {
        ledger.holds(NAME, "10.163.0.4");
        final Observation right = observation(0, "NOERROR", "10.163.0.4");
        final Observation wrong = observation(0, "NXDOMAIN");
        final Observation lost = observation(0, "TIMEOUT");
        assertThat(ledger.contradicting(List.of(right, wrong, lost))).containsExactly(wrong, lost);
        assertThat(List.of(right, wrong, lost)).extracting(Observation::lost).containsExactly(false, false, true);
    }

    @Test
    void observationSurvivesItsLine() {
        final Observation observation = observation(5, "NOERROR", "10.163.0.4", "10.163.0.5");
        assertThat(Observation.parse(observation.line())).isEqualTo(observation);
        assertThat(Observation.parse(observation(5, "TIMEOUT").line())).isEqualTo(observation(5, "TIMEOUT"));
    }

    private List<String> contradictions(final Observation observation) {
        return ledger.contradictions(List.of(observation));
    }

    private static Observation observation(final long start, final String rcode, final String... addresses) {
        return new Observation(start, start + 1, NAME, rcode, Set.of(addresses));
    }
}
