package mpd.dns.podman;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
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
    private final Map<String, Integer> failures = new HashMap<>();
    private Set<String> suspects = new HashSet<>();
    private boolean everything;
    private boolean routine = true;
    private boolean wanted;
    private boolean running;
    private long runningSince;
    private long arrived;
    private @Nullable ScheduledFuture<?> again;

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
        if (again != null) {
            var _ = again.cancel(false);
            again = null;
        }
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
        later(0);
    }

    /// @param doublings of that moment
    private void later(int doublings) {
        if (again == null) {
            again = loop.schedule(
                    () -> {
                        again = null;
                        want();
                    },
                    timing.inspect().toNanos() << doublings,
                    TimeUnit.NANOSECONDS);
        }
    }

    /// Tries what could not be read again; false while something is being waited for.
    private boolean retry(Reading reading) {
        Set<String> failed = new HashSet<>(reading.failed().keySet());
        // No container has the empty ID.
        reading.networkFailure().ifPresent(_ -> failed.add(""));
        failures.keySet().retainAll(failed);
        failed.forEach(each -> failures.merge(each, 1, Integer::sum));
        OptionalInt least =
                failures.values().stream().mapToInt(Integer::intValue).min();
        if (least.isPresent()) {
            suspects.addAll(reading.failed().keySet());
            routine = false;
            later(Math.clamp(least.getAsInt() - TRIES, 0, LONGEST_PAUSE));
        }
        return least.orElse(Integer.MAX_VALUE) > TRIES;
    }

    /// Whether the error may be over in a moment, because Podman does answer.
    static boolean passing(Throwable error) {
        Throwable cause = error.getCause() instanceof IOException io ? io : error;
        return cause instanceof ContainerReader.ApiException;
    }

    /// Ends what is planned.
    void stop() {
        wanted = false;
        if (again != null) {
            var _ = again.cancel(false);
        }
    }
}
