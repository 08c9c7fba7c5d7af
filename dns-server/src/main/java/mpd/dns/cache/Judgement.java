package mpd.dns.cache;

/// What an upstream's message means to the cache.
sealed interface Judgement {

    /// It is kept.
    ///
    /// @param asItCame whether that is given out with the TTLs that it came with
    record Keep(Entry entry, boolean asItCame) implements Judgement {}

    /// The nameservers failed; remembered for seconds (RFC 9520).
    record Failing() implements Judgement {}

    /// It is passed on and not kept.
    ///
    /// @param supersedes whether it is good news, so that what was kept before counts no more
    record Leave(boolean supersedes) implements Judgement {}
}
