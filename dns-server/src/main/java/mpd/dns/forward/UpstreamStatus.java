package mpd.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How one nameserver has done since the set of nameservers last changed.
///
/// @param address     the nameserver
/// @param setAside    whether it is asked after the others, having been silent
/// @param asked       queries sent to it, those repeated by TCP or without EDNS not counted again
/// @param answered    usable answers
/// @param failures    answers such as SERVFAIL or REFUSED, broken messages, and errors of the network
/// @param timeouts    questions it let pass in silence
/// @param latency     smoothed time to an answer
/// @param lastLatency time to the last answer
/// @param lastTrouble what went wrong last
public record UpstreamStatus(
        InetSocketAddress address,
        boolean setAside,
        long asked,
        long answered,
        long failures,
        long timeouts,
        Optional<Duration> latency,
        Optional<Duration> lastLatency,
        Optional<Trouble> lastTrouble) {

    /// What went wrong.
    ///
    /// @param what e.g. `timed out`, `answered SERVFAIL`
    public record Trouble(Instant when, String what) {}
}
