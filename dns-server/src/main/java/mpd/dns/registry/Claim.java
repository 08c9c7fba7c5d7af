package mpd.dns.registry;

import java.util.Arrays;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// One record that a source asks for. The owner name is absolute; a leading `*` label makes it a wildcard (RFC
/// 4592).
///
/// @param record     owner name, type and data; its TTL is what will be served, in seconds
/// @param precedence where the claim stands among the sources
/// @param origin     where it was read
/// @param reverse    whether an address record may name its address in the reverse zone, when no [ReverseName]
///     does
/// @param covering   whether it is about a domain and not about this name (`address=`), so that it yields to
///     what the same precedence says of the name itself
public record Claim(Record record, Precedence precedence, Origin origin, boolean reverse, boolean covering) {

    /// A claim about the name itself.
    public Claim(Record record, Precedence precedence, Origin origin, boolean reverse) {
        this(record, precedence, origin, reverse, false);
    }

    /// Whether both say the same to the last bit: records are equal whatever their TTL and letter case.
    boolean same(Claim other) {
        return equals(other) && same(record, other.record);
    }

    /// Whether the records are the same, TTL and letter case included.
    static boolean same(Record one, Record other) {
        return Arrays.equals(one.toWire(Section.ANSWER), other.toWire(Section.ANSWER));
    }
}
