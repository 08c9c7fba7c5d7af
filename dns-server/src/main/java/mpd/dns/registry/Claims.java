package mpd.dns.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.xbill.DNS.Name;

/// Claims that come and go together, such as those of one file. Immutable; a source that has something new to
/// say in one of several places gives the others again as the same object, and they cost nothing.
///
/// Equal to others that say the same in the same order, TTLs and letter case included.
public final class Claims {

    private final List<Claim> list;
    private final Map<Name, List<Claim>> byOwner;
    // By the owner name of the PTR record that they may make.
    private final Map<Name, List<Claim>> byPointerOwner = new HashMap<>();

    private Claims(List<Claim> list) {
        byOwner = HashMap.newHashMap(list.size());
        List<Claim> own = new ArrayList<>(list.size());
        for (Claim given : list) {
            Claim claim = given.pointerOwner() == null ? given : addPointing(given, given.pointerOwner());
            own.add(claim);
            add(byOwner, claim.record().getName(), claim);
        }
        this.list = List.copyOf(own);
    }

    /// A file may give one address to very many names: one owner name for its PTR record is enough.
    private Claim addPointing(Claim claim, Name owner) {
        List<Claim> before = byPointerOwner.putIfAbsent(owner, List.of(claim));
        if (before == null) {
            return claim;
        }
        Name known = Objects.requireNonNull(before.getFirst().pointerOwner());
        Claim shared = claim.sharing(known);
        addTo(before, byPointerOwner, known, shared);
        return shared;
    }

    /// The claims, in the source's own order (which decides between equals).
    public static Claims of(List<Claim> list) {
        return new Claims(list);
    }

    /// The claims of several, one after another.
    static Claims join(List<Claims> parts) {
        return parts.size() == 1
                ? parts.getFirst()
                : new Claims(parts.stream().flatMap(part -> part.list.stream()).toList());
    }

    /// All of them, in order.
    public List<Claim> list() {
        return list;
    }

    /// Those to records of the name, in order.
    List<Claim> of(Name owner) {
        return byOwner.getOrDefault(owner, List.of());
    }

    /// Those that may make a PTR record of the name, in order.
    List<Claim> pointing(Name owner) {
        return byPointerOwner.getOrDefault(owner, List.of());
    }

    /// The names that records are claimed for.
    Set<Name> owners() {
        return byOwner.keySet();
    }

    /// The names that a PTR record may be made for.
    Set<Name> pointerOwners() {
        return byPointerOwner.keySet();
    }

    /// Whether both lists say the same in the same order.
    static boolean same(List<Claim> some, List<Claim> others) {
        return Pairs.all(some, others, Claim::same);
    }

    /// Most names have one record, for which a list that can grow is a waste.
    private static void add(Map<Name, List<Claim>> lists, Name name, Claim claim) {
        List<Claim> before = lists.putIfAbsent(name, List.of(claim));
        if (before != null) {
            addTo(before, lists, name, claim);
        }
    }

    private static void addTo(List<Claim> before, Map<Name, List<Claim>> lists, Name name, Claim claim) {
        if (before instanceof ArrayList) {
            before.add(claim);
        } else {
            List<Claim> more = new ArrayList<>(before);
            more.add(claim);
            lists.put(name, more);
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Claims claims && same(list, claims.list));
    }

    @Override
    public int hashCode() {
        return list.hashCode();
    }

    @Override
    public String toString() {
        return list.toString();
    }
}
