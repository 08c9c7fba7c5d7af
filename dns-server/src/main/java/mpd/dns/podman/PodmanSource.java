package mpd.dns.podman;

/// Feeds the registry from Podman.
public final class PodmanSource {}
