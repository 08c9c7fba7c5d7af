package mpd.dns.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mpd.dns.tests.lab.Commands;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A benchmark runs to its end, and no row of its tables is missing. What it measures beside other tests says
/// nothing.
@Tag("system")
class BenchmarkIT {

    private static final List<String> FIGURES = List.of(
            "CPU per query, 10 names",
            "CPU per query, 100 names",
            "CPU per query, 1,000 names",
            "CPU per query, 100 names, TCP",
            "answers a second, 10 names",
            "answers a second, 100 names",
            "answers a second, 1,000 names",
            "answers a second, 100 names, TCP",
            "latency p50, 1,000 a second",
            "latency p50, 20,000 a second",
            "latency p50, 50,000 a second",
            "latency p99, 1,000 a second",
            "latency p99, 20,000 a second",
            "latency p99, 50,000 a second",
            "latency p99.9, 1,000 a second",
            "latency p99.9, 20,000 a second",
            "latency p99.9, 50,000 a second",
            "queries lost, 50,000 a second",
            "queries dropped at the server's socket, 50,000 a second",
            "answers dropped at the client's socket, 50,000 a second",
            "memory, idle, 10 names",
            "memory, idle, 100 names",
            "memory, idle, 1,000 names",
            "memory, after the load, 10 names",
            "memory, after the load, 100 names",
            "memory, after the load, 1,000 names",
            "memory per name, after the load",
            "first right answer, 10 names",
            "first right answer, 100 names",
            "first right answer, 1,000 names");
    private static final List<String> OF_SOME = List.of(
            "answers a second, server on 1 core",
            "answers a second, server on 2 cores",
            "CPU, in a file of its own",
            "CPU, in the file with all names",
            "longest answer beside changes",
            "longest answer without changes");
    private static final List<String> OF_FORWARDING = List.of(
            "CPU per query, cached",
            "CPU per query, uncached",
            "latency p50, cached",
            "latency p99, cached",
            "latency p50, uncached",
            "latency p99, uncached");
    private static final int SERVERS = 4;

    @Test
    void everyStepComesOut() {
        assertThat(rows(script("steps", "--quick")))
                .filteredOn(row -> isFigure(row.get(2)) && isFigure(row.get(3)))
                .extracting(List::getFirst)
                .contains("parse", "lookUp", "encode");
    }

    @Test
    void everyRowOfAnsweringComesOut() {
        final List<List<String>> rows = rows(bench("answering", "--quick"));
        assertThat(FIGURES)
                .allSatisfy(figure -> assertThat(rows)
                        .anySatisfy(row -> assertThat(row)
                                .startsWith(figure)
                                .hasSizeGreaterThan(SERVERS)
                                .satisfies(cells -> assertThat(cells.subList(1, 1 + SERVERS))
                                        .allMatch(BenchmarkIT::isFigure))));
        assertThat(OF_SOME)
                .allSatisfy(figure -> assertThat(rows)
                        .anySatisfy(
                                row -> assertThat(row).startsWith(figure).matches(cells -> isFigure(cells.get(1)))));
        assertThat(rows).filteredOn(row -> row.contains("not judged")).hasSize(16);
    }

    @Test
    void everyRowOfForwardingComesOut() {
        final List<List<String>> rows = rows(bench("forwarding", "--quick"));
        assertThat(OF_FORWARDING)
                .allSatisfy(figure -> assertThat(rows)
                        .anySatisfy(row -> assertThat(row)
                                .startsWith(figure)
                                .satisfies(
                                        cells -> assertThat(cells.subList(1, 4)).allMatch(BenchmarkIT::isFigure))));
        assertThat(rows)
                .filteredOn(row -> row.getLast().isEmpty() && row.size() > 5 && isFigure(row.get(2)))
                .extracting(List::getFirst)
                .contains("both good", "dead first", "SERVFAIL first", "all dead");
    }

    private static List<List<String>> rows(final String text) {
        return text.lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> Arrays.stream(line.split("\\|", -1))
                        .map(String::strip)
                        .skip(1)
                        .toList())
                .toList();
    }

    private static boolean isFigure(final String cell) {
        return cell.matches("-?[0-9][0-9.,]*( .*)?");
    }

    /// What the command prints. It is called as from a shell of its own, but that the lab is taken and the
    /// classes are there already.
    private static String script(final String... words) {
        final List<String> command = new ArrayList<>(List.of("env", "-u", "MPD_DNS_INSIDE"));
        command.add("MPD_DNS_TEST_CLASSPATH=" + System.getProperty("java.class.path"));
        command.add(Path.of(System.getProperty("mpd.dns.root"), "dns-server-tests/bench")
                .toString());
        command.addAll(List.of(words));
        return Commands.run(command, "").output();
    }

    /// What the benchmark prints, in a process of its own as the command has it: it keeps itself to one core.
    private static String bench(final String... words) {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        for (final String property : List.of("java.io.tmpdir", "mpd.dns.root", "mpd.dns.lab")) {
            command.add("-D" + property + "=" + System.getProperty(property));
        }
        command.add("mpd.dns.tests.bench.Bench");
        command.addAll(List.of(words));
        return Commands.run(command, "").output();
    }
}
