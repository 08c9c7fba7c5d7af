package mpd.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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

        /// The same, where it was given out from there.
        public Answered given(Provenance provenance) {
            return new Answered(message, from, took, provenance);
        }

        /// Answered just now by one that stands in for others: the same, with no TTL above so many seconds.
        Answered standingIn(List<InetSocketAddress> unheard, int seconds) {
            return new Answered(
                    UpstreamMessage.shortened(message, seconds),
                    from,
                    took,
                    new Provenance.Asked(unheard, Optional.empty()));
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
        ///
        /// @param unheard where it denies the name: those before it in the file that have not had their say
        /// @param again   where the cache keeps it as it is given
        record Asked(List<InetSocketAddress> unheard, Optional<Again> again) implements Provenance {

            /// Nobody has a better one, and it is not given again.
            public Asked() {
                this(List.of(), Optional.empty());
            }
        }

        /// On its way already, because another client had asked the same.
        record Shared() implements Provenance {}

        /// In the cache.
        ///
        /// @param age since the nameserver gave it
        record Cached(Duration age, Again again) implements Provenance {

            /// Not to be given again.
            public static Cached once(Duration age, long now) {
                return new Cached(age, new Again(now, now));
            }
        }

        /// In the cache and past its TTL, which counts because who gave it has not answered since (RFC 8767).
        ///
        /// @param age since the nameserver gave it
        record Stale(Duration age) implements Provenance {}
    }

    /// How an answer may be given again without asking the cache, by the clock of that, in nanoseconds.
    ///
    /// @param older when each of its TTLs becomes one less, and again each second after that
    /// @param until up to when
    record Again(long older, long until) {}
}
