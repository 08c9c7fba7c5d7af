package mpd.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;

/// What came of asking upstream.
public sealed interface UpstreamAnswer {

    /// A nameserver answered. `message` is its whole response as received (over TCP: without the length), never
    /// truncated,
    /// with its own ID; it has the QR bit and the question that was asked.
    ///
    /// @param from which nameserver
    /// @param took since the client's question came to the forwarder
    record Answered(byte[] message, InetSocketAddress from, Duration took) implements UpstreamAnswer {}

    /// Nobody answered usably, or there is nobody to ask.
    ///
    /// @param extendedError RFC 8914 INFO-CODE: 22 (No Reachable Authority) or 23 (Network Error)
    /// @param text          EXTRA-TEXT: which nameservers were tried and what each did
    record Failed(int extendedError, String text) implements UpstreamAnswer {}
}
