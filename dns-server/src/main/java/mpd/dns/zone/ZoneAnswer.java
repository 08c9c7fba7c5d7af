package mpd.dns.zone;

import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;

/// What a [ZoneSnapshot] says about one owner name and type.
///
/// Lists of records are in the order a client follows them: the CNAMEs that lead on, then the RRset. Their
/// owner names have the letter case that was asked, and wildcards are already expanded.
public sealed interface ZoneAnswer {

    /// The name has records of the type.
    record Found(List<Record> records) implements ZoneAnswer {}

    /// CNAMEs that leave the zones: `target` is to be resolved upstream.
    record Alias(List<Record> cnames, Name target) implements ZoneAnswer {}

    /// The name exists, the type does not (RFC 2308 section 2.2).
    ///
    /// @param cnames    the CNAMEs that led here, if any
    /// @param mayAppear whether a source still to be read could bring the type: an address of a name that has
    ///     none
    record NoData(List<Record> cnames, SOARecord soa, boolean mayAppear) implements ZoneAnswer {}

    /// The name does not exist in its zone, and neither does anything below it (RFC 2308 section 2.1, RFC
    /// 8020).
    ///
    /// @param cnames the CNAMEs that led here, if any
    record NoSuchName(List<Record> cnames, SOARecord soa) implements ZoneAnswer {}

    /// The name is in none of the zones and nothing is given for it: somebody else's to answer.
    record OutsideZone() implements ZoneAnswer {}
}
