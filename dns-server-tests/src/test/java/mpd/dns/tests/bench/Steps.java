package mpd.dns.tests.bench;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Single steps on the way of a query, measured with JMH.
final class Steps implements Benchmark {

    private static final String INTRODUCTION = """
            Each step by itself, called over and over with another name of the zone each time; {runs}. Time is the mean with the half
            width of its 99.9 % confidence interval, garbage is what is allocated in a call.

            """;

    @Override
    public String name() {
        return "steps";
    }

    @Override
    public Report measure(final boolean quick, final Consumer<String> progress) {
        final ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Step.class.getName().replace(".", "\\.") + "\\.")
                .verbosity(VerboseMode.SILENT)
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders")
                .forks(quick ? 1 : 3)
                .warmupIterations(quick ? 1 : 5)
                .measurementIterations(quick ? 2 : 5)
                .warmupTime(TimeValue.milliseconds(quick ? 100 : 1_000))
                .measurementTime(TimeValue.milliseconds(quick ? 100 : 1_000));
        if (quick) {
            options.param("names", "10");
        }
        progress.accept("steps, about " + (quick ? "five seconds" : "five minutes"));
        try {
            final Collection<RunResult> results = new Runner(options.build()).run();
            final String runs = quick ? "a moment of each" : "3 processes, 5 s of each after 5 s of warming up";
            return new Report(INTRODUCTION.replace("{runs}", runs) + table(results), List.of());
        } catch (final RunnerException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String table(final Collection<RunResult> results) {
        final MarkdownTable table = new MarkdownTable("step", "names", "time", "garbage");
        for (final RunResult result : results) {
            table.row(
                    result.getPrimaryResult().getLabel(),
                    String.format(
                            Locale.ROOT,
                            "%,d",
                            Integer.parseInt(result.getParams().getParam("names"))),
                    time(result.getPrimaryResult()),
                    String.format(
                            Locale.ROOT,
                            "%.0f bytes",
                            result.getSecondaryResults()
                                    .get("gc.alloc.rate.norm")
                                    .getScore()));
        }
        return table.toString();
    }

    private static String time(final Result<?> result) {
        final String mean = String.format(Locale.ROOT, "%.0f ns", result.getScore());
        // Of few measurements there is none.
        return Double.isNaN(result.getScoreError())
                ? mean
                : mean + String.format(Locale.ROOT, " ± %.0f", result.getScoreError());
    }
}
