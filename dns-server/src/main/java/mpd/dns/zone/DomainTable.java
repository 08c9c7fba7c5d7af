package mpd.dns.zone;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/// What is given for domains, found by the longest match as dnsmasq finds it. Not changed once it is in use.
///
/// A domain is a name: `foo.` means it and all below, `*.foo.` all strictly below, and a first label that
/// starts with `*` and is longer (`*foo.test.`) all names that end so. The root means everything.
///
/// @param <T> what is given
public final class DomainTable<T> {

    private final Map<Name, T> from = new HashMap<>();
    private final Map<Name, T> below = new HashMap<>();
    private final Endings<T> endings = new Endings<>();

    /// Gives the value for the domain; a later one replaces it.
    public void put(Name domain, T value) {
        if (domain.isWild()) {
            below.put(Names.parent(domain), value);
        } else if (domain.labels() > 1 && Endings.isPattern(domain)) {
            endings.put(domain, value);
        } else {
            from.put(domain, value);
        }
    }

    /// Whether nothing is given for any domain.
    public boolean isEmpty() {
        return from.isEmpty() && below.isEmpty() && endings.isEmpty();
    }

    /// What is given for the longest domain that the name belongs to.
    public @Nullable T longest(Name name) {
        if (isEmpty()) {
            return null;
        }
        for (Name above = name; ; above = Names.parent(above)) {
            T found = at(above, above.labels() == name.labels());
            if (found != null || above.labels() <= 1) {
                return found;
            }
        }
    }

    /// What is given for a domain that begins at this very name.
    ///
    /// @param itself whether that is the name that is looked up, and not an ancestor of it
    @Nullable
    T at(Name ancestor, boolean itself) {
        T found = named(ancestor, itself);
        return found == null && !endings.isEmpty() ? endings.at(ancestor) : found;
    }

    /// The same, but for patterns such as `*foo.test.`, which are shorter than the name where they begin.
    @Nullable
    T named(Name ancestor, boolean itself) {
        T found = from.get(ancestor);
        return found == null && !itself ? below.get(ancestor) : found;
    }
}
