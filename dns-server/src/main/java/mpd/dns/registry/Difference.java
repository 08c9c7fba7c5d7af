package mpd.dns.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import mpd.dns.zone.Names;
import org.xbill.DNS.Name;

/// What is different between two contributions of one source.
final class Difference {

    private Difference() {}

    /// The owner names of which something else is said, or in another order. Parts that both have as the same
    /// object are not looked into.
    static Set<Name> owners(Contribution before, Contribution after) {
        Set<Name> owners = new HashSet<>();
        if (before.parts().isEmpty()) {
            after.parts().forEach(part -> owners.addAll(part.owners()));
        } else {
            addChanged(before, after, owners);
        }
        if (!before.reverses().equals(after.reverses())) {
            addOwners(before.reverses(), owners);
            addOwners(after.reverses(), owners);
        }
        return owners;
    }

    private static void addChanged(Contribution before, Contribution after, Set<Name> owners) {
        Set<Claims> old = identities(before.parts());
        Set<Claims> current = identities(after.parts());
        if (without(before.parts(), not(before.parts(), current))
                .equals(without(after.parts(), not(after.parts(), old)))) {
            List<Gap> gone = gaps(before.parts(), current);
            List<Gap> come = gaps(after.parts(), old);
            for (int i = 0; i < gone.size(); i++) {
                addChanged(gone.get(i), come.get(i), owners);
            }
        } else {
            // The order of those that are kept decides between equals, and has changed.
            before.parts().forEach(part -> owners.addAll(part.owners()));
            after.parts().forEach(part -> owners.addAll(part.owners()));
        }
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

    /// Parts that stand side by side. A few large ones are not joined, which would take as much memory as they
    /// do; many are, for each name would be sought in each of them.
    private record Gap(List<Claims> parts) {

        static Gap of(List<Claims> parts) {
            return new Gap(parts.size() > Merge.FEW_PARTS ? List.of(Claims.join(parts)) : List.copyOf(parts));
        }

        Set<Name> names(Function<Claims, Set<Name>> names) {
            return parts.size() == 1
                    ? names.apply(parts.getFirst())
                    : parts.stream().flatMap(part -> names.apply(part).stream()).collect(Collectors.toSet());
        }

        List<Claim> claims(Function<Claims, List<Claim>> claims) {
            return parts.size() == 1
                    ? claims.apply(parts.getFirst())
                    : parts.stream()
                            .flatMap(part -> claims.apply(part).stream())
                            .toList();
        }
    }

    /// What stands before, between and behind the parts that are kept.
    private static List<Gap> gaps(List<Claims> parts, Set<Claims> kept) {
        List<Gap> gaps = new ArrayList<>();
        List<Claims> gap = new ArrayList<>();
        for (Claims part : parts) {
            if (kept.contains(part)) {
                gaps.add(Gap.of(gap));
                gap.clear();
            } else {
                gap.add(part);
            }
        }
        gaps.add(Gap.of(gap));
        return gaps;
    }

    private static void addChanged(Gap gone, Gap come, Set<Name> changed) {
        addChanged(gone, come, Claims::owners, Claims::of, changed);
        // Which of several names an address goes by depends on their order.
        addChanged(gone, come, Claims::pointerOwners, Claims::pointing, changed);
    }

    private static void addChanged(
            Gap gone,
            Gap come,
            Function<Claims, Set<Name>> names,
            BiFunction<Claims, Name, List<Claim>> claims,
            Set<Name> changed) {
        if (gone.parts().isEmpty() || come.parts().isEmpty()) {
            changed.addAll(gone.names(names));
            changed.addAll(come.names(names));
            return;
        }
        for (Name owner : both(gone.names(names), come.names(names))) {
            if (!Claims.same(
                    gone.claims(part -> claims.apply(part, owner)), come.claims(part -> claims.apply(part, owner)))) {
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
        reverses.forEach(reverse -> owners.add(Names.reverse(reverse.address())));
    }
}
