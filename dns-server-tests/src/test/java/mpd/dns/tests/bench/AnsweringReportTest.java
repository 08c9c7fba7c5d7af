package mpd.dns.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import mpd.dns.tests.bench.Authority.Kind;
import mpd.dns.tests.bench.Measurements.Figure;
import org.junit.jupiter.api.Test;

class AnsweringReportTest {

    private static final long LIMIT = 150_000_000;

    private final AnsweringPlan plan = AnsweringPlan.FULL;

    @Test
    void whatIsExactlyAtItsBarIsMet() {
        assertThat(Bar.missed(report(8_000, 2_000_000, LIMIT).bars())).isEmpty();
    }

    @Test
    void whatIsBeyondItsBarIsMissed() {
        assertThat(Bar.missed(report(9_300, 2_000_001, LIMIT + 1).bars()))
                .containsExactly(
                        "CPU per query, 100,000 names: 9.30 µs, bar is at most Knot's, 8.00 µs",
                        "CPU per query, 100,000 names: 9.30 µs, bar is at most 0.8 of dnsmasq's, 8.00 µs",
                        "CPU per query, 100,000 names over 10: 1.16, bar is at most 1.15",
                        "CPU of a change of one record in 100,000 names: 2.00 ms, bar is at most 2.00 ms",
                        "image, unpacked: 150 MB, bar is at most 150 MB");
    }

    @Test
    void anImageThatWasNotBuiltHasNoBar() {
        final AnsweringReport built = report(8_000, 0, 0);
        final AnsweringReport without =
                new AnsweringReport(plan, built.all(), built.second(), built.changes(), OptionalLong.empty());
        assertThat(without.bars())
                .hasSize(built.bars().size() - 1)
                .noneMatch(bar -> bar.what().contains("image"));
    }

    @Test
    void ratiosAreToMediansAndOnlyWhereBothWereMeasured() {
        final Measurements<Kind> some = new Measurements<>(Kind.class);
        List.of(1_000L, 4_000L, 5_000L).forEach(nanos -> some.add(Figure.CPU, "x", Kind.OURS, nanos));
        some.add(Figure.CPU, "x", Kind.KNOT, 8_000);
        assertThat(AnsweringReport.section(some, Figure.CPU).lines().toList().getLast())
                .isEqualTo("| CPU per query, x | 4.00 µs (1.00 to 5.00) | 8.00 µs |  |  | 0.50 (0.13 to 0.63) |  |");
    }

    @Test
    void eachPictureThatIsShownIsWritten() {
        assertThat(report(1, 1, 1).pictures().keySet())
                .allMatch(file -> AnsweringReport.show(
                                Figure.CPU,
                                Figure.THROUGHPUT,
                                Figure.MEDIAN,
                                Figure.TAIL,
                                Figure.FAR_TAIL,
                                Figure.LOADED,
                                Figure.FIRST_ANSWER)
                        .contains("(pictures/" + file + ")"))
                .hasSize(7);
    }

    /// Everything at its bar but what is given.
    private AnsweringReport report(final long cpuWithMany, final long change, final long image) {
        final Measurements<Kind> all = new Measurements<>(Kind.class);
        for (final Kind kind : Kind.values()) {
            for (final int size : plan.sizes()) {
                final long ours = size == plan.many() ? cpuWithMany : 8_000;
                final long theirs = kind == Kind.DNSMASQ ? 10_000 : 8_000;
                all.add(Figure.CPU, Measurements.names(size), kind, kind == Kind.OURS ? ours : theirs);
                all.add(Figure.THROUGHPUT, Measurements.names(size), kind, 100_000);
                all.add(Figure.LOADED, Measurements.names(size), kind, 64 << 20);
                all.add(Figure.IDLE, Measurements.names(size), kind, 56 << 20);
                AnsweringPlan.COMMANDS.forEach(
                        command -> all.add(Figure.COMMAND, Measurements.command(command), kind, 250_000_000));
                all.add(Figure.FIRST_ANSWER, Measurements.names(size), kind, 300_000_000);
            }
            for (final Figure latency : List.of(Figure.MEDIAN, Figure.TAIL, Figure.FAR_TAIL)) {
                all.add(latency, Measurements.rate(20_000), kind, 1_000_000);
            }
        }
        final Sample pause = new Sample(List.of(5_000_000L));
        final ChangeCost.Outcome changes = new ChangeCost.Outcome(new Sample(List.of(change)), pause, pause, pause);
        return new AnsweringReport(plan, all, new Measurements<>(Kind.class), changes, OptionalLong.of(image));
    }
}
