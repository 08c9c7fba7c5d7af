package mpd.dns.cache;

/// How the cache keeps answers; replaced as a whole.
///
/// @param size        how much it holds
/// @param ttls        for how long
/// @param noNegatives whether denials are never kept (`no-negcache`); failures still are (RFC 9520)
public record CacheSettings(Size size, Ttls ttls, boolean noNegatives) {

    /// 8 MiB, TTLs as they come.
    public static final CacheSettings DEFAULT =
            new CacheSettings(new Size(8 << 20, Integer.MAX_VALUE), new Ttls(0, 0, 0, 0), false);

    /// How much the cache holds; both limits count. It is off when either is 0.
    ///
    /// @param bytes   resident bytes at most, overhead of the entries included
    /// @param entries answers at most (`cache-size`)
    public record Size(long bytes, int entries) {
        /// Refuses negative limits.
        public Size {
            if (bytes < 0 || entries < 0) {
                throw new IllegalArgumentException("negative size of the cache");
            }
        }

        boolean off() {
            return bytes == 0 || entries == 0;
        }
    }

    /// Lifetimes in seconds; 0 where nothing is wanted, as dnsmasq has it.
    ///
    /// @param given       most that a client is given (`max-ttl`)
    /// @param mostCached  most that an answer is kept (`max-cache-ttl`)
    /// @param leastCached least that an answer is kept, at most 3600 (`min-cache-ttl`); TTL 0 is never kept
    /// @param negative    for denials without an SOA, which are not kept otherwise (`neg-ttl`)
    public record Ttls(long given, long mostCached, long leastCached, long negative) {
        private static final long MOST_LEAST = 3600;

        /// Refuses negative lifetimes.
        public Ttls {
            if (given < 0 || mostCached < 0 || leastCached < 0 || negative < 0) {
                throw new IllegalArgumentException("negative TTL");
            }
            leastCached = Math.min(leastCached, MOST_LEAST);
        }

        /// Whether clients may be given less than what is left of a TTL.
        boolean limitsGiven() {
            return given != 0;
        }

        /// What a client is given of this TTL.
        int given(int ttl) {
            return given == 0 ? ttl : (int) Math.min(ttl, given);
        }

        /// What is kept of this TTL, which is at most `cap` whatever was configured.
        int kept(int ttl, int cap) {
            long most = mostCached == 0 ? cap : Math.min(cap, mostCached);
            return (int) Math.max(Math.min(ttl, most), leastCached);
        }
    }
}
