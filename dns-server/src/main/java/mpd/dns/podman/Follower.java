package mpd.dns.podman;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import mpd.dns.podman.ContainerReader.Reading;
import mpd.dns.podman.Reads.Read;
import mpd.dns.registry.SourceState;
import mpd.dns.registry.SourceState.Absent;
import mpd.dns.registry.SourceState.Down;
import mpd.dns.registry.SourceState.Following;
import mpd.dns.registry.SourceState.Pending;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the connection to Podman: connects, follows, notices when it breaks, tries again. Lives on one event
/// loop.
final class Follower implements Reads.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int LIST_FAILURES = 5;
    private static final int GOOD_CONNECTION = 10;

    /// Opens a new stream of events, the old one is closed.
    @FunctionalInterface
    interface StreamFactory {
        EventStream open();
    }

    private final PodmanSettings settings;
    private final Timing timing;
    private final InstantSource clock;
    private final EventLoop loop;
    private final StreamFactory streams;
    private final Reads reads;
    // Publishes a new state, with a reading where there is one.
    private final BiConsumer<SourceState, Optional<Reading>> publisher;

    private SourceState state;
    private @Nullable EventStream stream;
    private Optional<Object> identity = Optional.empty();
    private boolean opened;
    private boolean socketChanged;
    private long openedAt;
    private long attemptedAt;
    private long followedAt;
    private long brokenAt;
    private int failures;
    private int listFailures;
    private long reconnects;
    private boolean denialTold;
    private boolean routineRead;
    private String lastReason = "not tried yet";
    private @Nullable Read last;
    private @Nullable ScheduledFuture<?> retry;
    private @Nullable ScheduledFuture<?> limit;
    private @Nullable ScheduledFuture<?> routine;

    /// @param parts  what is set once
    /// @param reader reads on the same event loop
    Follower(Parts parts, ContainerReader reader, SourceState state) {
        settings = parts.settings();
        timing = parts.timing();
        clock = parts.clock();
        loop = parts.loop();
        streams = parts.streams();
        publisher = parts.publisher();
        reads = new Reads(reader, this, loop, timing);
        this.state = state;
    }

    /// What a follower needs.
    record Parts(
            PodmanSettings settings,
            Timing timing,
            InstantSource clock,
            EventLoop loop,
            StreamFactory streams,
            BiConsumer<SourceState, Optional<Reading>> publisher) {}

    Reads reads() {
        return reads;
    }

    SourceState state() {
        return state;
    }

    long reconnects() {
        return reconnects;
    }

    /// The last read that left nothing out and whose result is published.
    Optional<Read> last() {
        return Optional.ofNullable(last);
    }

    /// Whether the read whose result is being published had no reason but time.
    boolean routineRead() {
        return routineRead;
    }

    /// Whether a connection is being made, or its first read.
    boolean attempting() {
        return stream != null && !(state instanceof Following);
    }

    /// When the last attempt began.
    long attemptedAt() {
        return attemptedAt;
    }

    /// When the connection broke, while it is down.
    long brokenAt() {
        return brokenAt;
    }

    void begin() {
        if (state instanceof Pending) {
            var _ = loop.schedule(this::giveUp, timing.expectation().toNanos(), TimeUnit.NANOSECONDS);
        }
        attempt();
    }

    private void giveUp() {
        if (state instanceof Pending) {
            LOG.warn(
                    "podman at {} was not readable for {} s ({}), its names are missing until it appears",
                    settings.socket(),
                    timing.expectation().toSeconds(),
                    lastReason);
            become(new Absent("not readable: " + lastReason, Optional.of(now())), Optional.empty());
        }
    }

    /// Tries to connect now, unless it is being tried or works.
    void attempt() {
        if (stream != null) {
            return;
        }
        cancel(retry);
        retry = null;
        attemptedAt = System.nanoTime();
        opened = false;
        socketChanged = false;
        identity = SocketIdentity.of(settings.socket());
        EventStream tried = streams.open();
        stream = tried;
        limit = loop.schedule(
                () -> broken(tried, new IOException("Podman does not answer")),
                timing.request().toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /// The socket's file, or a directory on the way to it, is another.
    void socketChanged() {
        failures = 0;
        if (stream == null) {
            attempt();
            return;
        }
        socketChanged = true;
        Optional<Object> now = SocketIdentity.of(settings.socket());
        if (state instanceof Following && now.isPresent() && !now.equals(identity)) {
            broken(stream, new IOException("the socket was replaced"));
            attempt();
        }
    }

    void opened(EventStream which) {
        if (which == stream) {
            opened = true;
            openedAt = System.nanoTime();
            cancel(limit);
            reads.everything();
        }
    }

    void ended(EventStream which, IOException why) {
        broken(which, why);
    }

    @Override
    public void read(Reading reading, Read read) {
        listFailures = 0;
        routineRead = read.routine();
        if (read.complete()) {
            last = read;
        }
        // Before the network is known, whose reverse names are ours is not.
        boolean enough = read.complete() || reading.networkFailure().isEmpty();
        boolean first = opened && enough && !(state instanceof Following) && read.started() - openedAt >= 0;
        if (first) {
            followedAt = System.nanoTime();
            if (state instanceof Down) {
                reconnects++;
            }
            LOG.info("podman at {} is followed", settings.socket());
            routine = loop.scheduleWithFixedDelay(
                    reads::resync, timing.resync().toNanos(), timing.resync().toNanos(), TimeUnit.NANOSECONDS);
            denialTold = false;
        }
        become(first ? new Following(now()) : state, Optional.of(reading));
    }

    @Override
    public void unreadable(Throwable why) {
        EventStream current = stream;
        if (current == null) {
            return;
        }
        listFailures++;
        if (state instanceof Following && Reads.passing(why) && listFailures < LIST_FAILURES) {
            reads.soon();
        } else {
            broken(current, new IOException("Podman does not answer: " + PodmanError.reason(why), why));
        }
    }

    /// The connection is over, or could not be made.
    private void broken(EventStream which, IOException why) {
        if (which != stream) {
            return;
        }
        stream = null;
        opened = false;
        listFailures = 0;
        which.close();
        cancel(limit);
        cancel(routine);
        reads.stop();
        lastReason = PodmanError.reason(why);
        SourceState next = after(why);
        if (next instanceof Down && !(state instanceof Down)) {
            brokenAt = System.nanoTime();
            if (brokenAt - followedAt > GOOD_CONNECTION * timing.attempts().toNanos()) {
                failures = 0;
            }
            LOG.warn("podman at {} is lost, its names stay as they are: {}", settings.socket(), lastReason);
        }
        if (socketChanged) {
            failures = 0;
        }
        retry = loop.schedule(this::attempt, backoff(failures++).toNanos(), TimeUnit.NANOSECONDS);
        become(next, Optional.empty());
    }

    private SourceState after(IOException why) {
        boolean denied = PodmanError.denied(why);
        if (denied && !denialTold && !(state instanceof Following)) {
            LOG.warn("podman's socket {} may not be used: {}", settings.socket(), PodmanError.REMEDY);
            denialTold = true;
        }
        return switch (state) {
            case Following _ -> new Down(now(), lastReason);
            case Down down -> down;
            case SourceState.Unread unread -> unread;
            case Pending pending ->
                denied && !settings.named() ? new Absent("permission denied: " + PodmanError.REMEDY) : pending;
            case Absent absent ->
                new Absent(denied ? "permission denied: " + PodmanError.REMEDY : lastReason, absent.givenUp());
        };
    }

    private Duration backoff(int tries) {
        long full = timing.backoff().toNanos() << Math.min(tries, 20);
        long capped = Math.min(full, timing.longest().toNanos());
        // Neither in step with others, nor ever sooner than three quarters of it.
        return Duration.ofNanos(capped * 3 / 4 + ThreadLocalRandom.current().nextLong(capped / 4 + 1));
    }

    private void become(SourceState next, Optional<Reading> reading) {
        state = next;
        publisher.accept(next, reading);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static void cancel(@Nullable ScheduledFuture<?> future) {
        if (future != null) {
            var _ = future.cancel(false);
        }
    }

    void end() {
        cancel(retry);
        cancel(limit);
        cancel(routine);
        reads.stop();
        EventStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }
}
