package mpd.dns.tests.lab;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A stream of queries from a machine's network, beside whatever a test does there.
public final class QueryStream implements AutoCloseable {

    private static final int STANDARD_RATE = 200;

    private final Process sender;
    private final BufferedReader lines;
    private final Ledger ledger;
    // Filled by a thread that reads as long as the sender prints: one that is not read would stop.
    private final BlockingQueue<Observation> seen = new LinkedBlockingQueue<>();
    private final Thread reader;

    private QueryStream(final Process sender, final Ledger ledger) {
        this.sender = sender;
        this.lines = sender.inputReader(StandardCharsets.UTF_8);
        this.ledger = ledger;
        reader = Thread.ofPlatform()
                .daemon()
                .unstarted(() -> lines.lines().map(Observation::parse).forEach(seen::add));
    }

    /// Starts to ask `server` for the A records of `names` in turn, 200 queries a second.
    public static QueryStream start(
            final Machine machine, final String server, final Ledger ledger, final List<String> names) {
        return start(machine, server, ledger, names, STANDARD_RATE);
    }

    /// Starts to ask at another rate, in queries a second.
    public static QueryStream start(
            final Machine machine, final String server, final Ledger ledger, final List<String> names, final int rate) {
        final List<String> command = new ArrayList<>(machine.onItsNetwork());
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(QuerySender.class.getName(), server, Integer.toString(rate)));
        command.addAll(names);
        try {
            final Process sender = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            final QueryStream stream = new QueryStream(sender, ledger);
            assertThat(stream.lines.readLine()).isEqualTo(QuerySender.STARTED);
            stream.reader.start();
            return stream;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Awaits the first answer: until then whoever asks may still be starting.
    public QueryStream flowing() {
        await("the first answer").atMost(20, SECONDS).until(() -> !seen.isEmpty());
        return this;
    }

    /// Goes on until what has changed must have arrived everywhere, then ends the stream and holds every answer
    /// of it against the ledger.
    public void assertNothingFalse() {
        final List<Observation> observations = finish();
        assertThat(ledger.contradictions(observations))
                .as("false answers among %d", observations.size())
                .isEmpty();
    }

    /// Goes on until what has changed must have arrived everywhere, then ends the stream.
    ///
    /// @return everything that was asked, and what came of it
    public List<Observation> finish() {
        final long settled =
                System.nanoTime() + Ledger.GRACE + Duration.ofMillis(300).toNanos();
        final List<Observation> observations = new ArrayList<>();
        try {
            while (observations.isEmpty() || observations.getLast().start() < settled) {
                final Observation next = seen.poll(20, SECONDS);
                assertThat(next).as("the next query").isNotNull();
                observations.add(next);
            }
            sender.getOutputStream().close();
            assertThat(sender.waitFor(20, SECONDS)).isTrue();
            reader.join();
            seen.drainTo(observations);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        return observations;
    }

    @Override
    public void close() {
        sender.destroyForcibly();
    }
}
