package mpd.dns.zone;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;

/// Which zones there are, whatever is in them.
///
/// @param zones      forward zones, absolute; the first one holds the name of the nameserver
/// @param reverse    reverse zones
/// @param neverDenied zones whose names all exist, with no data unless some is given (RFC 9462 asks this for
/// `resolver.arpa`)
/// @param additions  what configuration has added; its zones are among `zones`, its cuts lie outside what is
///     always ours
public record ZoneSettings(List<Name> zones, List<Name> reverse, List<Name> neverDenied, Additions additions) {

    /// `localhost`, which every resolver answers by itself (RFC 6761 section 6.3).
    public static final Name LOCALHOST = Name.fromConstantString("localhost.");

    /// `resolver.arpa`: forwarded, it would let clients move to the upstream's own encrypted service (RFC 9462
    /// section 6.4).
    public static final Name RESOLVER_ARPA = Name.fromConstantString("resolver.arpa.");

    public ZoneSettings {
        zones = List.copyOf(zones);
        reverse = List.copyOf(reverse);
        neverDenied = List.copyOf(neverDenied);
        if (zones.isEmpty()) {
            throw new IllegalArgumentException("at least one zone");
        }
    }

    /// The zones of a server: those given, the reverse zones of the subnets, and the special-use ones.
    public static ZoneSettings of(List<Name> zones, List<Subnet> subnets) {
        return of(zones, subnets, Additions.NONE);
    }

    /// The same with what configuration adds. A cut inside a zone that was given, a reverse zone or a
    /// special-use one is left out: such names never leave.
    public static ZoneSettings of(List<Name> zones, List<Subnet> subnets, Additions additions) {
        List<Name> reverse = new ArrayList<>();
        for (Subnet subnet : subnets) {
            for (Name zone : subnet.reverseZones()) {
                if (!reverse.contains(zone)) {
                    reverse.add(zone);
                }
            }
        }
        List<Name> neverDenied = List.of(LOCALHOST, RESOLVER_ARPA);
        List<Name> always = new ArrayList<>(zones);
        always.addAll(reverse);
        always.addAll(neverDenied);
        List<Name> cuts = additions.cuts().stream()
                .filter(cut -> always.stream().noneMatch(base(cut)::subdomain))
                .toList();
        List<Name> forward = new ArrayList<>(zones);
        additions.zones().stream().filter(zone -> !always.contains(zone)).forEach(forward::add);
        return new ZoneSettings(
                forward,
                reverse,
                neverDenied,
                new Additions(additions.zones(), cuts, additions.ttl(), additions.negativeTtl()));
    }

    /// A cut without its star.
    private static Name base(Name cut) {
        return cut.isWild() || Endings.isPattern(cut) ? Names.parent(cut) : cut;
    }

    /// The name of the nameserver in every NS and SOA record.
    public Name nameserver() {
        return Names.below("ns", zones.getFirst());
    }

    /// Every apex.
    List<Name> apexes() {
        List<Name> all = new ArrayList<>(zones);
        all.addAll(reverse);
        all.addAll(neverDenied);
        return all;
    }
}
