package mpd.dns.cache;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mpd.dns.forward.UpstreamAnswer.Again;
import mpd.dns.forward.UpstreamAnswer.Answered;
import mpd.dns.forward.UpstreamAnswer.Provenance;
import mpd.dns.wire.WireRecords;

/// An answer that is to be kept, or a copy of one that is. Its bytes hold the TTLs of the moment when it
/// came; what is given out is a copy.
final class Entry {

    // RFC 8767 section 4 asks for 30 seconds, section 5 for one to three days at most.
    private static final int STALE_TTL = 30;
    private static final long MOST_STALE = TimeUnit.DAYS.toNanos(1);
    private static final int POPULAR = 3;
    private static final int LAST_TENTH = 10;
    private static final long LEAST_LAST = TimeUnit.MILLISECONDS.toNanos(1100);
    // As often, or once less, does the cache see in that time that an entry is asked for all the time.
    private static final int SEEN = 4;
    // So that it also sees who is asked for and who is not, when it has no room.
    private static final long LONGEST_AGAIN = TimeUnit.SECONDS.toNanos(30);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int NXDOMAIN = 3;

    private final byte[] message;
    private final char[] ttls;
    private final InetSocketAddress from;
    private final long came;
    private final int life;
    private final int hits;

    /// @param message an upstream's whole message, AA cleared
    /// @param ttls    indices of the TTLs that count down
    /// @param from    who said so
    /// @param came    when, by the cache's clock
    /// @param life    seconds until it expires; no TTL is smaller
    /// @param hits    how often it has been looked up before; negative where that does not make it popular yet
    Entry(byte[] message, char[] ttls, InetSocketAddress from, long came, int life, int hits) {
        this.message = message;
        this.ttls = ttls;
        this.from = from;
        this.came = came;
        this.life = life;
        this.hits = hits;
    }

    byte[] message() {
        return message;
    }

    char[] ttls() {
        return ttls;
    }

    InetSocketAddress from() {
        return from;
    }

    long came() {
        return came;
    }

    int life() {
        return life;
    }

    int hits() {
        return hits;
    }

    boolean fresh(long now) {
        return now - came < TimeUnit.SECONDS.toNanos(life);
    }

    /// By the cache's clock.
    long expires() {
        return expires(came, life);
    }

    /// When one expires that came then, and lives for so many seconds.
    static long expires(long came, int life) {
        return came + TimeUnit.SECONDS.toNanos(life);
    }

    /// Whether it says that there is no such name.
    boolean denies() {
        return denies(message);
    }

    /// Whether the name exists by it, beyond that time.
    boolean holdsBeyond(long then) {
        return !denies() && expires() - then > 0;
    }

    /// Whether who said so stands before who denies it now, and has not had its say.
    boolean outranks(Answered denial) {
        return !denies() && unheard(denial).contains(from);
    }

    /// Those for whom the one stands in who denies it.
    static List<InetSocketAddress> unheard(Answered denial) {
        return denial.provenance() instanceof Provenance.Asked asked ? asked.unheard() : List.of();
    }

    /// Whether a message, which has a header, says that there is no such name.
    static boolean denies(byte[] message) {
        return (message[3] & 0xF) == NXDOMAIN;
    }

    /// Whether it may be given out although it has expired: a denial of the name never is, because that would
    /// be a false one too often, and a failure is honest.
    boolean usableStale(long now) {
        return !denies() && !fresh(now) && now - came - TimeUnit.SECONDS.toNanos(life) < MOST_STALE;
    }

    /// Whether it will soon be missed: asked for several times, and near its end.
    boolean wantsRefresh(long now) {
        return hits >= POPULAR && expires() - now <= lastPart();
    }

    /// What a client gets while it is fresh: no TTL is more than what is left of it.
    Answered answer(long now, CacheSettings.Ttls limits) {
        byte[] copy = message.clone();
        int age = age(now);
        for (char at : ttls) {
            WireRecords.ttl(copy, at, limits.given(WireRecords.ttl(copy, at) - age));
        }
        return new Answered(
                copy, from, Duration.ZERO, new Provenance.Cached(Duration.ofNanos(now - came), again(now, limits)));
    }

    /// How that may be given again.
    Again again(long now, CacheSettings.Ttls limits) {
        long older = came + age(now) * SECOND;
        long until = askAgain(now);
        return new Again(older, limits.limitsGiven() || wantsRefresh(now) ? Math.min(older, until) : until);
    }

    /// In seconds, rounded up: half a second left is none.
    private int age(long now) {
        return (int) ((now - came + SECOND - 1) / SECOND);
    }

    /// When the cache is to see again, at the latest, that it is asked for.
    private long askAgain(long now) {
        long untilLast = expires() - lastPart() - now;
        // What is asked for all the time is to be popular by then.
        long share = hits < POPULAR ? untilLast / (POPULAR - hits + 1) : untilLast;
        return Math.min(expires(), now + Math.min(LONGEST_AGAIN, Math.max(share, lastPart() / SEEN)));
    }

    /// For how long before its end it is refreshed: a tenth of its life, and long enough to meet who asks once
    /// a second.
    private long lastPart() {
        long whole = life * SECOND;
        return Math.max(whole / LAST_TENTH, Math.min(LEAST_LAST, whole / 2));
    }

    /// What a client gets when it has expired and nobody knows better: TTL 30 and EDE 3 (Stale Answer).
    Answered stale(long now, CacheSettings.Ttls limits) {
        byte[] copy = message.clone();
        for (char at : ttls) {
            WireRecords.ttl(copy, at, limits.given(STALE_TTL));
        }
        Duration age = Duration.ofNanos(now - came);
        String text =
                "expired " + age.minusSeconds(life).toSeconds() + " s ago, and who said so has not answered this since";
        return new Answered(StaleMark.on(copy, text), from, Duration.ZERO, new Provenance.Stale(age));
    }
}
