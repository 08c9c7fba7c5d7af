package mpd.dns.tests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mpd.dns.tests.lab.Commands;

/// What a measurement depends on besides the programs: the machine, the day, the commit.
final class MachineFacts {

    private static final Pattern MODEL = Pattern.compile("model name\\s*: (.*)");
    private static final Pattern MEMORY = Pattern.compile("MemTotal: *([0-9]+) kB");

    private static final String BUSY = " Other programs were busy on it, so the figures are worse than they need be.";
    private static final String HALTED =
            " Its cores could not be kept from being halted, so latencies have their waking in them.";

    private MachineFacts() {}

    /// How many processes wanted a processor in the minute before the benchmark was compiled, where that is
    /// known, else in the last one.
    static double load() {
        final String before = System.getProperty("mpd.dns.load.before", read("/proc/loadavg"));
        return Double.parseDouble(before.split(" ", -1)[0]);
    }

    /// One paragraph.
    ///
    /// @param before the load before the run
    static String text(final double before) {
        final String day = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)
                .format(Instant.now().atZone(ZoneOffset.UTC));
        return "Run on %s UTC at commit %s: %d cores (%s), %d GiB of memory, Linux %s, load average %.1f before the run.%s%s%n"
                .formatted(
                        day,
                        commit(),
                        Runtime.getRuntime().availableProcessors(),
                        first(MODEL, "/proc/cpuinfo", "unknown processor"),
                        Math.round(Double.parseDouble(first(MEMORY, "/proc/meminfo", "0")) / (1 << 20)),
                        System.getProperty("os.version"),
                        before,
                        before > Runtime.getRuntime().availableProcessors() / 2.0 ? BUSY : "",
                        Awake.isPossible() ? "" : HALTED);
    }

    private static String commit() {
        final String root = System.getProperty("mpd.dns.root");
        final String commit = Commands.run(
                        List.of("git", "-C", root, "describe", "--always", "--dirty", "--abbrev=12", "--exclude", "*"),
                        "")
                .out()
                .strip();
        return commit.isEmpty() ? "unknown" : commit;
    }

    private static String first(final Pattern pattern, final String file, final String otherwise) {
        final Matcher matcher = pattern.matcher(read(file));
        return matcher.find() ? matcher.group(1) : otherwise;
    }

    private static String read(final String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.UTF_8);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
