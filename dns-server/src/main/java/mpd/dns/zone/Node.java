package mpd.dns.zone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// The records of one owner name, by type in ascending order.
record Node(List<Record> records) {

    // What Comparator.comparingInt makes can be serialized, and is compiled anew at each start.
    private static final Comparator<Record> BY_TYPE = (one, other) -> Integer.compare(one.getType(), other.getType());

    static Node of(List<Record> records) {
        for (int i = 1; i < records.size(); i++) {
            if (records.get(i - 1).getType() > records.get(i).getType()) {
                return new Node(records.stream().sorted(BY_TYPE).toList());
            }
        }
        return new Node(List.copyOf(records));
    }

    /// The RRset of the type under the owner name, in which letter case soever it was asked; empty where there
    /// is none. For ANY, one RRset: addresses before anything else (RFC 8482 section 4.1).
    List<Record> rrset(Name owner, int type) {
        int wanted = type == Type.ANY ? any() : type;
        List<Record> found = new ArrayList<>(records.size());
        for (Record record : records) {
            if (record.getType() == wanted) {
                found.add(record.withName(owner));
            }
        }
        return found;
    }

    /// The canonical name, where the owner is an alias.
    List<Record> cname(Name owner) {
        return rrset(owner, Type.CNAME);
    }

    /// Where an alias leads.
    static Name target(List<Record> cname) {
        return ((CNAMERecord) cname.getFirst()).getTarget();
    }

    boolean hasAddress() {
        return has(Type.A) || has(Type.AAAA);
    }

    private int any() {
        if (has(Type.A)) {
            return Type.A;
        }
        return has(Type.AAAA) ? Type.AAAA : records.getFirst().getType();
    }

    private boolean has(int type) {
        return records.stream().anyMatch(record -> record.getType() == type);
    }
}
