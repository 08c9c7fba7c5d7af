package mpd.dns.wire;

/// What a client said about itself in its OPT record (RFC 6891 section 6.1).
///
/// @param payloadSize the largest UDP response it takes, in bytes, as it said
/// @param version     EDNS version; 0 is the only one there is
/// @param dnssecOk    the DO bit
public record Edns(int payloadSize, int version, boolean dnssecOk) {}
