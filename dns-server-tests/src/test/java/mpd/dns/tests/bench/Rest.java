package mpd.dns.tests.bench;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Waits until a server has done what it puts off until nobody asks: that is a part of what the queries before
/// it cost.
///
/// @param least how long at least
/// @param still how long nothing must have been done
/// @param most  how long at most
record Rest(Duration least, Duration still, Duration most) {

    /// This program looks every 2 s whether it was quiet since it last looked.
    static final Rest FULL = new Rest(Duration.ofMillis(4500), Duration.ofSeconds(1), Duration.ofSeconds(8));
    /// Nothing of what comes later counts.
    static final Rest NONE = new Rest(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    /// Shows that it works.
    static final Rest SHORT = new Rest(Duration.ZERO, Duration.ofMillis(20), Duration.ofMillis(200));

    private static final Duration LOOK = Duration.ofMillis(10);
    // What the kernel counts in, and what little a server always does may show as one of.
    private static final long UNIT = 10_000_000;

    /// @param cpuNanos what the server has used until now
    void await(final LongSupplier cpuNanos) {
        final long begin = System.nanoTime();
        long since = begin;
        long used = cpuNanos.getAsLong();
        for (long now = begin; isGoingOn(now - begin, now - since); now = System.nanoTime()) {
            pause();
            final long grown = cpuNanos.getAsLong();
            if (grown > used + UNIT) {
                used = grown;
                since = System.nanoTime();
            }
        }
    }

    private boolean isGoingOn(final long waited, final long nothingDone) {
        return waited < most.toNanos() && (waited < least.toNanos() || nothingDone < still.toNanos());
    }

    private void pause() {
        try {
            // A look goes through all processes.
            Thread.sleep(still.compareTo(LOOK.multipliedBy(10)) > 0 ? LOOK.multipliedBy(10) : LOOK);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
