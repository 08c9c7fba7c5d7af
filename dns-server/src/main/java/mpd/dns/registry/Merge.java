package mpd.dns.registry;

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
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import mpd.dns.zone.Names;
import mpd.dns.zone.Subnet;
import mpd.dns.zone.ZoneSnapshot;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
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
/// Runs for every name at a start, before anything is compiled: loops, and nothing made that need not be.
///
/// @param parts    claims of all sources, in the order of their registration
/// @param reverses names for addresses of containers, by the owner name of the PTR record
/// @param subnets  whose reverse zones are answered here
/// @param now      the `since` of everything; the caller knows better about what was there before
record Merge(List<Claims> parts, Map<Name, ReverseName> reverses, Collection<Subnet> subnets, Instant now) {

    /// Of more parts, seeking each name in each of them takes longer than joining them.
    static final int FEW_PARTS = 16;

    // What Comparator.comparing makes can be serialized, and is compiled anew at each start.
    private static final Comparator<Claim> IN_ORDER =
            (one, other) -> one.precedence().compareTo(other.precedence());

    static Merge of(Collection<Contribution> contributions, Collection<Subnet> subnets, Instant now) {
        List<Claims> parts = new ArrayList<>();
        Map<Name, ReverseName> reverses = new HashMap<>();
        for (Contribution contribution : contributions) {
            parts.addAll(contribution.parts());
            contribution.reverses().forEach(reverse -> reverses.putIfAbsent(Names.reverse(reverse.address()), reverse));
        }
        return new Merge(parts, reverses, subnets, now);
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
        Set<Name> owners = new HashSet<>(reverses.keySet());
        for (Claims part : parts) {
            owners.addAll(part.owners());
            owners.addAll(part.pointerOwners());
        }
        return owners;
    }

    /// Names the owner of each PTR record that what is claimed for the name may make.
    void forEachPointerOwner(Name owner, Consumer<Name> action) {
        for (Claims part : parts) {
            for (Claim claim : part.of(owner)) {
                if (claim.pointerOwner() != null) {
                    action.accept(claim.pointerOwner());
                }
            }
        }
    }

    /// The entries of what is claimed for the name itself.
    List<Entry> entries(Name owner) {
        List<Claim> claims = Settlement.of(claims(Claims::of, owner));
        if (claims.isEmpty()) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>(claims.size());
        Map<Integer, Claim> owners = new HashMap<>();
        Set<Record> served = new HashSet<>();
        boolean distinct = Settlement.eachOfAnotherType(claims);
        Claim first = claims.getFirst();
        boolean alias = first.record().getType() == Type.CNAME;
        for (Claim claim : claims) {
            boolean later = !owners.isEmpty();
            Claim before = owners.putIfAbsent(group(claim.record()), claim);
            Claim winner = before == null ? claim : before;
            Optional<Origin> shadowedBy = Optional.empty();
            if (alias ? later : claim.record().getType() == Type.CNAME) {
                shadowedBy = Optional.of(first.origin());
            } else if (winner.precedence() != claim.precedence() || !(distinct || served.add(claim.record()))) {
                shadowedBy = Optional.of(winner.origin());
            }
            entries.add(new Entry(claim.record(), claim.precedence(), claim.origin(), now, shadowedBy));
        }
        return entries;
    }

    /// The PTR record that is made for the name, unless somebody claims one.
    ///
    /// @param served the record that is served for a claim, if one is
    @Nullable
    Entry pointer(Name owner, Function<Claim, @Nullable Record> served) {
        List<Claim> pointing = claims(Claims::pointing, owner);
        ReverseName given = reverses.get(owner);
        if ((pointing.isEmpty() && given == null) || claimsPointer(owner)) {
            return null;
        }
        if (given != null && inSubnets(given.address().getAddress())) {
            return pointer(owner, ZoneSnapshot.TTL, given.name(), Precedence.DERIVED, given.origin());
        }
        for (Claim claim : pointing) {
            if (claim.precedence() == Precedence.FILE || inSubnets(claim.address())) {
                Record record = served.apply(claim);
                if (record != null) {
                    return pointer(owner, record.getTTL(), record.getName(), claim.precedence(), claim.origin());
                }
            }
        }
        return null;
    }

    private Entry pointer(Name owner, long ttl, Name target, Precedence precedence, Origin origin) {
        Record record = new PTRRecord(owner, DClass.IN, ttl, target);
        return new Entry(record, precedence, origin, now, Optional.empty());
    }

    private boolean claimsPointer(Name owner) {
        for (Claim claim : claims(Claims::of, owner)) {
            if (claim.record().getType() == Type.PTR) {
                return true;
            }
        }
        return false;
    }

    private boolean inSubnets(byte[] address) {
        for (Subnet subnet : subnets) {
            if (subnet.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /// What all parts have of the name, in order.
    private List<Claim> claims(BiFunction<Claims, Name, List<Claim>> of, Name owner) {
        List<Claim> found = List.of();
        boolean own = false;
        for (Claims part : parts) {
            List<Claim> more = of.apply(part, owner);
            if (found.isEmpty()) {
                found = more;
            } else if (!more.isEmpty()) {
                found = own ? found : new ArrayList<>(found);
                own = true;
                found.addAll(more);
            }
        }
        return inOrder(found);
    }

    private static List<Claim> inOrder(List<Claim> claims) {
        for (int i = 1; i < claims.size(); i++) {
            if (IN_ORDER.compare(claims.get(i - 1), claims.get(i)) > 0) {
                return claims.stream().sorted(IN_ORDER).toList();
            }
        }
        return claims;
    }

    private static int group(Record record) {
        return record.getType() == Type.AAAA ? Type.A : record.getType();
    }
}
