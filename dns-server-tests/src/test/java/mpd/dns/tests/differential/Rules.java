package mpd.dns.tests.differential;

import java.util.List;
import java.util.stream.Stream;

/// Every difference that is meant to be. docs/DNSMASQ-DIFFERENCES.md has the same table. The first rule that
/// covers a case explains it.
final class Rules {

    static final List<Rule> ALL = Stream.of(OutsideRules.all(), AliasRules.all(), RecordRules.all(), DenialRules.all())
            .flatMap(List::stream)
            .toList();

    private Rules() {}

    /// Whether the case is no difference, or one that is meant to be.
    static boolean explain(final Case compared) {
        return !compared.differs()
                || ALL.stream().anyMatch(rule -> rule.covers().test(compared));
    }
}
