package mpd.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How one nameserver has done since the set of nameservers last changed, or since the machine last slept.
///
/// @param address     the nameserver
/// @param state       how it is now
/// @param since       since when it is so
/// @param asked       queries sent to it for clients, those repeated by TCP or without EDNS not counted again
/// @param answered    usable answers
/// @param failures    answers such as SERVFAIL or REFUSED, broken messages, and errors of the network
/// @param timeouts    tries that it let pass in silence
/// @param latency     smoothed time to an answer
/// @param lastLatency time to the last answer
/// @param percentiles of the time to an answer, over the last 256
/// @param lastTrouble what went wrong last
public record UpstreamStatus(
        InetSocketAddress address,
        State state,
        Instant since,
        long asked,
        long answered,
        long failures,
        long timeouts,
        Optional<Duration> latency,
        Optional<Duration> lastLatency,
        Optional<Percentiles> percentiles,
        Optional<Trouble> lastTrouble) {

    /// Whether it is asked after the others or not at all.
    public boolean setAside() {
        return state != State.IN_USE && state != State.STANDING_BY;
    }

    /// How a nameserver is.
    public enum State {
        /// The first that is well: asked before the others.
        IN_USE("in use"),
        /// Well, and asked when those before it are late or fail.
        STANDING_BY("standing by"),
        /// Has not answered in its usual time; nobody knows yet whether it is slow or dead.
        LATE("late"),
        /// Does not answer.
        SILENT("silent"),
        /// The network says that it cannot be reached.
        UNREACHABLE("unreachable"),
        /// Fails where others have an answer.
        REFUSING("refusing"),
        /// Asks us what we ask it, and is not asked.
        LOOP("loop");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /// As `status` shows it.
        public String text() {
            return text;
        }
    }

    /// Times within which 50, 95 and 99 of 100 answers came.
    public record Percentiles(Duration p50, Duration p95, Duration p99) {
        static Percentiles ofMicros(long p50, long p95, long p99) {
            return new Percentiles(
                    Duration.ofNanos(p50 * 1000), Duration.ofNanos(p95 * 1000), Duration.ofNanos(p99 * 1000));
        }
    }

    /// What went wrong.
    ///
    /// @param what e.g. `timed out`, `answered SERVFAIL`
    public record Trouble(Instant when, String what) {}
}
