package mpd.dns.server;

import java.net.InetSocketAddress;
import java.util.List;

/// The running server: everything wired together, from sockets to sources.
public final class DnsServer implements AutoCloseable {

    /// Binds every socket, then starts the sources. When this returns, queries are being answered (or held).
    ///
    /// @throws StartupException with every problem; nothing is left running
    public static DnsServer start(ServerConfig config) throws StartupException {
        throw new StartupException(List.of("not built yet: " + config));
    }

    /// The addresses that are bound, with the port the system chose where 0 was asked for.
    public List<InetSocketAddress> addresses() {
        return List.of();
    }

    /// Stops: no new queries, those in flight are answered, then everything is let go. Harmless when called
    /// twice.
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
