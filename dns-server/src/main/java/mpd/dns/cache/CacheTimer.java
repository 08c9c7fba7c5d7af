package mpd.dns.cache;

import java.time.Duration;

/// Runs something later, off the caller's thread; nothing when it is shutting down.
@FunctionalInterface
public interface CacheTimer {

    /// Runs it once.
    ///
    /// @param wait from now
    /// @param then must not wait for anything
    void after(Duration wait, Runnable then);
}
