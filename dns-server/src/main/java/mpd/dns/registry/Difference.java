package mpd.dns.registry;

import java.util.ArrayList;
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

    /// The owner names of which something else is said, or in another order. Parts that both have as the same
    /// object are not looked into.
    static Set<Name> owners(Contribution before, Contribution after) {
        Set<Claims> old = identities(before.parts());
        Set<Claims> current = identities(after.parts());
        Set<Name> owners = new HashSet<>();
        if (without(before.parts(), not(before.parts(), current))
                .equals(without(after.parts(), not(after.parts(), old)))) {
            List<Claims> gone = gaps(before.parts(), current);
            List<Claims> come = gaps(after.parts(), old);
            for (int i = 0; i < gone.size(); i++) {
                addChanged(gone.get(i), come.get(i), owners);
            }
        } else {
            // The order of those that are kept decides between equals, and has changed.
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

    private static Set<Claims> not(List<Claims> parts, Set<Claims> others) {
        return identities(parts.stream().filter(part -> !others.contains(part)).toList());
    }

    private static List<Claims> without(List<Claims> parts, Set<Claims> others) {
        return parts.stream().filter(part -> !others.contains(part)).toList();
    }

    /// What stands before, between and behind the parts that are kept.
    private static List<Claims> gaps(List<Claims> parts, Set<Claims> kept) {
        List<Claims> gaps = new ArrayList<>();
        List<Claims> gap = new ArrayList<>();
        for (Claims part : parts) {
            if (kept.contains(part)) {
                gaps.add(Claims.join(gap));
                gap.clear();
            } else {
                gap.add(part);
            }
        }
        gaps.add(Claims.join(gap));
        return gaps;
    }

    private static void addChanged(Claims gone, Claims come, Set<Name> changed) {
        for (Name owner : both(gone.owners(), come.owners())) {
            if (!Claims.same(gone.of(owner), come.of(owner))) {
                changed.add(owner);
            }
        }
        // Which of several names an address goes by depends on their order.
        for (Name owner : both(gone.reverseOwners(), come.reverseOwners())) {
            if (!Claims.same(gone.reversing(owner), come.reversing(owner))) {
                changed.add(owner);
            }
        }
    }

    private static Set<Name> both(Set<Name> some, Set<Name> others) {
        Set<Name> both = new HashSet<>(some);
        both.addAll(others);
        return both;
    }

    private static void addOwners(List<ReverseName> reverses, Set<Name> owners) {
        reverses.forEach(reverse -> owners.add(ReverseMap.fromAddress(reverse.address())));
    }
}
