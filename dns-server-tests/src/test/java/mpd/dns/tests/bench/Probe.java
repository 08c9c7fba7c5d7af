package mpd.dns.tests.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.Machine;

/// Asks one question from a machine's network, over and over, and tells when the answer became right.
final class Probe implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;
    private final PrintWriter commands;

    private Probe(final Process process) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
        this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    }

    /// Starts a process for it, whose first answers are slower than later ones.
    static Probe start(final Machine machine) {
        final List<String> command = new ArrayList<>(machine.onItsNetwork());
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Prober.class.getName()));
        try {
            return new Probe(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Begins to ask `server` for the address of `name`, and returns once it has said something other than the
    /// truth that is to come.
    ///
    /// @param truth an address, or `NXDOMAIN`
    void begin(final String server, final String name, final String truth) {
        commands.println(String.join(" ", server, name, truth));
        final String line = line();
        if (!line.equals(Prober.ASKING)) {
            throw new IllegalStateException(
                    "%s says %s of %s, before any change: %s".formatted(server, truth, name, line));
        }
    }

    /// When the first right answer came, by the clock of [System#nanoTime], which is one for all processes.
    long awaitRight() {
        final String line = line();
        if (line.equals(Prober.NEVER)) {
            throw new IllegalStateException("the truth never came");
        }
        return Long.parseLong(line);
    }

    private String line() {
        try {
            final String line = lines.readLine();
            if (line == null) {
                throw new IllegalStateException("the prober has ended; its words are above");
            }
            return line;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
