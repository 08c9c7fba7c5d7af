package mpd.dns.registry;

import java.util.List;
import java.util.function.BiPredicate;

/// Compares lists place by place.
final class Pairs {

    private Pairs() {}

    /// Whether both are as long, and what is in the same place passes.
    static <T> boolean all(List<T> some, List<T> others, BiPredicate<T, T> test) {
        if (some.size() != others.size()) {
            return false;
        }
        // Not by a stream: nearly all of these lists have one element, and there are many.
        for (int i = 0; i < some.size(); i++) {
            if (!test.test(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }
}
