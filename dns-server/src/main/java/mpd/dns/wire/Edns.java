package mpd.dns.wire;

/// What a client said about itself in its OPT record (RFC 6891 section 6.1).
///
/// @param payloadSize the largest UDP response it takes, in bytes, as it said
/// @param version     EDNS version; 0 is the only one there is
/// @param dnssecOk    the DO bit
/// @param padTo       how long an answer made here has to be, in bytes, as far as it is allowed to: as long as
///     the query, where that has the padding option (RFC 7830). 0 where it has none
public record Edns(int payloadSize, int version, boolean dnssecOk, int padTo) {

    /// The number of the padding option, which dnsjava has no name for.
    static final int PADDING = 12;

    /// A client that wants no padding.
    public Edns(int payloadSize, int version, boolean dnssecOk) {
        this(payloadSize, version, dnssecOk, 0);
    }
}
