package mpd.dns.cache;

import java.util.concurrent.atomic.LongAdder;

/// Counts what happens; survives a flush.
final class Tally {

    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder insertions = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder staleAnswers = new LongAdder();
    final LongAdder coalesced = new LongAdder();

    CacheStatus status(Store store) {
        return new CacheStatus(
                hits.sum(),
                misses.sum(),
                insertions.sum(),
                evictions.sum(),
                store.size(),
                store.bytes(),
                staleAnswers.sum(),
                coalesced.sum());
    }
}
