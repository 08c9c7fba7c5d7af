package mpd.dns.registry;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mpd.dns.zone.Subnet;
import mpd.dns.zone.ZoneSnapshot;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Type;

/// Merges contributions into entries: who is served, and who is shadowed by whom. A pure function.
///
/// - The first source in order of [Precedence] owns the addresses of a name (A and AAAA together) or another
///   type of it; claims of equal precedence add up.
/// - A CNAME and other data exclude each other (RFC 1034 section 3.6.2): whichever comes first in that order is
///   served.
/// - Each address of a served subnet gets one PTR: a [ReverseName], else the first served exact name that may
///   reverse. So does an address that a file gives to an exact name, wherever it lies, as dnsmasq does it.
final class Merge {

    private final List<Subnet> subnets;
    private final List<Entry> entries = new ArrayList<>();

    private Merge(List<Subnet> subnets) {
        this.subnets = subnets;
    }

    /// @param contributions of all sources, in the order of their registration
    /// @param subnets       whose reverse zones are answered here
    /// @param now           the `since` of everything; the caller knows better about what was there before
    static List<Entry> of(Collection<Contribution> contributions, List<Subnet> subnets, Instant now) {
        Merge merge = new Merge(subnets);
        List<Claim> claims = contributions.stream()
                .flatMap(contribution -> contribution.claims().stream())
                .sorted(Comparator.comparing(Claim::precedence))
                .toList();
        Set<Name> explicitlyReversed = new HashSet<>();
        Map<Name, List<Claim>> byOwner = new LinkedHashMap<>();
        for (Claim claim : claims) {
            byOwner.computeIfAbsent(claim.record().getName(), _ -> new ArrayList<>())
                    .add(claim);
            if (claim.record().getType() == Type.PTR) {
                explicitlyReversed.add(claim.record().getName());
            }
        }
        byOwner.values().forEach(own -> merge.owner(own, now));
        merge.reverse(contributions, claims, explicitlyReversed, now);
        return List.copyOf(merge.entries);
    }

    private void owner(List<Claim> claims, Instant now) {
        Map<Integer, Claim> owners = new HashMap<>();
        Set<Record> served = new HashSet<>();
        Claim first = claims.getFirst();
        boolean alias = first.record().getType() == Type.CNAME;
        for (Claim claim : claims) {
            boolean later = !owners.isEmpty();
            Claim owner = owners.computeIfAbsent(group(claim.record()), _ -> claim);
            Optional<Origin> shadowedBy = Optional.empty();
            if (alias ? later : claim.record().getType() == Type.CNAME) {
                shadowedBy = Optional.of(first.origin());
            } else if (owner.precedence() != claim.precedence() || !served.add(claim.record())) {
                shadowedBy = Optional.of(owner.origin());
            }
            entries.add(new Entry(claim.record(), claim.precedence(), claim.origin(), now, shadowedBy));
        }
    }

    private void reverse(
            Collection<Contribution> contributions, List<Claim> claims, Set<Name> explicitlyReversed, Instant now) {
        Set<Name> named = new HashSet<>(explicitlyReversed);
        for (Contribution contribution : contributions) {
            for (ReverseName reverse : contribution.reverses()) {
                if (!inSubnets(reverse.address())) {
                    continue;
                }
                pointer(reverse.address(), reverse.name(), ZoneSnapshot.TTL, named)
                        .ifPresent(record -> entries.add(
                                new Entry(record, Precedence.DERIVED, reverse.origin(), now, Optional.empty())));
            }
        }
        Set<Record> served = new HashSet<>();
        entries.stream().filter(Entry::served).map(Entry::record).forEach(served::add);
        for (Claim claim : claims) {
            if (claim.reverse() && !claim.record().getName().isWild() && served.contains(claim.record())) {
                Record record = claim.record();
                address(record)
                        .filter(address -> claim.precedence() == Precedence.FILE || inSubnets(address))
                        .flatMap(address -> pointer(address, record.getName(), record.getTTL(), named))
                        .ifPresent(pointer -> entries.add(
                                new Entry(pointer, claim.precedence(), claim.origin(), now, Optional.empty())));
            }
        }
    }

    private boolean inSubnets(InetAddress address) {
        return subnets.stream().anyMatch(subnet -> subnet.contains(address));
    }

    private static Optional<Record> pointer(InetAddress address, Name name, long ttl, Set<Name> named) {
        Name owner = ReverseMap.fromAddress(address);
        return named.add(owner) ? Optional.of(new PTRRecord(owner, DClass.IN, ttl, name)) : Optional.empty();
    }

    private static Optional<InetAddress> address(Record record) {
        return switch (record) {
            case ARecord a -> Optional.of(a.getAddress());
            case AAAARecord aaaa -> Optional.of(aaaa.getAddress());
            default -> Optional.empty();
        };
    }

    private static int group(Record record) {
        return record.getType() == Type.AAAA ? Type.A : record.getType();
    }
}
