package mpd.dns.registry;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.ReverseMap;

/// What is different between two contributions of one source.
final class Difference {

    private Difference() {}

    /// The owner names of which something else is said. Parts that both have as the same object are not looked
    /// into.
    static Set<Name> owners(Contribution before, Contribution after) {
        Set<Claims> old = identities(before.parts());
        Set<Claims> current = identities(after.parts());
        List<Claims> gone = without(before.parts(), current);
        List<Claims> come = without(after.parts(), old);
        Set<Name> owners = new HashSet<>();
        if (without(before.parts(), identities(gone)).equals(without(after.parts(), identities(come)))) {
            addChanged(gone, come, owners);
        } else {
            // Their order, which decides between equals, has changed.
            before.parts().forEach(part -> owners.addAll(part.owners()));
            after.parts().forEach(part -> owners.addAll(part.owners()));
        }
        if (!before.reverses().equals(after.reverses())) {
            addOwners(before.reverses(), owners);
            addOwners(after.reverses(), owners);
        }
        return owners;
    }

    private static Set<Claims> identities(Collection<Claims> parts) {
        Set<Claims> identities = Collections.newSetFromMap(new IdentityHashMap<>());
        identities.addAll(parts);
        return identities;
    }

    private static List<Claims> without(List<Claims> parts, Set<Claims> others) {
        return parts.stream().filter(part -> !others.contains(part)).toList();
    }

    private static void addChanged(List<Claims> gone, List<Claims> come, Set<Name> changed) {
        Set<Name> owners = new HashSet<>();
        gone.forEach(part -> owners.addAll(part.owners()));
        come.forEach(part -> owners.addAll(part.owners()));
        for (Name owner : owners) {
            if (!Claims.same(claims(gone, owner), claims(come, owner))) {
                changed.add(owner);
            }
        }
    }

    private static List<Claim> claims(List<Claims> parts, Name owner) {
        return parts.stream().flatMap(part -> part.of(owner).stream()).toList();
    }

    private static void addOwners(List<ReverseName> reverses, Set<Name> owners) {
        reverses.forEach(reverse -> owners.add(ReverseMap.fromAddress(reverse.address())));
    }
}
