package mpd.dns.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// Counts the queries that were taken and not answered yet, so that a stop can wait for them.
///
/// Every event loop counts with every query, and hardly anybody ever looks: so counting shares nothing,
/// and looking goes by turns.
final class InFlight {

    private static final Duration LOOK = Duration.ofMillis(1);

    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();

    void begin() {
        begun.increment();
    }

    void end() {
        ended.increment();
    }

    /// How many were begun, the answered ones included.
    long taken() {
        return begun.sum();
    }

    /// Never too few.
    long count() {
        long done = ended.sum();
        return begun.sum() - done;
    }

    /// Waits until no query has been taken for as long as `quiet`, or the time is up.
    ///
    /// @param turn lets every reader have a turn and waits for it: on a busy machine silence alone proves
    ///     nothing
    void awaitQuiet(Duration quiet, Duration most, Runnable turn) {
        long end = System.nanoTime() + most.toNanos();
        long before;
        do {
            before = begun.sum();
            turn.run();
            if (!pause(quiet)) {
                return;
            }
            turn.run();
        } while (begun.sum() != before && System.nanoTime() < end);
    }

    /// Waits until none is left, or the time is up.
    ///
    /// @return whether none is left
    boolean awaitNone(Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        while (count() > 0) {
            if (System.nanoTime() >= deadline || !pause(LOOK)) {
                return false;
            }
        }
        return true;
    }

    private static boolean pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
