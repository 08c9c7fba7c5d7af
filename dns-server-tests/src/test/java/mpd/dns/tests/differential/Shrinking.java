package mpd.dns.tests.differential;

import java.util.function.Predicate;

/// Finds a smaller configuration under which something still happens.
final class Shrinking {

    private Shrinking() {}

    /// Leaves out one statement after the other as long as `happens` holds.
    static Scenario shrink(final Scenario scenario, final Predicate<Scenario> happens) {
        Scenario smallest = scenario;
        for (int index = scenario.statements().size() - 1; index >= 0; index--) {
            final Scenario smaller = smallest.without(index);
            if (happens.test(smaller)) {
                smallest = smaller;
            }
        }
        return smallest;
    }
}
