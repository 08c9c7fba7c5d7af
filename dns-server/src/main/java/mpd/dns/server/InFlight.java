package mpd.dns.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Counts the queries that were taken and not answered yet, so that a stop can wait for them.
final class InFlight {

    private int queries;
    private long begun;

    synchronized void begin() {
        queries++;
        begun++;
    }

    synchronized void end() {
        queries--;
        if (queries == 0) {
            notifyAll();
        }
    }

    synchronized int count() {
        return queries;
    }

    /// Waits until no query has been taken for as long as `quiet`, or the time is up.
    ///
    /// @param turn lets every reader have a turn and waits for it: on a busy machine silence alone proves
    ///     nothing
    void awaitQuiet(Duration quiet, Duration most, Runnable turn) {
        long end = System.nanoTime() + most.toNanos();
        long before;
        do {
            before = begun();
            turn.run();
            if (!pause(quiet)) {
                return;
            }
            turn.run();
        } while (begun() != before && System.nanoTime() < end);
    }

    private synchronized long begun() {
        return begun;
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

    /// Waits until none is left, or the time is up.
    ///
    /// @return whether none is left
    synchronized boolean awaitNone(Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        try {
            while (queries > 0) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
