package mpd.dns.zone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/// Patterns such as `*foo.test.`, which cover `foo.test`, `xfoo.test`, and everything below these: the label at
/// which the pattern stands has to end so, in whatever letter case.
///
/// @param <T> what a pattern stands for
final class Endings<T> {

    private final Map<Name, List<Ending<T>>> byParent = new HashMap<>();

    private final Set<Name> patterns = new HashSet<>();

    private record Ending<T>(Name pattern, byte[] ending, T value) {}

    /// Whether the owner name is such a pattern: its first label starts with `*` and is longer.
    static boolean isPattern(Name owner) {
        byte[] label = owner.getLabel(0);
        return label.length > 2 && label[1] == '*';
    }

    void put(Name pattern, T value) {
        patterns.add(pattern);
        byte[] label = pattern.getLabel(0);
        byte[] ending = new byte[label[0] - 1];
        System.arraycopy(label, 2, ending, 0, ending.length);
        List<Ending<T>> endings = byParent.computeIfAbsent(Names.parent(pattern), _ -> new ArrayList<>());
        endings.add(new Ending<>(pattern, ending, value));
        endings.sort((one, other) -> Integer.compare(other.ending().length, one.ending().length));
    }

    boolean isEmpty() {
        return byParent.isEmpty();
    }

    /// Whether something is given for this very pattern.
    boolean has(Name pattern) {
        return patterns.contains(pattern);
    }

    /// A copy that can be changed without changing this.
    Endings<T> copy() {
        Endings<T> copy = new Endings<>();
        byParent.forEach((parent, endings) -> copy.byParent.put(parent, new ArrayList<>(endings)));
        copy.patterns.addAll(patterns);
        return copy;
    }

    void remove(Name pattern) {
        if (patterns.remove(pattern)) {
            Name parent = Names.parent(pattern);
            List<Ending<T>> endings = byParent.getOrDefault(parent, List.of());
            endings.removeIf(ending -> ending.pattern().equals(pattern));
            if (endings.isEmpty()) {
                byParent.remove(parent);
            }
        }
    }

    /// The value of the longest pattern that stands at this very name, its first label taken.
    @Nullable
    T at(Name name) {
        Ending<T> found = find(name);
        return found == null ? null : found.value();
    }

    /// The longest pattern that stands at this very name.
    @Nullable
    Name patternAt(Name name) {
        Ending<T> found = find(name);
        return found == null ? null : found.pattern();
    }

    private @Nullable Ending<T> find(Name name) {
        if (byParent.isEmpty() || name.labels() <= 1) {
            return null;
        }
        List<Ending<T>> endings = byParent.get(Names.parent(name));
        if (endings != null) {
            byte[] label = name.getLabel(0);
            for (Ending<T> candidate : endings) {
                if (endsWith(label, candidate.ending())) {
                    return candidate;
                }
            }
        }
        return null;
    }

    private static boolean endsWith(byte[] label, byte[] ending) {
        int start = label.length - ending.length;
        if (start < 1) {
            return false;
        }
        for (int i = 0; i < ending.length; i++) {
            if (lower(label[start + i]) != lower(ending[i])) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 'a' - 'A' : b;
    }
}
