package mpd.dns.cache;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/// Time by which answers age: monotonic, but it goes on while the machine sleeps.
///
/// System.nanoTime stands still in suspend, the wall clock can be set. So the monotonic clock counts, and
/// where the wall clock has run ahead of it by more than a second, that is added. Setting the wall clock
/// forward ages answers too, which costs a question; setting it back changes nothing.
public final class CacheClock {

    private static final long JUMP_MILLIS = 1000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier nanos;
    private final InstantSource wall;
    private final AtomicReference<Offset> offset;

    /// @param ahead   how far the wall clock was ahead of the monotonic one, in ms
    /// @param skipped what the monotonic clock has missed, in ms
    private record Offset(long ahead, long skipped) {}

    /// @param nanos monotonic, in ns, such as System::nanoTime
    /// @param wall  the time of day
    public CacheClock(LongSupplier nanos, InstantSource wall) {
        this.nanos = nanos;
        this.wall = wall;
        offset = new AtomicReference<>(new Offset(wall.millis() - nanos.getAsLong() / NANOS_PER_MILLI, 0));
    }

    /// The machine's clocks.
    public static CacheClock system() {
        return new CacheClock(System::nanoTime, InstantSource.system());
    }

    /// Nanoseconds since some moment; only differences mean something.
    public long now() {
        long monotonic = nanos.getAsLong();
        long ahead = wall.millis() - monotonic / NANOS_PER_MILLI;
        Offset seen = offset.get();
        if (Math.abs(ahead - seen.ahead()) > JUMP_MILLIS) {
            // Who loses the race sees what the winner has seen.
            seen = offset.updateAndGet(was -> moved(was, ahead));
        }
        return monotonic + seen.skipped() * NANOS_PER_MILLI;
    }

    /// Nanoseconds that the machine was awake since some moment: what timers go by.
    long awake() {
        return nanos.getAsLong();
    }

    private static Offset moved(Offset was, long ahead) {
        long jump = ahead - was.ahead();
        if (Math.abs(jump) <= JUMP_MILLIS) {
            return was;
        }
        return new Offset(ahead, was.skipped() + Math.max(jump, 0));
    }
}
