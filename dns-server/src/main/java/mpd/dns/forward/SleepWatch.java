package mpd.dns.forward;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Notices that the machine has slept: the wall clock has run ahead of the monotonic one, which stands still in
/// suspend. One that was set forward is taken for it too, which costs a few probes.
final class SleepWatch {

    private static final long JUMP_MILLIS = 1000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier nanos;
    private final InstantSource wall;
    private final AtomicLong ahead;

    /// @param nanos monotonic, in ns, such as System::nanoTime
    /// @param wall  the time of day
    SleepWatch(LongSupplier nanos, InstantSource wall) {
        this.nanos = nanos;
        this.wall = wall;
        ahead = new AtomicLong(difference());
    }

    /// Whether it has slept for more than a second since the last call. Of several that ask at one time, one is
    /// told so.
    boolean slept() {
        long seen = ahead.get();
        long now = difference();
        return Math.abs(now - seen) > JUMP_MILLIS && ahead.compareAndSet(seen, now) && now > seen;
    }

    private long difference() {
        return wall.millis() - nanos.getAsLong() / NANOS_PER_MILLI;
    }
}
