package mpd.dns.registry;

/// The order of the sources: the first that has a name's addresses, or another type, owns them.
public enum Precedence {
    /// `--record` on the command line.
    FLAG,
    /// Drop-in and configuration files.
    FILE,
    /// `platform.env`.
    PLATFORM,
    /// The Podman label `mpd.dns`.
    LABEL,
    /// Names derived from mpd's own containers.
    DERIVED
}
