package mpd.dns.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program against the real dnsmasq: the same files, the same questions, and every difference is one that
/// is meant to be.
@Tag("differential")
class DifferentialIT {

    private static final long SEED = Long.getLong("mpd.dns.differential.seed", 20_260_101);
    private static final int CONFIGURATIONS = Integer.getInteger("mpd.dns.differential.configurations", 220);
    private static final int QUESTIONS = Integer.getInteger("mpd.dns.differential.questions", 110);
    private static final int SHOWN = 5;

    /// In fewer questions a rule may find none of its own.
    private static final int ENOUGH = 20_000;

    private static final Logger LOG = System.getLogger(DifferentialIT.class.getName());

    @TempDir
    private Path directory;

    /// A difference that no rule explains.
    private record Unexplained(Scenario scenario, Case compared) {}

    @Test
    void everyDifferenceFromDnsmasqIsMeantToBe() {
        final Tally tally = new Tally(Rules.ALL);
        final List<Unexplained> unexplained = new ArrayList<>();
        LOG.log(Level.INFO, "seed {0}", Long.toString(SEED));
        try (Contest contest = Contest.start(directory)) {
            for (int number = 0; number < CONFIGURATIONS; number++) {
                final Scenario scenario = Grammar.scenario(SEED, number);
                final List<Question> odd = contest.compare(scenario, Questions.of(scenario, QUESTIONS)).stream()
                        .filter(compared -> !tally.explains(compared))
                        .map(Case::question)
                        .toList();
                confirmed(contest, scenario, odd)
                        .forEach(compared -> unexplained.add(new Unexplained(scenario, compared)));
            }
            LOG.log(Level.INFO, "{0} configurations, share of the questions:\n{1}", CONFIGURATIONS, tally.table());
            assertThat(unexplained.stream().limit(SHOWN).map(each -> shown(contest, each)))
                    .as("%d differences that no rule explains, the first of them", unexplained.size())
                    .isEmpty();
        }
        assertThat(tally.tooWide()).as("rules that explain more than 5 %").isEmpty();
        if (tally.cases() >= ENOUGH) {
            assertThat(tally.dead()).as("rules that explain nothing").isEmpty();
        }
    }

    /// The questions are put once more with nothing cached. What is gone then was a matter of time, such as a
    /// nameserver that a busy machine has kept waiting, and is only told.
    private static List<Case> confirmed(final Contest contest, final Scenario scenario, final List<Question> odd) {
        if (odd.isEmpty()) {
            return List.of();
        }
        final List<Case> again = contest.compare(scenario, odd).stream()
                .filter(compared -> !Rules.explain(compared))
                .toList();
        if (again.size() < odd.size()) {
            LOG.log(
                    Level.WARNING,
                    "configuration {0}: {1} differences were not seen again",
                    scenario.number(),
                    odd.size() - again.size());
        }
        return again;
    }

    /// What a person needs to see it for himself.
    private static String shown(final Contest contest, final Unexplained found) {
        final Question question = found.compared().question();
        final Scenario smallest = Shrinking.shrink(
                found.scenario(),
                smaller -> contest.compare(smaller, List.of(question)).stream().allMatch(found.compared()::resembles));
        return "%nseed %d, configuration %d; the least of it that shows it:%n%s%n%nquestion %s%ndnsmasq  %s%nmpd-dns  %s%n"
                .formatted(
                        SEED,
                        found.scenario().number(),
                        smallest.plain(),
                        question,
                        found.compared().theirs(),
                        found.compared().ours());
    }
}
