package mpd.dns.cache;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.forward.UpstreamAnswer.Answered;
import mpd.dns.forward.UpstreamAnswer.Provenance;
import org.jspecify.annotations.Nullable;

/// The questions that nobody could answer lately (RFC 9520): asked again only after one second, then two,
/// four and five.
final class Failures {

    private static final int MOST = 1000;
    // What each of so many may take, in bytes. A failure with long records in it takes the places of others.
    private static final int USUAL = 1024;
    private static final int LONGEST = 5;
    // RFC 8767 section 5: for so long an answer past its TTL is given at once.
    private static final long RECENT = TimeUnit.SECONDS.toNanos(30);

    // Guarded by this: the oldest first, which are the first to be forgotten.
    private final Map<CacheKey, Failure> failures = new LinkedHashMap<>();
    private int weight;

    /// How often in a row it has failed, and when last.
    record Failure(UpstreamAnswer answer, long since, int times) {

        /// Whether it is too early to ask again.
        boolean holds(long now) {
            int seconds = Math.min(1 << Math.min(times - 1, LONGEST), LONGEST);
            return now - since < TimeUnit.SECONDS.toNanos(seconds);
        }

        boolean recent(long now) {
            return now - since < RECENT;
        }

        private int weight() {
            return answer instanceof Answered answered ? Math.max(USUAL, answered.message().length) : USUAL;
        }

        /// What a client gets who asks too early.
        UpstreamAnswer again(long now) {
            return switch (answer) {
                case Answered answered ->
                    new Answered(
                            answered.message(),
                            answered.from(),
                            Duration.ZERO,
                            Provenance.Cached.once(Duration.ofNanos(now - since), now));
                case UpstreamAnswer.Failed failed -> failed;
            };
        }
    }

    synchronized @Nullable Failure get(CacheKey key) {
        return failures.get(key);
    }

    synchronized void failed(CacheKey key, UpstreamAnswer answer, long now) {
        Failure before = failures.get(key);
        int times = before != null && before.recent(now) ? before.times() + 1 : 1;
        forget(key);
        Failure failure = new Failure(answer, now, times);
        failures.put(key, failure);
        weight += failure.weight();
        Iterator<Failure> oldest = failures.values().iterator();
        while (weight > MOST * USUAL) {
            weight -= oldest.next().weight();
            oldest.remove();
        }
    }

    synchronized void forget(CacheKey key) {
        Failure before = failures.remove(key);
        if (before != null) {
            weight -= before.weight();
        }
    }
}
