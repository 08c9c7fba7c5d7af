package mpd.dns.zone;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.xbill.DNS.Name;

/// Where zones and wildcards of ours end because somebody else answers from there on.
final class Cuts {

    private final Set<Name> from = new HashSet<>();
    private final Set<Name> below = new HashSet<>();
    private final Endings<Boolean> endings = new Endings<>();

    Cuts(Collection<Name> cuts) {
        for (Name cut : cuts) {
            if (cut.isWild()) {
                below.add(Names.parent(cut));
            } else if (Endings.isPattern(cut)) {
                endings.put(cut, true);
            } else {
                from.add(cut);
            }
        }
    }

    /// Whether the name, seen at one of its ancestors or at itself, is cut off there.
    boolean at(Name ancestor, boolean itself) {
        return from.contains(ancestor)
                || (!itself && below.contains(ancestor))
                || (!endings.isEmpty() && endings.at(ancestor) != null);
    }
}
