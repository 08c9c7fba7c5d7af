package mpd.dns.zone;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
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

    private final Map<Name, Node> exact;
    private final Map<Name, Node> wildcards;
    private final Endings<Node> endings = new Endings<>();
    private final DomainTable<Boolean> cuts = new DomainTable<>();
    private final Set<Name> nonTerminals;
    private final Set<Name> outsideParents;
    private final Map<Name, SOARecord> apexes;
    private final Set<Name> reverse;
    private final ZoneSettings settings;
    private final long serial;

    private ZoneSnapshot(ZoneSettings settings, Collection<Record> records, long serial) {
        this.serial = serial;
        apexes = new HashMap<>();
        this.settings = settings;
        reverse = Set.copyOf(settings.reverse());
        settings.additions().cuts().forEach(cut -> cuts.put(cut, true));
        Map<Name, List<Record>> byOwner = new HashMap<>();
        for (Name apex : settings.apexes()) {
            SOARecord soa = soa(apex);
            apexes.put(apex, soa);
            List<Record> own = byOwner.computeIfAbsent(apex, _ -> new ArrayList<>());
            own.add(soa);
            own.add(new NSRecord(apex, DClass.IN, settings.additions().ttl(), settings.nameserver()));
        }
        for (Record record : records) {
            byOwner.computeIfAbsent(record.getName(), _ -> new ArrayList<>()).add(record);
        }
        exact = HashMap.newHashMap(byOwner.size());
        wildcards = new HashMap<>();
        nonTerminals = new HashSet<>();
        outsideParents = new HashSet<>();
        byOwner.forEach((owner, own) -> {
            if (owner.isWild()) {
                wildcards.put(Names.parent(owner), Node.of(own));
            } else if (Endings.isPattern(owner)) {
                endings.put(owner, Node.of(own));
            } else {
                exact.put(owner, Node.of(own));
            }
            addParents(owner);
        });
    }

    /// Builds a snapshot.
    ///
    /// @param records what is served, apart from SOA and NS at the apexes, which are made here; no two claim
    ///     the same
    /// @param serial  for every SOA; 32 bits
    public static ZoneSnapshot of(ZoneSettings settings, Collection<Record> records, long serial) {
        return new ZoneSnapshot(settings, records, serial);
    }

    /// Answers for the name and type, following CNAMEs inside the zones.
    ///
    /// @param type a record type number, `255` for ANY (RFC 8482: one RRset)
    public ZoneAnswer lookup(Name name, int type) {
        List<Record> chain = new ArrayList<>();
        Name owner = name;
        while (true) {
            Node node = node(owner);
            List<Record> rrset = node == null ? List.of() : node.rrset(owner, type);
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
        return gives(name) || nonTerminals.contains(name) || outsideParents.contains(name);
    }

    /// An SOA for a denial of a name that is in none of the zones, as if it were the apex of one (RFC 2308
    /// section 3 wants one in every denial).
    public SOARecord denial(Name name) {
        return soa(name);
    }

    /// How many owner names there are, wildcards included.
    public int names() {
        return exact.size() + wildcards.size();
    }

    /// The SOA serial of all zones.
    public long serial() {
        return serial;
    }

    /// The zone that the name belongs to, if it is one of ours: then it never leaves this machine.
    public Optional<Name> enclosingZone(Name name) {
        return Optional.ofNullable(enclosing(name)).map(Record::getName);
    }

    /// The owner name of the wildcard that answers for the name (`*.foo.`, or `*foo.test.` where it goes by the
    /// ending). Empty where none does.
    public Optional<Name> wildcardFor(Name name) {
        return exact.containsKey(name)
                ? Optional.empty()
                : Optional.ofNullable(covering(name)).map(Covering::owner);
    }

    /// Whether the name exists only because names below it do (an empty non-terminal, RFC 4592 section 2.2.2).
    public boolean emptyNonTerminal(Name name) {
        return !exact.containsKey(name) && nonTerminals.contains(name);
    }

    private @Nullable Node node(Name name) {
        Node node = exact.get(name);
        if (node != null) {
            return node;
        }
        Covering covering = covering(name);
        return covering == null ? null : covering.node();
    }

    /// What covers a name that is not there itself.
    private record Covering(Name owner, Node node) {}

    private @Nullable Covering covering(Name name) {
        if (wildcards.isEmpty() && endings.isEmpty()) {
            return null;
        }
        for (Name above = name; ; above = Names.parent(above)) {
            boolean itself = above.labels() == name.labels();
            Node node = itself ? null : wildcards.get(above);
            if (node != null) {
                return Names.wildcard(above).map(covering(node)).orElse(null);
            }
            Name pattern = endings.patternAt(above);
            if (pattern != null) {
                return new Covering(pattern, Objects.requireNonNull(endings.at(above)));
            }
            if (above.labels() <= 1 || cuts.at(above, itself) != null || apexes.containsKey(above)) {
                return null;
            }
        }
    }

    private static Function<Name, Covering> covering(Node node) {
        return owner -> new Covering(owner, node);
    }

    /// The SOA of the zone the name is in.
    private @Nullable SOARecord enclosing(Name name) {
        for (Name above = name; ; above = Names.parent(above)) {
            boolean itself = above.labels() == name.labels();
            if (cuts.named(above, itself) != null) {
                return null;
            }
            SOARecord soa = apexes.get(above);
            if (soa != null || above.labels() <= 1 || cuts.at(above, itself) != null) {
                return soa;
            }
        }
    }

    private ZoneAnswer negative(List<Record> chain, Name owner, int type, @Nullable Node node) {
        boolean address = asksForAddresses(type);
        boolean addressless = node == null || !node.hasAddress();
        SOARecord soa = enclosing(owner);
        if (soa == null) {
            // Only the addresses of a name outside are ours when some are given; other types go upstream.
            return address && !addressless ? new ZoneAnswer.NoData(chain, soa(owner), false) : outside(chain, owner);
        }
        Name apex = soa.getName();
        if (settings.neverDenied().contains(apex)) {
            return new ZoneAnswer.NoData(chain, soa, false);
        }
        if (node == null && !nonTerminals.contains(owner)) {
            return new ZoneAnswer.NoSuchName(chain, soa);
        }
        boolean mayAppear = reverse.contains(apex) ? type == Type.PTR && owner.equals(apex) : address && addressless;
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

    /// The parents of an owner name exist as well.
    private void addParents(Name owner) {
        for (Name above = Names.parent(owner); above.labels() > 1; above = Names.parent(above)) {
            if (!(enclosing(above) == null ? outsideParents : nonTerminals).add(above)) {
                return;
            }
        }
    }

    private SOARecord soa(Name apex) {
        Additions additions = settings.additions();
        Name nameserver = settings.nameserver();
        Name hostmaster = Names.below("hostmaster", Names.parent(nameserver));
        // Refresh, retry and expire matter to secondaries only; the minimum is the TTL of negative answers
        // (RFC 2308 section 4), and so is the TTL when it is the smaller one.
        long minimum = additions.negativeTtl();
        return new SOARecord(apex, DClass.IN, minimum, nameserver, hostmaster, serial, 3600, 600, 86_400, minimum);
    }
}
