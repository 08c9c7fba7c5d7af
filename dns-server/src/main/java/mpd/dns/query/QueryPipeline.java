package mpd.dns.query;

/// Turns one query into one reply.
public final class QueryPipeline {}
