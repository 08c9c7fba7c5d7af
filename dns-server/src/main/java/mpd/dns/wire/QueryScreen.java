package mpd.dns.wire;

/// Decides from its bytes whether a packet is a query that gets an answer.
public final class QueryScreen {}
