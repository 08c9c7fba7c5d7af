package mpd.dns.zone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// The RRsets of one owner name, by type in ascending order.
record Node(Map<Integer, List<Record>> rrsets) {

    static final Node EMPTY = new Node(Map.of());

    static Node of(List<Record> records) {
        Map<Integer, List<Record>> rrsets = new TreeMap<>();
        for (Record record : records) {
            rrsets.merge(record.getType(), List.of(record), Node::append);
        }
        return new Node(rrsets);
    }

    /// The RRset of the type under the owner name, in which letter case soever it was asked; empty where there
    /// is none. For ANY, one RRset: addresses before anything else (RFC 8482 section 4.1).
    List<Record> rrset(Name owner, int type) {
        List<Record> found = type == Type.ANY ? any() : rrsets.getOrDefault(type, List.of());
        return found.stream().map(record -> record.withName(owner)).toList();
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
        return rrsets.containsKey(Type.A) || rrsets.containsKey(Type.AAAA);
    }

    private List<Record> any() {
        if (rrsets.containsKey(Type.A)) {
            return rrsets.getOrDefault(Type.A, List.of());
        }
        if (rrsets.containsKey(Type.AAAA)) {
            return rrsets.getOrDefault(Type.AAAA, List.of());
        }
        return rrsets.values().stream().findFirst().orElse(List.of());
    }

    private static List<Record> append(List<Record> head, List<Record> tail) {
        List<Record> joined = new ArrayList<>(head);
        joined.addAll(tail);
        return List.copyOf(joined);
    }
}
