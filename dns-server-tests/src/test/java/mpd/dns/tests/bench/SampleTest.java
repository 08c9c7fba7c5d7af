package mpd.dns.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SampleTest {

    @Test
    void percentileIsTheNearestRank() {
        final Sample hundred =
                new Sample(LongStream.rangeClosed(1, 100).boxed().toList().reversed());
        assertThat(hundred.percentile(50)).isEqualTo(50);
        assertThat(hundred.percentile(99)).isEqualTo(99);
        assertThat(hundred.percentile(99.1)).isEqualTo(100);
        assertThat(hundred.percentile(100)).isEqualTo(100);
        assertThat(hundred.percentile(0.1)).isEqualTo(1);
    }

    @Test
    void fewMeasurementsHaveTheirLongestAsTheNinetyNinth() {
        assertThat(new Sample(List.of(3L, -1L, 2L)).percentile(99)).isEqualTo(3);
        assertThat(new Sample(List.of(3L, -1L, 2L)).percentile(50)).isEqualTo(2);
        assertThat(new Sample(List.of(7L)).percentile(50)).isEqualTo(7);
    }

    @Test
    void nothingMeasuredIsNoSample() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Sample(List.of()));
    }

    @Test
    void ratioIsToTheMedianOfTheOther() {
        final Sample ours = new Sample(List.of(1L, 2L, 100L));
        final Sample theirs = new Sample(
                LongStream.rangeClosed(1, 10).map(ten -> 10 * ten).boxed().toList());
        assertThat(Ratio.of(theirs, ours)).isEqualTo(new Ratio(5, 25, 45)).hasToString("25.0 (5.0 to 45.0)");
        assertThat(Ratio.of(ours, theirs)).hasToString("0.04 (0.02 to 2.00)");
    }

    @Test
    void thereIsNoRatioToWhatCameBefore() {
        final Sample before = new Sample(List.of(-1L));
        assertThatIllegalArgumentException().isThrownBy(() -> Ratio.of(before, before));
    }
}
