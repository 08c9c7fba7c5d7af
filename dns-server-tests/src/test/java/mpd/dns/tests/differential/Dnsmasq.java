package mpd.dns.tests.differential;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import mpd.dns.tests.lab.Machine;

/// dnsmasq in a machine, started anew for every configuration because it reads it at its start alone.
final class Dnsmasq implements AutoCloseable {

    /// Ends the one that runs and starts the next whenever a line comes in; the last goes with the input.
    private static final String RESTARTER = """
            running=
            end() { [ -z "$running" ] || { kill -KILL "$running"; wait "$running"; } 2> /dev/null; }
            while read -r file; do
                end
                dnsmasq --keep-in-foreground --user=root --pid-file= --log-facility=- --bind-interfaces \
                    --listen-address="$0" --conf-file="$file" < /dev/null &
                running=$!
            done
            end
            """;

    private final Process restarter;
    private final PrintWriter files;
    private final Path output;

    private Dnsmasq(final Process restarter, final Path output) {
        this.restarter = restarter;
        this.output = output;
        files = new PrintWriter(restarter.outputWriter(StandardCharsets.UTF_8), true);
    }

    /// Prepares to run it in the machine, at that address.
    static Dnsmasq in(final Machine machine, final String address, final Path directory) {
        try {
            final Path output = Files.createTempFile(directory, "dnsmasq", ".out");
            final Process restarter = new ProcessBuilder(machine.inside("sh", "-c", RESTARTER, address))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new Dnsmasq(restarter, output);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Starts it with that file, in place of the one that ran.
    void restart(final Path file) {
        files.println(file);
    }

    /// The last of what it has printed.
    String output() {
        try {
            final String whole = Files.readString(output);
            return whole.substring(Math.max(0, whole.length() - 1000));
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        files.close();
        try {
            if (!restarter.waitFor(10, TimeUnit.SECONDS)) {
                restarter.destroyForcibly();
            }
        } catch (final InterruptedException interrupted) {
            restarter.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
