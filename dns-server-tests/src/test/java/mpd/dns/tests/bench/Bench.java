package mpd.dns.tests.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The program behind `dns-server-tests/bench`.
public final class Bench {

    private static final List<Benchmark> ALL =
            List.of(new TimeToTruth(), new Answering(), new Forwarding(), new RestartTimes(), new Steps());

    private Bench() {}

    /// Arguments: name of a benchmark, or `--list` to print all names; `--quick`. Ends with 1 when a promise
    /// was not kept.
    public static void main(final String... arguments) {
        final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        final List<String> words = Arrays.asList(arguments);
        if (words.contains("--list")) {
            ALL.forEach(each -> out.println(each.name()));
            return;
        }
        final Benchmark benchmark = ALL.stream()
                .filter(each -> words.contains(each.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected one of: " + ALL.stream().map(Benchmark::name).collect(Collectors.joining(", "))));
        final boolean quick = words.contains("--quick");
        final double load = MachineFacts.load();
        final Benchmark.Report report = benchmark.measure(quick, step -> out.println("bench: " + step));
        final String text = MachineFacts.text(load) + "\n" + report.text();
        if (quick) {
            out.println(text);
        } else {
            final Path docs = Path.of(System.getProperty("mpd.dns.root"), "docs");
            final Path page = docs.resolve("PERFORMANCE.md");
            report.pictures()
                    .forEach((file, picture) -> write(docs.resolve("pictures").resolve(file), picture));
            Page.read(page).with(benchmark.name(), text).write(page);
            out.println("bench: written into " + page);
        }
        report.missed().forEach(missed -> out.println("bench: MISSED " + missed));
        out.flush();
        System.exit(report.missed().isEmpty() ? 0 : 1);
    }

    private static void write(final Path file, final String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
