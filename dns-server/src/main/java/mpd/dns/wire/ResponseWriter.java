package mpd.dns.wire;

/// Writes responses.
public final class ResponseWriter {}
