package mpd.dns.cli;

import mpd.dns.server.ServerConfig;
import mpd.dns.server.StartupException;

/// Runs a server until it is told to stop.
interface ServerRunner {

    /// Starts the server and stays with it.
    ///
    /// @return the exit status
    /// @throws StartupException when it cannot start; nothing is left running
    int run(ServerConfig config) throws StartupException;
}
