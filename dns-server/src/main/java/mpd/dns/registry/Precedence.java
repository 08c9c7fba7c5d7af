package mpd.dns.registry;

/// The order of the sources: the first that has a name's addresses, or another type, owns them.
public enum Precedence {
    /// What a standard says a name is: `localhost` (RFC 6761). Nobody overrides it.
    STANDARD,
    /// `--record` on the command line.
    FLAG,
    /// Drop-in and configuration files.
    FILE,
    /// `platform.env`.
    PLATFORM,
    /// The Podman label `mpd.dns`.
    LABEL,
    /// Names derived from mpd's own containers.
    DERIVED,
    /// The server's own name, for NS and SOA records; anybody may override it.
    SELF
}
