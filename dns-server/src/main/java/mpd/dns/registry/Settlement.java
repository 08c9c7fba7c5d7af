package mpd.dns.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What is left of the claims to one owner name once those of files have come to terms with each other, as
/// dnsmasq has it:
///
/// - Within an RRset the lowest TTL counts for all (RFC 2181 section 5.2).
/// - What is said of a name's addresses of one family, or that it is an alias, beats `address=`.
/// - Of what `address=` says, a real address beats the null one.
/// - What is said twice in one place is said once.
public final class Settlement {

    // Of more, each is not held against each.
    private static final int FEW = 4;

    // What files say of the name itself: the types, and the lowest TTL of each.
    private final Map<Integer, Long> named = new HashMap<>();
    // The types of which `address=` gives a real address.
    private final Set<Integer> real = new HashSet<>();

    private Settlement(List<Claim> claims) {
        for (Claim claim : claims) {
            Record record = claim.record();
            if (claim.precedence() == Precedence.FILE && !claim.covering()) {
                named.merge(record.getType(), record.getTTL(), Math::min);
            } else if (claim.covering() && !isNull(record)) {
                real.add(record.getType());
            }
        }
    }

    /// Settles the claims to one owner name.
    ///
    /// @param claims in order
    static List<Claim> of(List<Claim> claims) {
        if (claims.size() <= 1 || (eachOfAnotherType(claims) && noneCovers(claims))) {
            return claims;
        }
        Settlement settlement = new Settlement(claims);
        Set<Claim> said = new HashSet<>();
        return claims.stream()
                .filter(claim -> !settlement.beats(claim))
                .map(settlement::withLowestTtl)
                .filter(claim -> claim.precedence() != Precedence.FILE || said.add(claim))
                .toList();
    }

    /// Whether they are few and no two are of one type, as it is with nearly all names.
    static boolean eachOfAnotherType(List<Claim> claims) {
        if (claims.size() > FEW) {
            return false;
        }
        for (int i = 1; i < claims.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (claims.get(i).record().getType() == claims.get(j).record().getType()) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean noneCovers(List<Claim> claims) {
        for (Claim claim : claims) {
            if (claim.covering()) {
                return false;
            }
        }
        return true;
    }

    /// Settles the claims to many owner names; what is left stays in order.
    public static List<Claim> ofAll(List<Claims> parts) {
        List<Claim> claims =
                parts.stream().flatMap(part -> part.list().stream()).toList();
        Map<Name, List<Claim>> byOwner = new HashMap<>();
        for (Claim claim : claims) {
            byOwner.computeIfAbsent(claim.record().getName(), _ -> new ArrayList<>())
                    .add(claim);
        }
        Map<Name, Settlement> settlements = new HashMap<>();
        byOwner.forEach((owner, own) -> settlements.put(owner, new Settlement(own)));
        return claims.stream()
                .flatMap(claim -> Stream.ofNullable(
                                settlements.get(claim.record().getName()))
                        .filter(settlement -> !settlement.beats(claim))
                        .map(settlement -> settlement.withLowestTtl(claim)))
                .distinct()
                .toList();
    }

    private boolean beats(Claim claim) {
        int type = claim.record().getType();
        return claim.covering()
                && (named.containsKey(type)
                        || named.containsKey(Type.CNAME)
                        || (isNull(claim.record()) && real.contains(type)));
    }

    private static boolean isNull(Record record) {
        return switch (record) {
            case ARecord a -> a.getAddress().isAnyLocalAddress();
            case AAAARecord aaaa -> aaaa.getAddress().isAnyLocalAddress();
            default -> false;
        };
    }

    private Claim withLowestTtl(Claim claim) {
        Record record = claim.record();
        long lowest = named.getOrDefault(record.getType(), record.getTTL());
        return claim.precedence() != Precedence.FILE || lowest >= record.getTTL()
                ? claim
                : new Claim(
                        withTtl(record, lowest),
                        claim.precedence(),
                        claim.origin(),
                        claim.pointerOwner(),
                        claim.covering());
    }

    private static Record withTtl(Record record, long ttl) {
        byte[] wire = record.toWire(Section.ANSWER);
        // It stands behind owner name, type and class (RFC 1035 section 3.2.1).
        ByteBuffer.wrap(wire).putInt(record.getName().length() + 4, (int) ttl);
        try {
            return Record.fromWire(wire, Section.ANSWER);
        } catch (IOException e) {
            throw new UncheckedIOException("what dnsjava wrote it cannot read: " + record, e);
        }
    }
}
