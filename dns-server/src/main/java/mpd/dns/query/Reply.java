package mpd.dns.query;

import java.net.InetSocketAddress;
import java.util.Optional;
import mpd.dns.forward.UpstreamAnswer.Provenance;
import mpd.dns.wire.Response;

/// What a query gets, before it is bytes.
public sealed interface Reply {

    /// An answer made here.
    ///
    /// @param lasting as what it is counted, where the zones alone decided it: then the same query gets the
    ///     same answer as long as they are as they are
    record Local(Response response, Optional<QueryCounters.Kind> lasting) implements Reply {

        /// An answer that holds for this query alone.
        public Local(Response response) {
            this(response, Optional.empty());
        }
    }

    /// The answer of an upstream, to be passed on.
    ///
    /// @param message    the whole response as it came, or was kept
    /// @param from       the upstream
    /// @param provenance whether it was asked for this query
    record Relayed(byte[] message, InetSocketAddress from, Provenance provenance) implements Reply {}
}
