package mpd.dns.zone;

import org.xbill.DNS.Name;

/// Every zone with every record, as it is at one moment. Immutable; swapped as a whole.
public final class ZoneSnapshot {

    /// Answers for the name and type, following CNAMEs inside the zones.
    ///
    /// @param type a record type number, `255` for ANY (RFC 8482: one RRset)
    public ZoneAnswer lookup(Name name, int type) {
        throw new UnsupportedOperationException();
    }

    /// The SOA serial of all zones (RFC 1982 arithmetic is the reader's business: it only ever grows).
    public long serial() {
        throw new UnsupportedOperationException();
    }
}
