package mpd.dns.tests.lab;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A stream of queries from a machine's network, beside whatever a test does there.
public final class QueryStream implements AutoCloseable {

    private final Process sender;
    private final BufferedReader lines;
    private final Ledger ledger;

    private QueryStream(final Process sender, final Ledger ledger) {
        this.sender = sender;
        this.lines = sender.inputReader(StandardCharsets.UTF_8);
        this.ledger = ledger;
    }

    /// Starts to ask `server` for the A records of `names` in turn, 200 queries a second.
    public static QueryStream start(
            final Machine machine, final String server, final Ledger ledger, final List<String> names) {
        final List<String> command = new ArrayList<>(machine.onItsNetwork());
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(QuerySender.class.getName(), server, "200"));
        command.addAll(names);
        try {
            final Process sender = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            final QueryStream stream = new QueryStream(sender, ledger);
            assertThat(stream.lines.readLine()).isEqualTo(QuerySender.STARTED);
            return stream;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Goes on until what has changed must have arrived everywhere, then ends the stream and holds every answer
    /// of it against the ledger.
    public void assertNothingFalse() {
        final long settled =
                System.nanoTime() + Ledger.GRACE + Duration.ofMillis(300).toNanos();
        final List<Observation> observations = new ArrayList<>();
        try {
            while (observations.isEmpty() || observations.getLast().start() < settled) {
                observations.add(Observation.parse(lines.readLine()));
            }
            sender.getOutputStream().close();
            lines.lines().map(Observation::parse).forEach(observations::add);
            assertThat(sender.waitFor(20, SECONDS)).isTrue();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        assertThat(ledger.contradictions(observations))
                .as("false answers among %d", observations.size())
                .isEmpty();
    }

    @Override
    public void close() {
        sender.destroyForcibly();
    }
}
