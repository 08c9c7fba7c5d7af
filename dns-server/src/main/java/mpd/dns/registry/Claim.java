package mpd.dns.registry;

import java.util.Arrays;
import mpd.dns.zone.Names;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// One record that a source asks for. The owner name is absolute; a leading `*` label makes it a wildcard (RFC
/// 4592).
///
/// @param record     owner name, type and data; its TTL is what will be served, in seconds
/// @param precedence where the claim stands among the sources
/// @param origin     where it was read
/// @param pointerOwner the owner name of the PTR record that an address record may make, when no [ReverseName]
///     does; null where it may make none
/// @param covering   whether it is about a domain and not about this name (`address=`), so that it yields to
///     what the same precedence says of the name itself
public record Claim(
        Record record,
        Precedence precedence,
        Origin origin,
        @Nullable Name pointerOwner,
        boolean covering) {

    /// A claim about the name itself.
    ///
    /// @param reverse whether an address record may name its address in the reverse zone
    public Claim(Record record, Precedence precedence, Origin origin, boolean reverse) {
        this(record, precedence, origin, reverse ? pointerOwnerOf(record) : null, false);
    }

    /// The owner name of the PTR record of the record's address, if it has one and its own name is a plain one.
    static @Nullable Name pointerOwnerOf(Record record) {
        return isAddress(record) && !record.getName().isWild() ? Names.reverse(record.rdataToWireCanonical()) : null;
    }

    /// The same with an equal owner name of its PTR record.
    Claim sharing(Name equal) {
        return new Claim(record, precedence, origin, equal, covering);
    }

    /// The bytes of the address of a claim that may make a PTR record.
    byte[] address() {
        return record.rdataToWireCanonical();
    }

    private static boolean isAddress(Record record) {
        return record.getType() == Type.A || record.getType() == Type.AAAA;
    }

    /// Whether both say the same to the last bit: records are equal whatever their TTL and letter case.
    boolean same(Claim other) {
        return equals(other) && same(record, other.record);
    }

    /// Whether they are one object, as nearly all are that are compared. To find that they are equal takes
    /// the making of both their data.
    @SuppressWarnings("ReferenceEquality")
    static boolean isOne(Record record, Record other) {
        return record == other;
    }

    /// Whether the records are the same, TTL and letter case included.
    static boolean same(Record one, Record other) {
        return isOne(one, other)
                || (one.getTTL() == other.getTTL()
                        && one.getType() == other.getType()
                        && Arrays.equals(one.toWire(Section.ANSWER), other.toWire(Section.ANSWER)));
    }
}
