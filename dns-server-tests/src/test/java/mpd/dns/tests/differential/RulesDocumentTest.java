package mpd.dns.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RulesDocumentTest {

    private static final Path ROOT = Path.of(System.getProperty("mpd.dns.root", ".."));

    @Test
    void thePageHasEveryRuleAsTheCodeHasIt() throws IOException {
        final String page = Files.readString(ROOT.resolve("docs/DNSMASQ-DIFFERENCES.md"));
        assertThat(page).contains(String.join("\n", rows()));
    }

    @Test
    void noTwoRulesHaveOneName() {
        assertThat(Rules.ALL).extracting(Rule::name).doesNotHaveDuplicates();
    }

    @Test
    void everyRuleCitesOneSectionOfAnRfcOrOnePageOfTheRepository() {
        assertThat(Rules.ALL)
                .extracting(Rule::source)
                .allMatch(source -> source.matches("RFC \\d{4} section [\\d.]+|docs/[A-Z-]+[.]md(, [A-Za-z -]+)?"));
        assertThat(Rules.ALL)
                .extracting(Rule::source)
                .filteredOn(source -> source.startsWith("docs/"))
                .allSatisfy(source ->
                        assertThat(ROOT.resolve(source.replaceAll(",.*", ""))).exists());
    }

    private static List<String> rows() {
        return Stream.concat(
                        Stream.of("| question | dnsmasq 2.90 | here | why |", "|---|---|---|---|"),
                        Rules.ALL.stream()
                                .map(rule -> "| " + rule.name() + " | " + rule.theirs() + " | " + rule.ours() + " | "
                                        + rule.source() + " |"))
                .toList();
    }
}
