package mpd.dns.tests.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// Does something with each of several things, also with those behind one with which it fails.
final class Each {

    private Each() {}

    /// @throws IllegalStateException when it failed with one
    static <T> void of(final Collection<T> all, final Consumer<? super T> action) {
        final List<RuntimeException> failures = new ArrayList<>();
        for (final T one : all) {
            try {
                action.accept(one);
            } catch (final RuntimeException failure) {
                failures.add(failure);
            }
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(
                    "%d of %d failed".formatted(failures.size(), all.size()), failures.getFirst());
        }
    }
}
