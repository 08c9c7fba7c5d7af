package mpd.dns.registry;

import java.time.Instant;
import java.util.Optional;
import org.xbill.DNS.Record;

/// One record of the registry with its provenance.
///
/// @param record     the record
/// @param precedence which kind of source it came from
/// @param origin     where exactly it came from
/// @param since      since when the source has said so
/// @param shadowedBy the origin whose claim is served instead of this one, where that is so
public record Entry(Record record, Precedence precedence, Origin origin, Instant since, Optional<Origin> shadowedBy) {

    /// Whether both are the same to the last bit, apart from their age.
    boolean same(Entry other) {
        return precedence == other.precedence
                && origin.equals(other.origin)
                && shadowedBy.equals(other.shadowedBy)
                && Claim.same(record, other.record);
    }

    /// The same since then.
    Entry since(Instant first) {
        return new Entry(record, precedence, origin, first, shadowedBy);
    }

    /// Whether queries are answered with it.
    public boolean served() {
        return shadowedBy.isEmpty();
    }
}
