package mpd.dns.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrammarTest {

    private static final Path PLACE = Path.of("/place");

    private static List<Scenario> scenarios() {
        return IntStream.range(0, 220)
                .mapToObj(number -> Grammar.scenario(7, number))
                .toList();
    }

    @Test
    void aSeedAndANumberAlwaysMakeTheSameConfigurationAndQuestions() {
        final Scenario scenario = Grammar.scenario(7, 3);
        assertThat(Grammar.scenario(7, 3)).isEqualTo(scenario);
        assertThat(Layout.of(Grammar.scenario(7, 3), PLACE, 1)).isEqualTo(Layout.of(scenario, PLACE, 1));
        assertThat(Questions.of(Grammar.scenario(7, 3), 50)).isEqualTo(Questions.of(scenario, 50));
        assertThat(Grammar.scenario(8, 3)).isNotEqualTo(scenario);
    }

    @Test
    void everyOptionThatMakesRecordsOrSaysWhoAnswersIsMade() {
        final Set<String> options = new HashSet<>();
        for (final Scenario scenario : scenarios()) {
            scenario.statements().forEach(statement -> options.add(statement.option()));
            Layout.of(scenario, PLACE, 1)
                    .main()
                    .lines()
                    .map(line -> line.replaceAll("=.*", "").strip())
                    .forEach(options::add);
        }
        assertThat(options)
                .contains(
                        "address",
                        "local",
                        "server",
                        "host-record",
                        "cname",
                        "txt-record",
                        "srv-host",
                        "mx-host",
                        "ptr-record",
                        "caa-record",
                        "rev-server",
                        "addn-hosts",
                        "hostsdir",
                        "no-hosts",
                        "expand-hosts",
                        "domain",
                        "local-ttl",
                        "neg-ttl",
                        "domain-needed",
                        "bogus-priv",
                        "conf-dir",
                        "conf-file",
                        "resolv-file",
                        "no-resolv");
    }

    @Test
    void nothingInsideTheServersOwnZoneIsGivenToNameservers() {
        assertThat(scenarios())
                .flatExtracting(Scenario::statements)
                .filteredOn(Statement.Server.class::isInstance)
                .noneMatch(statement -> statement.value().contains("mpd.test"));
    }

    @Test
    void everyStatementStandsInAFileAndEveryFileHasItsProbe() {
        final Scenario scenario = Grammar.scenario(7, 5);
        final Layout layout = Layout.of(scenario, PLACE, 258);
        final String everything = layout.main() + layout.others();
        assertThat(layout.probes())
                .hasSize(8)
                .allSatisfy(probe -> assertThat(everything)
                        .contains(probe.name().replace("*.", ""))
                        .contains(probe.value().replace("from ", "")));
        final String squeezed = everything.replaceAll("[ \t\"]", "");
        assertThat(scenario.statements())
                .allSatisfy(statement ->
                        assertThat(squeezed).contains(statement.line().replaceAll("[ \t\"]", "")));
    }

    @Test
    void aStatementIsSpelledTheSameWhenOthersAreLeftOut() {
        final Scenario scenario = Grammar.scenario(7, 5);
        final List<String> all = lines(Layout.of(scenario, PLACE, 1));
        final List<String> fewer = lines(Layout.of(scenario.without(4), PLACE, 1));
        assertThat(all).containsAll(fewer);
        assertThat(fewer).hasSizeLessThan(all.size());
    }

    private static List<String> lines(final Layout layout) {
        final StringBuilder text = new StringBuilder(layout.main());
        layout.others().values().forEach(file -> text.append('\n').append(file));
        return text.toString().lines().distinct().toList();
    }

    @Test
    void noNameIsAskedTwiceForAType() {
        final List<Question> questions = Questions.of(Grammar.scenario(7, 9), 200);
        assertThat(questions)
                .hasSize(200)
                .extracting(question -> question.name().toLowerCase(Locale.ROOT) + question.type())
                .doesNotHaveDuplicates();
    }
}
