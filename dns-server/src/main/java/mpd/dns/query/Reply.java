package mpd.dns.query;

import java.net.InetSocketAddress;
import mpd.dns.forward.UpstreamAnswer.Provenance;
import mpd.dns.wire.Response;

/// What a query gets, before it is bytes.
public sealed interface Reply {

    /// An answer made here.
    ///
    /// @param lasting how long the same query gets it again
    record Local(Response response, Lasting lasting) implements Reply {

        /// An answer that holds for this query alone.
        public Local(Response response) {
            this(response, Lasting.ONCE);
        }
    }

    /// An answer made here of what an upstream said.
    ///
    /// @param from       the upstream
    /// @param provenance whether it was asked for this query
    record Joined(Response response, InetSocketAddress from, Provenance provenance) implements Reply {}

    /// The answer of an upstream, to be passed on.
    ///
    /// @param message    the whole response as it came, or was kept
    /// @param from       the upstream
    /// @param provenance whether it was asked for this query
    record Relayed(byte[] message, InetSocketAddress from, Provenance provenance) implements Reply {}
}
