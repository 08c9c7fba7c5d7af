package mpd.dns.cache;

/// What the cache has done since the start, and what it holds now.
///
/// @param hits         questions answered with what was kept and fresh
/// @param misses       questions that were not
/// @param insertions   answers taken in
/// @param evictions    fresh answers thrown out to make room
/// @param entries      answers held now, fresh or not
/// @param bytes        what they take, overhead included (estimated)
/// @param staleAnswers questions answered past the TTL, because no nameserver did
/// @param coalesced    questions that joined one under way
public record CacheStatus(
        long hits,
        long misses,
        long insertions,
        long evictions,
        long entries,
        long bytes,
        long staleAnswers,
        long coalesced) {}
