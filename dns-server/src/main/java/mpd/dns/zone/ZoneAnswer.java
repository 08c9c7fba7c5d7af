package mpd.dns.zone;

import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;

/// What a [ZoneSnapshot] says about one owner name and type.
public sealed interface ZoneAnswer {

    /// The name has records of the type. `records` is the RRset under the owner name that was asked (a wildcard is
    /// already
    /// expanded), after any CNAMEs that lead to it, in the order a client follows them.
    ///
    /// @param authoritative `false` for a name outside the zones, which only has records given for it here
    record Found(List<Record> records, boolean authoritative) implements ZoneAnswer {}

    /// CNAMEs that leave the zones: `records` are the CNAMEs, `target` is to be resolved upstream.
    record Alias(List<Record> records, Name target) implements ZoneAnswer {}

    /// The name exists, the type does not (RFC 2308 section 2.2). `prefix` holds the CNAMEs that led here, if any.
    ///
    /// @param addressless `true` when the name has no address of either family, so a source still to be read may bring
    /// one
    record NoData(List<Record> prefix, SOARecord soa, boolean addressless) implements ZoneAnswer {}

    /// The name does not exist in the zone (RFC 2308 section 2.1, RFC 8020).
    record NoSuchName(List<Record> prefix, SOARecord soa) implements ZoneAnswer {}

    /// The name is in none of the zones and nothing is given for it: somebody else's to answer.
    record OutsideZone() implements ZoneAnswer {}
}
