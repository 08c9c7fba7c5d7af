package mpd.dns.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Something that a client can make happen as often as it likes, and that is told of once a minute at most.
final class RareLine {

    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanos;
    private final LongAdder untold = new LongAdder();
    // Taken by the one event loop that tells, of all to which it happens.
    private final AtomicLong nextTime;

    /// @param nanos a clock like [System#nanoTime()]
    RareLine(LongSupplier nanos) {
        this.nanos = nanos;
        nextTime = new AtomicLong(nanos.getAsLong());
    }

    /// It has happened.
    ///
    /// @return how often since it was last told of, this time included; 0 when it is not to be told of now
    long happened() {
        untold.increment();
        long next = nextTime.get();
        long now = nanos.getAsLong();
        return now - next >= 0 && nextTime.compareAndSet(next, now + PAUSE) ? untold.sumThenReset() : 0;
    }
}
