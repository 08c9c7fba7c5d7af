package mpd.dns.cli;

import java.util.concurrent.atomic.AtomicInteger;

/// An action that may be asked for faster than it can be done. Asked for while it is under way, it is done once
/// more afterwards, however often it was asked for; so whoever asks sees it begin after that.
final class Coalesced implements Runnable {

    private final Runnable action;
    private final AtomicInteger asked = new AtomicInteger();

    Coalesced(Runnable action) {
        this.action = action;
    }

    /// Does it, on this thread, unless another thread is at it, which then does it once more.
    @Override
    public void run() {
        if (asked.getAndIncrement() > 0) {
            return;
        }
        int seen;
        do {
            seen = asked.get();
            once();
        } while (!asked.compareAndSet(seen, 0));
    }

    private void once() {
        try {
            action.run();
        } catch (RuntimeException e) {
            asked.set(0);
            throw e;
        }
    }
}
