package mpd.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;

/// What came of asking upstream.
public sealed interface UpstreamAnswer {

    /// A nameserver answered. `message` is its whole response as received (over TCP: without the length), never
    /// truncated, with its own ID; it has the QR bit and the question that was asked. It may be shared: nobody
    /// writes into it.
    ///
    /// @param from       which nameserver
    /// @param took       since the client's question came to the forwarder
    /// @param provenance whether it was asked just now
    record Answered(byte[] message, InetSocketAddress from, Duration took, Provenance provenance)
            implements UpstreamAnswer {

        /// Answered just now.
        public Answered(byte[] message, InetSocketAddress from, Duration took) {
            this(message, from, took, new Provenance.Asked());
        }

        /// The same, with no TTL above so many seconds.
        Answered shortened(int seconds) {
            return new Answered(UpstreamMessage.shortened(message, seconds), from, took, provenance);
        }
    }

    /// Nobody answered usably, or there is nobody to ask.
    ///
    /// @param extendedError RFC 8914 INFO-CODE: 22 (No Reachable Authority) or 23 (Network Error)
    /// @param text          EXTRA-TEXT: which nameservers were tried and what each did
    record Failed(int extendedError, String text) implements UpstreamAnswer {}

    /// Where an answer was when the client asked.
    sealed interface Provenance {

        /// With the nameserver, which was asked for it.
        record Asked() implements Provenance {}

        /// On its way already, because another client had asked the same.
        record Shared() implements Provenance {}

        /// In the cache.
        ///
        /// @param age   since the nameserver gave it
        /// @param older when each of its TTLs becomes one less, and again each second after that, by the clock
        ///     of the cache
        /// @param until up to when it may be given again without asking the cache
        record Cached(Duration age, long older, long until) implements Provenance {

            /// Not to be given again.
            public static Cached once(Duration age, long now) {
                return new Cached(age, now, now);
            }
        }

        /// In the cache and past its TTL, which counts because no nameserver has answered since (RFC 8767).
        ///
        /// @param age since the nameserver gave it
        record Stale(Duration age) implements Provenance {}
    }
}
