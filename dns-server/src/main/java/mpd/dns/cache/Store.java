package mpd.dns.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The answers that are kept, bounded in bytes and in number. A flush is a new one.
///
/// Caffeine chooses who goes when it is full (by how often and how lately an answer was used). Expired
/// answers stay for a time without nameservers, but go first: from seven eighths full on, each insertion
/// looks at some entries in turn and removes the expired ones. A round that found all of them fresh is followed
/// by the next one when the first of them expires.
final class Store {

    // The eighth that is left fills while a round goes once through all the others.
    private static final int LOOKED_AT = 8;
    private static final long LONGEST_REST = TimeUnit.DAYS.toNanos(1);

    private final CacheSettings.Size size;
    private final CacheClock clock;
    private final Tally tally;
    private final Cache<CacheKey, Entry> entries;
    /// Least that an entry weighs, so that the bytes are used up when the number is.
    private final long floor;

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong weight = new AtomicLong();
    private final AtomicLong count = new AtomicLong();

    private final AtomicBoolean sweeping = new AtomicBoolean();
    // Moved by whoever has set `sweeping`; null between two rounds.
    private volatile @Nullable Iterator<Map.Entry<CacheKey, Entry>> hand;
    // When the first entry expires, as far as is known since the last round began.
    private final AtomicLong soonest;

    Store(CacheSettings.Size size, CacheClock clock, Tally tally) {
        this.size = size;
        this.clock = clock;
        this.tally = tally;
        soonest = new AtomicLong(clock.now() + LONGEST_REST);
        floor = size.off() ? 0 : Math.ceilDiv(size.bytes(), size.entries());
        entries = Caffeine.newBuilder()
                .maximumWeight(size.bytes())
                .weigher((CacheKey key, Entry entry) -> (int) Math.min(weight(key, entry), Integer.MAX_VALUE))
                .executor(Runnable::run)
                .removalListener(this::removed)
                .build();
    }

    @Nullable
    Entry get(CacheKey key) {
        return entries.getIfPresent(key);
    }

    void put(CacheKey key, Entry entry, long now) {
        if (size.off()) {
            return;
        }
        if (weight.get() > size.bytes() / 8 * 7 && (hand != null || now - soonest.get() >= 0)) {
            sweep(now);
        }
        tally.insertions.increment();
        bytes.addAndGet(entry.bytes(key));
        weight.addAndGet(weight(key, entry));
        count.incrementAndGet();
        entries.put(key, entry);
        expires(entry.expires());
    }

    void remove(CacheKey key) {
        entries.invalidate(key);
    }

    long size() {
        return count.get();
    }

    long bytes() {
        return bytes.get();
    }

    private long weight(CacheKey key, Entry entry) {
        return Math.max(floor, entry.bytes(key));
    }

    private void removed(@Nullable CacheKey key, @Nullable Entry entry, RemovalCause cause) {
        if (key == null || entry == null) {
            return;
        }
        bytes.addAndGet(-entry.bytes(key));
        weight.addAndGet(-weight(key, entry));
        count.decrementAndGet();
        if (cause == RemovalCause.SIZE && entry.fresh(clock.now())) {
            tally.evictions.increment();
        }
    }

    private void sweep(long now) {
        if (!sweeping.compareAndSet(false, true)) {
            return;
        }
        try {
            Iterator<Map.Entry<CacheKey, Entry>> at = hand;
            if (at == null) {
                // First this, then the iterator: what it does not see any more is put after this.
                soonest.set(now + LONGEST_REST);
                at = entries.asMap().entrySet().iterator();
            }
            for (int i = 0; i < LOOKED_AT && at.hasNext(); i++) {
                Map.Entry<CacheKey, Entry> seen = at.next();
                if (seen.getValue().fresh(now)) {
                    expires(seen.getValue().expires());
                } else {
                    boolean _ = entries.asMap().remove(seen.getKey(), seen.getValue());
                }
            }
            hand = at.hasNext() ? at : null;
        } finally {
            sweeping.set(false);
        }
    }

    private void expires(long then) {
        if (then - soonest.get() < 0) {
            soonest.accumulateAndGet(then, (one, other) -> one - other < 0 ? one : other);
        }
    }
}
