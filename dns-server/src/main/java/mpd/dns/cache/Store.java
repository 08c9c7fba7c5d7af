package mpd.dns.cache;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The answers that are kept, bounded in bytes and in number. A flush is a new one.
///
/// When it is full, room is made by chunks of the log that the answers lie in. Where one is at most half full
/// its answers move; otherwise it is the turn of the oldest, and those move that were used since they were
/// put where they are. So what is asked for again stays, and what was asked for once goes, in the order in
/// which it came.
///
/// Expired answers stay for a time without nameservers, but go first: from seven eighths full on, each
/// insertion looks at some entries in turn and removes the expired ones. A round that found all of them fresh
/// is followed by the next one when the first of them expires.
///
/// For any thread. What is done under the lock takes a microsecond or less, and some hundred where room is
/// made.
final class Store {

    // The eighth that is left fills while a round goes once through all the others.
    private static final int LOOKED_AT = 8;
    private static final long LONGEST_REST = TimeUnit.DAYS.toNanos(1);
    // So much of all is for finding entries.
    private static final int FINDING = 16;
    // So many that were used may go round before one of them has to go.
    private static final int SPARED = 1000;

    private final CacheSettings.Size size;
    private final Tally tally;

    // All guarded by this.
    private final Slots slots;
    private final EntryLog log;
    // What the round looks at next; no place between two rounds.
    private int hand = EntryLog.NONE;
    // When the chunk of that was begun: there may be other entries in it by now.
    private long handBegun;
    // When the first entry expires, as far as is known since the last round began.
    private long soonest;

    Store(CacheSettings.Size size, CacheClock clock, Tally tally) {
        this.size = size;
        this.tally = tally;
        slots = new Slots(size.bytes() / FINDING / Long.BYTES);
        log = new EntryLog(size.off() ? 0 : size.bytes() / FINDING * (FINDING - 1));
        soonest = clock.now() + LONGEST_REST;
    }

    /// A copy of what is kept, fresh or not.
    synchronized @Nullable Entry get(CacheKey key) {
        int slot = find(key);
        return slot < 0 ? null : log.use(slots.number(slot));
    }

    /// The same for who only looks: it leaves no trace.
    synchronized @Nullable Entry look(CacheKey key) {
        int slot = find(key);
        return slot < 0 ? null : log.look(slots.number(slot));
    }

    /// What is kept has just been asked for again in vain, and is not to be for a while.
    synchronized void unpopular(CacheKey key) {
        int slot = find(key);
        if (slot >= 0) {
            log.unpopular(slots.number(slot));
        }
    }

    /// Whether this will be kept.
    boolean takes(CacheKey key, Entry entry) {
        return !size.off() && EntryLog.length(key, entry) <= log.longest();
    }

    /// Keeps this instead of what was kept for the key, if it is not far too long.
    synchronized void put(CacheKey key, Entry entry, long now) {
        int length = EntryLog.length(key, entry);
        remove(key);
        if (!takes(key, entry)) {
            return;
        }
        if ((log.crowded() || 8L * slots.count() > 7L * most()) && (hand != EntryLog.NONE || now - soonest >= 0)) {
            sweep(now);
        }
        if (slots.count() >= most()) {
            dropOne(now);
        }
        while (!log.room(length)) {
            makeRoom(now);
        }
        int place = log.put(key, entry);
        if (place != EntryLog.NONE) {
            slots.add(key.hashCode(), place);
            tally.insertions.increment();
            expires(entry.expires());
        }
    }

    synchronized void remove(CacheKey key) {
        int slot = find(key);
        if (slot >= 0) {
            log.remove(slots.number(slot));
            slots.remove(slot);
        }
    }

    synchronized long size() {
        return slots.count();
    }

    /// What the entries and the table that finds them take.
    synchronized long bytes() {
        return log.liveBytes() + slots.bytes();
    }

    private int most() {
        return Math.min(size.entries(), slots.most());
    }

    /// The slot of a key; negative where there is none.
    private int find(CacheKey key) {
        int hash = key.hashCode();
        for (int slot = slots.first(hash); slots.taken(slot); slot = slots.next(slot)) {
            if (slots.hash(slot) == hash && log.holds(slots.number(slot), key)) {
                return slot;
            }
        }
        return -1;
    }

    private boolean fresh(int place, long now) {
        return now - log.expires(place) < 0;
    }

    private void makeRoom(long now) {
        int emptiest = log.emptiest();
        boolean all = log.live(emptiest) <= log.longest();
        int chunk = all ? emptiest : log.oldest();
        int kept = 0;
        int place = log.firstInChunk(chunk);
        while (place != EntryLog.NONE) {
            int after = log.nextInChunk(place);
            int length = log.length(place);
            if (fresh(place, now) && (all || (log.used(place) && kept + length <= log.longest()))) {
                kept += length;
                again(place);
            } else {
                drop(place, now);
            }
            place = after;
        }
    }

    /// Makes room in number: the oldest that was not used goes, or the one that comes after a thousand that
    /// were.
    private void dropOne(long now) {
        for (int spared = 0; slots.count() >= most(); spared++) {
            int oldest = log.firstInChunk(log.oldest());
            if (!log.used(oldest) || !fresh(oldest, now) || spared == SPARED) {
                drop(oldest, now);
            } else if (log.room(log.length(oldest))) {
                again(oldest);
            } else {
                makeRoom(now);
            }
        }
    }

    private void again(int place) {
        int slot = slots.of(log.hash(place), place);
        expires(log.expires(place));
        slots.replace(slot, log.putAgain(place));
        log.remove(place);
    }

    private void drop(int place, long now) {
        if (fresh(place, now)) {
            tally.evictions.increment();
        }
        slots.remove(slots.of(log.hash(place), place));
        log.remove(place);
    }

    private void sweep(long now) {
        if (hand == EntryLog.NONE) {
            soonest = now + LONGEST_REST;
            hand = log.first();
        } else if (log.begun(hand) != handBegun) {
            hand = log.firstBehindChunkOf(hand);
        } else {
            hand = log.atOrBehind(hand);
        }
        for (int i = 0; i < LOOKED_AT && hand != EntryLog.NONE; i++) {
            int place = hand;
            hand = log.behind(place);
            if (fresh(place, now)) {
                expires(log.expires(place));
            } else {
                drop(place, now);
            }
        }
        handBegun = hand == EntryLog.NONE ? 0 : log.begun(hand);
    }

    private void expires(long then) {
        if (then - soonest < 0) {
            soonest = then;
        }
    }
}
