package mpd.dns.tests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// How long commands take that ask a running server, from when the process is made to its end.
final class CommandTimes {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private CommandTimes() {}

    /// Runs one a number of times after a first that does not count.
    ///
    /// @param launcher of this program
    /// @param control  the server's control socket
    /// @param words    the command, and what it is to be told besides the socket
    /// @throws IllegalStateException when it does not succeed, or not within a minute
    static List<Long> of(final int times, final Path launcher, final Path control, final String... words) {
        final List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--control", control.toString()));
        final List<Long> took = new ArrayList<>();
        run(command, LONGEST);
        for (int time = 0; time < times; time++) {
            took.add(run(command, LONGEST));
        }
        return took;
    }

    /// How long it takes.
    ///
    /// @param longest after which it is ended, and has failed
    static long run(final List<String> command, final Duration longest) {
        try {
            final long begin = System.nanoTime();
            final Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            final boolean ended = process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
            final long took = System.nanoTime() - begin;
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " did not end within " + longest);
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(
                        "%s ended with %d".formatted(String.join(" ", command), process.exitValue()));
            }
            return took;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
