package mpd.dns.query;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.xbill.DNS.Name;

/// The names that the log told something about in the last hour, 1,000 at most: a page that tries it asks
/// again and again.
///
/// For any thread.
final class Reported {

    private static final int MOST = 1000;
    private static final long AGAIN = Duration.ofHours(1).toNanos();

    private final LongSupplier nanos;
    // Guarded by this: when each was told of, the oldest first.
    private final Map<Name, Long> told = new LinkedHashMap<>();

    /// @param nanos a clock that only goes forward
    Reported(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// Whether the name is to be told of now; if so, it counts as told.
    synchronized boolean due(Name name) {
        long now = nanos.getAsLong();
        Iterator<Long> oldest = told.values().iterator();
        while (oldest.hasNext() && now - oldest.next() >= AGAIN) {
            oldest.remove();
        }
        if (told.putIfAbsent(name, now) != null) {
            return false;
        }
        if (told.size() > MOST) {
            Iterator<Name> first = told.keySet().iterator();
            var _ = first.next();
            first.remove();
        }
        return true;
    }
}
