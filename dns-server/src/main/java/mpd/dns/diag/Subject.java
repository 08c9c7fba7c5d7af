package mpd.dns.diag;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/// Which server is looked at, and from where.
public sealed interface Subject {

    /// The server of this machine or container.
    ///
    /// @param control its control socket
    record Here(Path control) implements Subject {}

    /// A server of which nothing is seen but its answers.
    record There(InetSocketAddress server) implements Subject {}
}
