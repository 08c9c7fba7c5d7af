package mpd.dns.transport;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails the class of tests after which a leaked buffer is found: its own, or that of a class shortly before. A
/// class within another is looked after with that one. Registered for all.
public final class NoLeaks implements AfterAllCallback {

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().getEnclosingClass() != null) {
            return;
        }
        System.gc();
        // A detector looks whenever a buffer is made.
        PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
        String leak = LeakDetector.take();
        if (leak != null) {
            throw new AssertionError("a buffer was never released: " + leak);
        }
    }
}
