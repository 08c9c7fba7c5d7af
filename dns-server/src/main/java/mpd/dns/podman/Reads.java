package mpd.dns.podman;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mpd.dns.podman.ContainerReader.Plan;
import mpd.dns.podman.ContainerReader.Reading;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides when to read, so that a read always starts after what it is to cover, and never two at once. Lives
/// on one event loop.
///
/// What happens during a read makes another one follow it, however much it is.
final class Reads {

    private static final Logger LOG = LoggerFactory.getLogger(Reads.class);

    // What cannot be read for so long is no longer waited for, and tried again later and later.
    private static final int TRIES = 5;
    private static final int LONGEST_PAUSE = 9;

    /// Is told how reads end.
    interface Listener {
        /// The truth as it was at some moment after the start of the read.
        void read(Reading reading, Read read);

        /// There is no list.
        void unreadable(Throwable why);
    }

    /// One read.
    ///
    /// @param started  on the scale of [System#nanoTime()]
    /// @param events   number of events that had arrived when it started
    /// @param complete whether it covers those events: all that was to be read could be, or is given up
    /// @param routine  whether it had no other reason than the time since the last one
    record Read(long started, long events, boolean complete, boolean routine) {}

    private final ContainerReader reader;
    private final Listener listener;
    private final EventLoop loop;
    private final Timing timing;
    private final Map<String, Trouble> troubles = new HashMap<>();
    private Set<String> suspects = new HashSet<>();
    private boolean everything;
    private boolean routine = true;
    private boolean wanted;
    private boolean running;
    private long runningSince;
    private long arrived;
    private @Nullable ScheduledFuture<?> again;
    private @Nullable ScheduledFuture<?> trial;

    /// What could not be read so many times, the last of them then. Of those that follow closely one counts:
    /// events come together.
    private record Trouble(int times, long last) {

        Trouble again(long now, Duration apart) {
            return now - last < apart.toNanos() ? this : new Trouble(times + 1, now);
        }
    }

    Reads(ContainerReader reader, Listener listener, EventLoop loop, Timing timing) {
        this.reader = reader;
        this.listener = listener;
        this.loop = loop;
        this.timing = timing;
    }

    /// Number of events so far.
    long arrived() {
        return arrived;
    }

    /// An event has arrived: look at what it may be about.
    void event(PodmanEvent event) {
        arrived++;
        suspects.add(event.id());
        everything |= !event.concernsOne();
        routine = false;
        want();
    }

    /// Something has arrived that could have been any event.
    void anything() {
        arrived++;
        routine = false;
        everything();
    }

    /// Inspect all there is.
    void everything() {
        everything = true;
        routine = false;
        want();
    }

    /// Inspect all there is, for no better reason than that it has not been done for a while.
    void resync() {
        everything = true;
        want();
    }

    /// Makes sure of a read that started at `since` or later.
    void since(long since) {
        if (!running || runningSince - since < 0) {
            routine = false;
            want();
        }
    }

    private void want() {
        wanted = true;
        if (!running) {
            start();
        }
    }

    private void start() {
        running = true;
        wanted = false;
        cancel(again);
        again = null;
        runningSince = System.nanoTime();
        long events = arrived;
        boolean nothingNew = routine;
        Plan plan = new Plan(everything, suspects);
        everything = false;
        routine = true;
        suspects = new HashSet<>();
        var _ = reader.read(plan).whenComplete((reading, error) -> {
            running = false;
            try {
                if (reading == null) {
                    unreadable(plan, error);
                } else {
                    boolean complete = retry(reading);
                    listener.read(reading, new Read(runningSince, events, complete, nothingNew));
                }
            } catch (RuntimeException e) {
                // The stage would keep it to itself, and nothing would ever be read again.
                LOG.error("what podman says could not be taken in", e);
                unreadable(plan, e);
            }
            if (wanted && !running) {
                start();
            }
        });
    }

    private void unreadable(Plan plan, Throwable why) {
        everything |= plan.everything();
        suspects.addAll(plan.ids());
        listener.unreadable(why);
    }

    /// Reads once more in a moment.
    void soon() {
        if (again == null) {
            again = loop.schedule(
                    () -> {
                        again = null;
                        want();
                    },
                    timing.inspect().toNanos(),
                    TimeUnit.NANOSECONDS);
        }
    }

    /// Has what could not be read tried again; false while something is being waited for.
    private boolean retry(Reading reading) {
        long now = System.nanoTime();
        troubles.keySet().retainAll(reading.unread());
        for (String each : reading.failedNow()) {
            troubles.merge(each, new Trouble(1, now), (before, _) -> before.again(now, timing.inspect()));
        }
        OptionalInt least = troubles.values().stream().mapToInt(Trouble::times).min();
        if (least.isPresent() && !reading.failedNow().isEmpty()) {
            tryAgain(Math.clamp(least.getAsInt() - TRIES, 0, LONGEST_PAUSE));
        }
        return least.orElse(Integer.MAX_VALUE) > TRIES;
    }

    private void tryAgain(int doublings) {
        cancel(trial);
        trial = loop.schedule(
                () -> {
                    suspects.addAll(troubles.keySet());
                    routine = false;
                    want();
                },
                timing.inspect().toNanos() << doublings,
                TimeUnit.NANOSECONDS);
    }

    /// Whether the error may be over in a moment, because Podman does answer.
    static boolean passing(Throwable error) {
        Throwable cause = error.getCause() instanceof IOException io ? io : error;
        return cause instanceof ContainerReader.ApiException;
    }

    /// Ends what is planned.
    void stop() {
        wanted = false;
        cancel(again);
        cancel(trial);
    }

    private static void cancel(@Nullable ScheduledFuture<?> future) {
        if (future != null) {
            var _ = future.cancel(false);
        }
    }
}
