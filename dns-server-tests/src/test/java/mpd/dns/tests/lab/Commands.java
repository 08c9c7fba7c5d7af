package mpd.dns.tests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs programs of the host to their end.
public final class Commands {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private Commands() {}

    /// Runs `command` with `input` as its standard input.
    public static Outcome run(final List<String> command, final String input) {
        // Files, not pipes: a daemon that the command leaves behind keeps a pipe open and its reader waiting.
        try {
            final Path out = Files.createTempFile("out", "");
            final Path err = Files.createTempFile("err", "");
            try {
                final Process process = new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
                    stdin.write(input);
                } catch (final IOException ignored) {
                    // A command may end without reading what it was given.
                }
                if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(String.join(" ", command) + " did not end within " + LONGEST);
                }
                return new Outcome(command, process.exitValue(), read(out), read(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static String read(final Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
