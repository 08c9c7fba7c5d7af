package mpd.dns.query;

import java.net.InetSocketAddress;
import mpd.dns.wire.Response;

/// What a query gets, before it is bytes.
public sealed interface Reply {

    /// An answer made here.
    record Local(Response response) implements Reply {}

    /// The answer of an upstream, to be passed on.
    ///
    /// @param message the whole response as it came
    /// @param from    the upstream
    record Relayed(byte[] message, InetSocketAddress from) implements Reply {}
}
