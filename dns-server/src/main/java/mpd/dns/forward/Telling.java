package mpd.dns.forward;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// When a denial that waits is told. Lives on one event loop.
final class Telling {

    private final EventLoop loop;
    private final Runnable tell;
    private ScheduledFuture<?> timer;
    private boolean putOff;

    /// @param nanos from now
    Telling(EventLoop loop, long nanos, Runnable tell) {
        this.loop = loop;
        this.tell = tell;
        timer = loop.schedule(tell, nanos, TimeUnit.NANOSECONDS);
    }

    /// One that is awaited has been asked once more, and has time for its answer. That is so once: who is
    /// silent again is not waited for.
    ///
    /// @param nanos from now
    void putOff(long nanos) {
        if (!putOff && timer.getDelay(TimeUnit.NANOSECONDS) < nanos && timer.cancel(false)) {
            putOff = true;
            timer = loop.schedule(tell, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /// It is not told any more.
    void stop() {
        timer.cancel(false);
    }
}
