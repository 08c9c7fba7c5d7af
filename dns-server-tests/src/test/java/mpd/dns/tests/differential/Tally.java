package mpd.dns.tests.differential;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Counts which rule explains how many of the cases, and keeps those that none does.
final class Tally {

    /// A rule that explains more than this share of all cases is too wide.
    static final double WIDEST = 0.05;

    private final Map<Rule, Integer> uses = new LinkedHashMap<>();
    private int cases;
    private int same;

    Tally(final List<Rule> rules) {
        rules.forEach(rule -> uses.put(rule, 0));
    }

    /// Counts a case in; tells whether it is the same for both servers or meant to differ.
    boolean explains(final Case compared) {
        cases++;
        if (!compared.differs()) {
            same++;
            return true;
        }
        final Optional<Rule> rule = uses.keySet().stream()
                .filter(each -> each.covers().test(compared))
                .findFirst();
        rule.ifPresent(each -> uses.merge(each, 1, Integer::sum));
        return rule.isPresent();
    }

    int cases() {
        return cases;
    }

    /// The rules that explain too much, each with its share.
    List<String> tooWide() {
        final List<String> wide = new ArrayList<>();
        uses.forEach((rule, count) -> {
            if (count > WIDEST * cases) {
                wide.add(line(rule, count));
            }
        });
        return wide;
    }

    /// The rules that explain nothing.
    List<String> dead() {
        return uses.entrySet().stream()
                .filter(use -> use.getValue() == 0)
                .map(use -> use.getKey().name())
                .toList();
    }

    /// A line for what is the same and one for each rule.
    String table() {
        final StringBuilder table = new StringBuilder("%6d %5.2f %% the same%n".formatted(same, share(same)));
        uses.forEach((rule, count) -> table.append(line(rule, count)).append(System.lineSeparator()));
        return table.toString();
    }

    private String line(final Rule rule, final int count) {
        return "%6d %5.2f %% %s".formatted(count, share(count), rule.name());
    }

    private double share(final int count) {
        return 100.0 * count / Math.max(1, cases);
    }
}
