package mpd.dns.zone;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/// Every zone with every record, as it is at one moment. Immutable; swapped as a whole.
///
/// How a name is looked up:
/// - An exact owner name decides for all types (RFC 4592 section 2.2.1: a wildcard does not apply to a name
///   that exists).
/// - Otherwise the nearest of these decides, seen from the name upwards: a wildcard strictly above it, a cut
///   (whoever answers there is not us), the apex of a zone; at one and the same domain in this order. Unlike
///   RFC 4592, a name that exists only as the parent of others does not keep a wildcard above it from applying:
///   `address=/mpd.test/` covers every name at any depth.
/// - Otherwise a name in a zone that is the parent of others exists without data (RFC 8020), any other does not
///   exist.
/// - A name in none of the zones may still have records given for it; its addresses are then all from here, so
///   that a client cannot walk around an IPv4 override by IPv6.
public final class ZoneSnapshot {

    /// TTL of what a zone itself brings (SOA, NS), and of negative answers, in seconds, where nothing else is
    /// configured.
    public static final long TTL = 1;

    private static final int MOST_CNAMES = 16;

    private final ZoneSettings settings;
    private final ZoneLayout layout;
    private final OwnerNames names;
    private final long serial;

    private ZoneSnapshot(ZoneSettings settings, ZoneLayout layout, OwnerNames names, long serial) {
        this.settings = settings;
        this.layout = layout;
        this.names = names;
        this.serial = serial;
    }

    /// Builds a snapshot.
    ///
    /// @param records what is served, apart from SOA and NS at the apexes, which are made here; no two claim
    ///     the same
    /// @param serial  for every SOA; 32 bits
    public static ZoneSnapshot of(ZoneSettings settings, Collection<Record> records, long serial) {
        ZoneLayout layout = new ZoneLayout(settings);
        Map<Name, List<Record>> byOwner = new HashMap<>();
        settings.apexes().forEach(apex -> byOwner.put(apex, new ArrayList<>()));
        for (Record record : records) {
            byOwner.computeIfAbsent(record.getName(), _ -> new ArrayList<>()).add(record);
        }
        return new ZoneSnapshot(settings, layout, OwnerNames.NONE, serial).with(byOwner, serial);
    }

    /// A snapshot with other records for some names. Costs what has changed, not what there is.
    ///
    /// @param changed all records that each of these names now has, as [#of] wants them; none for a name that
    ///     is gone
    public ZoneSnapshot with(Map<Name, List<Record>> changed, long nextSerial) {
        Map<Name, List<Record>> apexes = new HashMap<>();
        changed.forEach((name, records) -> {
            NSRecord own = layout.nameserverAt(name);
            if (own != null) {
                List<Record> joined = new ArrayList<>(records);
                joined.add(own);
                apexes.put(name, joined);
            }
        });
        return new ZoneSnapshot(settings, layout, names.with(replaced(changed, apexes)), nextSerial);
    }

    private static Map<Name, List<Record>> replaced(Map<Name, List<Record>> changed, Map<Name, List<Record>> by) {
        if (by.isEmpty()) {
            return changed;
        }
        Map<Name, List<Record>> replaced = new HashMap<>(changed);
        replaced.putAll(by);
        return replaced;
    }

    /// Answers for the name and type, following CNAMEs inside the zones.
    ///
    /// @param type a record type number, `255` for ANY (RFC 8482: one RRset)
    public ZoneAnswer lookup(Name name, int type) {
        // An apex always has its NS record, so no zone is passed over.
        if (names.areElsewhere(name)) {
            return new ZoneAnswer.OutsideZone();
        }
        List<Record> chain = new ArrayList<>();
        Name owner = name;
        while (true) {
            Node node = node(owner);
            List<Record> rrset = rrset(node, owner, type);
            if (!rrset.isEmpty()) {
                chain.addAll(rrset);
                return new ZoneAnswer.Found(List.copyOf(chain));
            }
            List<Record> cname = node == null ? List.of() : node.cname(owner);
            if (cname.isEmpty()) {
                return negative(List.copyOf(chain), owner, type, node);
            }
            chain.addAll(cname);
            owner = Node.target(cname);
            if (chain.size() >= MOST_CNAMES || revisits(chain, owner)) {
                return new ZoneAnswer.Found(List.copyOf(chain));
            }
        }
    }

    /// Whether any record is given for the name, exactly or by a wildcard.
    public boolean gives(Name name) {
        return node(name) != null;
    }

    /// Whether the name exists because of what is given: it has records, or a name below it has, in the zones
    /// or outside. Whoever says that there is no such name is wrong (RFC 8020 section 2).
    public boolean exists(Name name) {
        return gives(name) || names.areBelow(name);
    }

    /// An SOA for a denial of a name that is in none of the zones, as if it were the apex of one (RFC 2308
    /// section 3 wants one in every denial).
    public SOARecord denial(Name name) {
        return layout.soa(name, serial);
    }

    /// How many owner names there are, wildcards included.
    public int names() {
        return names.size();
    }

    /// The SOA serial of all zones.
    public long serial() {
        return serial;
    }

    /// The zone that the name belongs to, if it is one of ours: then it never leaves this machine.
    public Optional<Name> enclosingZone(Name name) {
        return Optional.ofNullable(layout.enclosing(name));
    }

    /// The owner name of the wildcard that answers for the name (`*.foo.`, or `*foo.test.` where it goes by the
    /// ending). Empty where none does.
    public Optional<Name> wildcardFor(Name name) {
        return names.exact(name) != null
                ? Optional.empty()
                : Optional.ofNullable(covering(name)).map(Covering::owner);
    }

    /// Whether the name exists only because names below it do (an empty non-terminal, RFC 4592 section 2.2.2).
    public boolean emptyNonTerminal(Name name) {
        return names.exact(name) == null && names.areBelow(name) && layout.enclosing(name) != null;
    }

    private @Nullable Node node(Name name) {
        Node node = names.exact(name);
        if (node != null) {
            return node;
        }
        Covering covering = covering(name);
        return covering == null ? null : covering.node();
    }

    /// What covers a name that is not there itself.
    private record Covering(Name owner, Node node) {}

    private @Nullable Covering covering(Name name) {
        if (!names.cover()) {
            return null;
        }
        Endings<Node> endings = names.endings();
        for (Name above = name; ; above = Names.parent(above)) {
            boolean itself = above.labels() == name.labels();
            Node node = itself ? null : names.wildcardBelow(above);
            if (node != null) {
                return Names.wildcard(above).map(covering(node)).orElse(null);
            }
            Name pattern = endings.patternAt(above);
            if (pattern != null) {
                return new Covering(pattern, Objects.requireNonNull(endings.at(above)));
            }
            if (layout.endsSearch(above, itself)) {
                return null;
            }
        }
    }

    private static Function<Name, Covering> covering(Node node) {
        return owner -> new Covering(owner, node);
    }

    private List<Record> rrset(@Nullable Node node, Name owner, int type) {
        if (type == Type.SOA && layout.isApex(owner)) {
            return List.of(layout.soa(owner, serial));
        }
        return node == null ? List.of() : node.rrset(owner, type);
    }

    private ZoneAnswer negative(List<Record> chain, Name owner, int type, @Nullable Node node) {
        boolean address = asksForAddresses(type);
        boolean addressless = node == null || !node.hasAddress();
        Name apex = layout.enclosing(owner);
        if (apex == null) {
            // Only the addresses of a name outside are ours when some are given; other types go upstream.
            return address && !addressless ? new ZoneAnswer.NoData(chain, denial(owner), false) : outside(chain, owner);
        }
        SOARecord soa = layout.soa(apex, serial);
        if (settings.neverDenied().contains(apex)) {
            return new ZoneAnswer.NoData(chain, soa, false);
        }
        if (node == null && !names.areBelow(owner)) {
            return new ZoneAnswer.NoSuchName(chain, soa);
        }
        boolean mayAppear = layout.isReverse(apex) ? type == Type.PTR && owner.equals(apex) : address && addressless;
        return new ZoneAnswer.NoData(chain, soa, mayAppear);
    }

    private static boolean asksForAddresses(int type) {
        return type == Type.A || type == Type.AAAA || type == Type.ANY;
    }

    private static ZoneAnswer outside(List<Record> chain, Name target) {
        return chain.isEmpty() ? new ZoneAnswer.OutsideZone() : new ZoneAnswer.Alias(chain, target);
    }

    private static boolean revisits(List<Record> chain, Name owner) {
        return chain.stream().anyMatch(record -> record.getName().equals(owner));
    }
}
