package mpd.dns.tests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How long commands take that ask a running server, from when the process is made to its end.
final class CommandTimes {

    private CommandTimes() {}

    /// Runs one a number of times after a first that does not count.
    ///
    /// @param launcher of this program
    /// @param control  the server's control socket
    /// @param words    the command, and what it is to be told besides the socket
    /// @throws IllegalStateException when it does not succeed
    static List<Long> of(final int times, final Path launcher, final Path control, final String... words) {
        final List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--control", control.toString()));
        final List<Long> took = new ArrayList<>();
        run(command);
        for (int time = 0; time < times; time++) {
            took.add(run(command));
        }
        return took;
    }

    private static long run(final List<String> command) {
        try {
            final long begin = System.nanoTime();
            final Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            final int status = process.waitFor();
            final long took = System.nanoTime() - begin;
            if (status != 0) {
                throw new IllegalStateException("%s ended with %d".formatted(String.join(" ", command), status));
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
