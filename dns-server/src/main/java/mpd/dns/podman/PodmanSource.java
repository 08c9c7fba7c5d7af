package mpd.dns.podman;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mpd.dns.podman.ContainerReader.Reading;
import mpd.dns.podman.Reads.Read;
import mpd.dns.registry.LiveSource;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.registry.SourceState.Absent;
import mpd.dns.registry.SourceState.Down;
import mpd.dns.registry.SourceState.Following;
import mpd.dns.registry.SourceState.Pending;
import mpd.dns.transport.Transport;
import mpd.dns.watch.FileWatcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feeds the registry from Podman.
///
/// The event stream is opened first, then everything is read, then followed; an event is only a reason to read
/// again. Two threads of its own: one receives events, the other does everything else.
public final class PodmanSource implements LiveSource, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PodmanSource.class);
    private static final CompletionStage<Confirmation> CURRENT =
            CompletableFuture.completedStage(new Confirmation.Current());

    private final PodmanSettings settings;
    private final Registry registry;
    private final FileWatcher watcher;
    private final InstantSource clock;
    private final Timing timing;
    private final Requests.Connector connector;
    private final EventLoopGroup loops;
    private final EventLoop events;
    private final EventLoop work;
    private final Requests requests;
    private final Publisher publisher;
    private final Confirmations confirmations;
    private final Follower follower;
    // Counted by the events' loop before anything else, compared by callers of confirm() on any thread.
    private final AtomicLong delivered = new AtomicLong();
    // Written by the work loop, read by callers of confirm() on any thread.
    private volatile Standing standing = new Standing(false, false, 0, 0);
    // Written by the work loop, read by callers of status() on any thread.
    private volatile PodmanStatus status;

    // The work loop's alone.
    private Optional<Instant> lastRead = Optional.empty();
    private long missed;
    // Of start() and close(), whose caller is one.
    private FileWatcher.@Nullable Watch watch;
    private boolean closed;

    /// What callers of confirm() may rely on without waiting.
    ///
    /// @param absent    whether there is no source to wait for
    /// @param following whether the event stream is open and everything has been read
    /// @param events    number of events that are read and published
    /// @param started   start of the last read, on the scale of [System#nanoTime()]
    private record Standing(boolean absent, boolean following, long events, long started) {}

    /// @param settings what to publish
    /// @param registry where to
    /// @param watcher  tells when the socket appears or is replaced
    /// @param clock    for the times that people read, and for where the events begin
    public PodmanSource(PodmanSettings settings, Registry registry, FileWatcher watcher, InstantSource clock) {
        this(settings, registry, watcher, clock, new Means(Timing.STANDARD, Transport.best()));
    }

    /// What tests set.
    record Means(Timing timing, Transport transport, Requests.Connector connector) {
        Means(Timing timing, Transport transport) {
            this(timing, transport, Requests.Connector.of(transport));
        }
    }

    PodmanSource(PodmanSettings settings, Registry registry, FileWatcher watcher, InstantSource clock, Means means) {
        this.settings = settings;
        this.registry = registry;
        this.watcher = watcher;
        this.clock = clock;
        timing = means.timing();
        connector = means.connector();
        loops = means.transport().loops(2, "podman");
        events = loops.next();
        work = loops.next();
        requests = new Requests(connector, work, settings.socket(), timing.request());
        ContainerReader reader = new ContainerReader(requests, settings.network(), timing.inspection());
        publisher = new Publisher(settings, registry);
        confirmations = new Confirmations(work, this::judge);
        SourceState state = settings.named() || Files.exists(settings.socket())
                ? new Pending(clock.instant())
                : new Absent("there is no socket at " + settings.socket());
        follower = new Follower(
                new Follower.Parts(settings, timing, clock, work, this::openStream, this::publish), reader, state);
        status = publisher.status(state, lastRead, new Publisher.Counters(0, 0, 0));
    }

    /// Registers the source and begins. What the source is (expected or absent) is in the registry when this
    /// returns.
    public void start() {
        registry.register(SourceId.PODMAN, follower.state());
        // Watched before the first attempt, so that no change is missed.
        watch = watcher.watch(settings.socket(), () -> work.execute(follower::socketChanged));
        work.execute(() -> {
            stand();
            follower.begin();
        });
    }

    /// How it stands now.
    public PodmanStatus status() {
        return status.seen(delivered.get());
    }

    @Override
    public CompletionStage<Confirmation> confirm() {
        // The count first: an event that comes later need not be covered.
        long seen = delivered.get();
        long now = System.nanoTime();
        if (sure(seen, now)) {
            return CURRENT;
        }
        CompletableFuture<Confirmation> answer = new CompletableFuture<>();
        try {
            work.execute(() -> ask(new Confirmations.Waiter(answer, seen, now)));
        } catch (RejectedExecutionException e) {
            answer.complete(new Confirmation.Unsure("the server is stopping"));
        }
        return answer;
    }

    @Override
    public boolean sure() {
        return sure(delivered.get(), System.nanoTime());
    }

    private boolean sure(long seen, long now) {
        Standing known = standing;
        boolean fresh = now - known.started() <= timing.fresh().toNanos();
        return known.absent() || (known.following() && known.events() == seen && fresh);
    }

    private void ask(Confirmations.Waiter waiter) {
        if (!confirmations.add(waiter)) {
            return;
        }
        long since = waiter.asked() - timing.fresh().toNanos();
        if (follower.state() instanceof Following) {
            follower.reads().since(since);
        } else if (!follower.attempting() && !recentlyTried(waiter.asked())) {
            follower.attempt();
        }
    }

    /// A socket-activated service that fails must not be started too often, or systemd gives its socket up.
    private boolean recentlyTried(long now) {
        return now - follower.attemptedAt() < timing.attempts().toNanos();
    }

    private Optional<Confirmation> judge(Confirmations.Waiter waiter) {
        long now = System.nanoTime();
        long waited = now - waiter.asked();
        boolean covered = follower.last().map(Read::events).orElse(0L) >= waiter.events();
        return switch (follower.state()) {
            case Absent _ ->
                follower.attempting() && waited < timing.patience().toNanos()
                        ? Optional.empty()
                        : Optional.of(new Confirmation.Current());
            case Pending _, SourceState.Unread _ ->
                Optional.of(new Confirmation.Unsure("Podman has not been read yet"));
            case Following _ when covered && fresh(waiter) -> Optional.of(new Confirmation.Current());
            case SourceState _
            when !covered ->
                waited < timing.unread().toNanos()
                        ? Optional.empty()
                        : Optional.of(new Confirmation.Unsure("Podman told of a change that could not be read yet"));
            case Following _ ->
                waited < timing.patience().toNanos()
                        ? Optional.empty()
                        : Optional.of(new Confirmation.Outdated("Podman does not answer since " + lastReadText()));
            case Down down -> {
                // A service that restarts is back within moments, so a young outage is given that long.
                boolean old = now - follower.brokenAt() >= timing.patience().toNanos();
                boolean failed = old && !follower.attempting() && recentlyTried(waiter.asked());
                yield failed || waited >= timing.patience().toNanos()
                        ? Optional.of(new Confirmation.Outdated("Podman feed down since " + down.since()))
                        : Optional.empty();
            }
        };
    }

    private boolean fresh(Confirmations.Waiter waiter) {
        return follower.last()
                .filter(read ->
                        waiter.asked() - read.started() <= timing.fresh().toNanos())
                .isPresent();
    }

    private String lastReadText() {
        return lastRead.map(instant -> instant.truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse("the start");
    }

    private void publish(SourceState state, Optional<Reading> reading) {
        boolean changed = reading.isPresent() && publisher.publish(reading.get(), state);
        if (reading.isEmpty()) {
            publisher.publish(state);
        } else {
            lastRead = Optional.of(clock.instant());
        }
        if (changed && follower.routineRead()) {
            missed++;
            LOG.info("podman's events did not tell of a change that a full read found");
        }
        stand();
        confirmations.settle();
    }

    private void stand() {
        SourceState state = follower.state();
        Optional<Read> last = follower.last();
        standing = new Standing(
                state instanceof Absent && !follower.attempting(),
                state instanceof Following,
                last.map(Read::events).orElse(0L),
                last.map(Read::started).orElse(0L));
        status = publisher.status(
                state, lastRead, new Publisher.Counters(delivered.get(), follower.reconnects(), missed));
    }

    private EventStream openStream() {
        // From now on there is something to wait for, even where there was no source before.
        Standing before = standing;
        standing = new Standing(false, before.following(), before.events(), before.started());
        long since = clock.instant().getEpochSecond() - EventStream.REPLAY_SECONDS;
        EventStream stream = new EventStream(new Arrivals(), since);
        stream.open(connector, events, settings.socket());
        return stream;
    }

    /// Counts on the events' loop, and hands over to the work loop.
    private final class Arrivals implements EventStream.Listener {
        private boolean garbageTold;

        @Override
        public void opened(EventStream stream) {
            work.execute(() -> follower.opened(stream));
        }

        @Override
        public void event(EventStream stream, PodmanEvent event) {
            delivered.incrementAndGet();
            work.execute(() -> follower.reads().event(event));
        }

        @Override
        public void garbage(EventStream stream, String what) {
            if (!garbageTold) {
                garbageTold = true;
                LOG.warn("podman's event stream has a line that is no event, so everything is read again: {}", what);
            }
            delivered.incrementAndGet();
            work.execute(follower.reads()::anything);
        }

        @Override
        public void ended(EventStream stream, IOException why) {
            // At the very end the work loop may stop before the events' loop has told of its last connection.
            if (!work.isShuttingDown()) {
                work.execute(() -> follower.ended(stream, why));
            }
        }
    }

    /// Stops following; what was published stays in the registry. Harmless when called twice.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (watch != null) {
            watch.close();
        }
        work.execute(() -> {
            follower.end();
            confirmations.endAll(new Confirmation.Unsure("the server is stopping"));
            // A loop that is told to end by itself may do so without a look at its connections.
            requests.end();
            // Only now, for an attempt that has just begun still needs the other loop.
            var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
    }
}
