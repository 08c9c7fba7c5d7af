package mpd.dns.forward;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// When an exchange goes on by itself. Most are answered before any of it, so it keeps one timer at the event
/// loop, for the first of its times. Lives on one event loop.
final class Timetable {

    private static final long NEVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final Owner owner;
    private final long began = System.nanoTime();
    // In nanoseconds since it began.
    private long next = NEVER;
    private long total;
    private long rings = NEVER;
    private @Nullable ScheduledFuture<?> timer;

    /// Whose times they are.
    interface Owner {
        /// Somebody else is to be asked, or the same again.
        void overdue();

        /// There is no time left. The last call.
        void giveUp();
    }

    Timetable(EventLoop loop, ForwardSettings settings, Owner owner) {
        this.loop = loop;
        this.owner = owner;
        total = settings.total().toNanos();
    }

    /// Whoever was asked last is overdue so many nanoseconds from now; the last call counts, once. To be called
    /// after the asking, or the time is over before whoever it is has been silent for so long.
    void overdueIn(long nanos) {
        next = elapsed() + nanos;
        arm();
    }

    /// The times count, of whatever else there is.
    void begin() {
        arm();
    }

    /// Nothing happens by itself any more.
    void stop() {
        next = NEVER;
        total = NEVER;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private long elapsed() {
        return System.nanoTime() - began;
    }

    /// One that rings too early is let ring: it is rare, and setting it anew would not be.
    private void arm() {
        long first = Math.min(next, total);
        if (first == NEVER || (timer != null && rings <= first)) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        rings = first;
        timer = loop.schedule(this::ring, Math.max(0, first - elapsed()), TimeUnit.NANOSECONDS);
    }

    private void ring() {
        timer = null;
        long now = elapsed();
        if (total <= now) {
            stop();
            owner.giveUp();
            return;
        }
        // Whatever goes wrong in what the owner does, it comes to its end.
        try {
            if (next <= now) {
                next = NEVER;
                owner.overdue();
            }
        } finally {
            arm();
        }
    }
}
