package mpd.dns.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import mpd.dns.zone.Subnet;
import mpd.dns.zone.ZoneSnapshot;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Type;

/// Merges contributions into entries, one owner name at a time: who is served, and who is shadowed by whom.
///
/// - The first source in order of [Precedence] owns the addresses of a name (A and AAAA together) or another
///   type of it; claims of equal precedence add up, as [Settlement] has it.
/// - A CNAME and other data exclude each other (RFC 1034 section 3.6.2): whichever comes first in that order is
///   served.
/// - Each address of a served subnet gets one PTR: a [ReverseName], else the first served exact name that may
///   reverse. So does an address that a file gives to an exact name, wherever it lies, as dnsmasq does it.
///
/// @param parts    claims of all sources, in the order of their registration
/// @param reverses names for addresses of containers, likewise
/// @param subnets  whose reverse zones are answered here
/// @param now      the `since` of everything; the caller knows better about what was there before
record Merge(List<Claims> parts, List<ReverseName> reverses, Collection<Subnet> subnets, Instant now) {

    /// Of more parts, seeking each name in each of them takes longer than joining them.
    static final int FEW_PARTS = 16;
    private static final Name IPV4 = Name.fromConstantString("in-addr.arpa.");
    private static final Name IPV6 = Name.fromConstantString("ip6.arpa.");

    static Merge of(Collection<Contribution> contributions, Collection<Subnet> subnets, Instant now) {
        return new Merge(
                contributions.stream()
                        .flatMap(contribution -> contribution.parts().stream())
                        .toList(),
                contributions.stream()
                        .flatMap(contribution -> contribution.reverses().stream())
                        .toList(),
                subnets,
                now);
    }

    /// The same for so many names that looking for each of them in every part would take longer than to join
    /// the parts.
    Merge of(int owners) {
        long claims = parts.stream().mapToLong(part -> part.list().size()).sum();
        return parts.size() > FEW_PARTS && (long) owners * parts.size() > claims
                ? new Merge(List.of(Claims.join(parts)), reverses, subnets, now)
                : this;
    }

    /// Every name that has something claimed for it, or may have a PTR record made for it.
    Set<Name> owners() {
        Set<Name> owners = new HashSet<>();
        for (Claims part : parts) {
            owners.addAll(part.owners());
            owners.addAll(part.reverseOwners());
        }
        reverses.forEach(reverse -> owners.add(ReverseMap.fromAddress(reverse.address())));
        return owners;
    }

    /// The owner names of the PTR records that what is claimed for the name may make.
    Stream<Name> reverseOwners(Name owner) {
        return parts.stream()
                .flatMap(part -> part.of(owner).stream())
                .flatMap(claim -> Claims.reverseOwner(claim).stream());
    }

    /// The entries of what is claimed for the name itself.
    List<Entry> entries(Name owner) {
        List<Claim> claims = Settlement.of(claims(owner));
        if (claims.isEmpty()) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>(claims.size());
        Map<Integer, Claim> owners = new HashMap<>();
        Set<Record> served = new HashSet<>();
        Claim first = claims.getFirst();
        boolean alias = first.record().getType() == Type.CNAME;
        for (Claim claim : claims) {
            boolean later = !owners.isEmpty();
            Claim winner = owners.computeIfAbsent(group(claim.record()), _ -> claim);
            Optional<Origin> shadowedBy = Optional.empty();
            if (alias ? later : claim.record().getType() == Type.CNAME) {
                shadowedBy = Optional.of(first.origin());
            } else if (winner.precedence() != claim.precedence() || !served.add(claim.record())) {
                shadowedBy = Optional.of(winner.origin());
            }
            entries.add(new Entry(claim.record(), claim.precedence(), claim.origin(), now, shadowedBy));
        }
        return entries;
    }

    /// The PTR record that is made for the name, unless somebody claims one.
    ///
    /// @param served the record that is served for a claim, if one is
    Optional<Entry> pointer(Name owner, Function<Claim, Optional<Record>> served) {
        List<Claim> reversing = inOrder(part -> part.reversing(owner));
        if (reversing.isEmpty() && reverses.isEmpty()) {
            return Optional.empty();
        }
        Optional<InetAddress> address = address(owner);
        if (address.isEmpty()
                || claims(owner).stream().anyMatch(claim -> claim.record().getType() == Type.PTR)) {
            return Optional.empty();
        }
        boolean inSubnets = subnets.stream().anyMatch(subnet -> subnet.contains(address.get()));
        return reverses.stream()
                .filter(reverse -> inSubnets && reverse.address().equals(address.get()))
                .map(reverse -> pointer(owner, ZoneSnapshot.TTL, reverse.name(), Precedence.DERIVED, reverse.origin()))
                .findFirst()
                .or(() -> reversing.stream()
                        .filter(claim -> inSubnets || claim.precedence() == Precedence.FILE)
                        .flatMap(claim -> served.apply(claim).stream()
                                .map(record -> pointer(
                                        owner, record.getTTL(), record.getName(), claim.precedence(), claim.origin())))
                        .findFirst());
    }

    private Entry pointer(Name owner, long ttl, Name target, Precedence precedence, Origin origin) {
        Record record = new PTRRecord(owner, DClass.IN, ttl, target);
        return new Entry(record, precedence, origin, now, Optional.empty());
    }

    private static Optional<InetAddress> address(Name reverse) {
        if (!reverse.subdomain(IPV4) && !reverse.subdomain(IPV6)) {
            return Optional.empty();
        }
        try {
            // It reads the name of a network as well, as if that were an address.
            return Optional.of(ReverseMap.fromName(reverse))
                    .filter(address -> ReverseMap.fromAddress(address).equals(reverse));
        } catch (UnknownHostException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private List<Claim> claims(Name owner) {
        return inOrder(part -> part.of(owner));
    }

    private List<Claim> inOrder(Function<Claims, List<Claim>> wanted) {
        List<Claim> found = new ArrayList<>();
        for (Claims part : parts) {
            found.addAll(wanted.apply(part));
        }
        found.sort(Comparator.comparing(Claim::precedence));
        return found;
    }

    private static int group(Record record) {
        return record.getType() == Type.AAAA ? Type.A : record.getType();
    }
}
