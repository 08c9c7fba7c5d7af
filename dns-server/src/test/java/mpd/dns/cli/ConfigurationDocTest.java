package mpd.dns.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ConfigurationDocTest {

    private static final Path PAGE = Path.of("..", "docs", "CONFIGURATION.md");
    private static final Pattern ROW = Pattern.compile("\\| `(--[a-z-]+)[^|]*\\| `(MPD_DNS_[A-Z_]+)` \\| [^|]+ \\|");
    private static final Pattern ASSIGNMENT = Pattern.compile("(MPD_DNS_[A-Z_]+)=(.*)");

    private static List<String> page() throws IOException {
        return Files.readAllLines(PAGE);
    }

    private static CommandLine serve() {
        return Objects.requireNonNull(
                Main.commandLine(Map.of(), config -> 0).getSubcommands().get("serve"));
    }

    @Test
    void theTableHasEveryFlagOfServeAndItsVariableAndNoOther() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (String line : page()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(row.group(1), row.group(2));
            }
        }
        Map<String, String> offered = new TreeMap<>();
        for (OptionSpec option : serve().getCommandSpec().options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                offered.put(option.longestName(), Settings.variable(option.longestName()));
            }
        }
        assertThat(documented).isEqualTo(offered);
    }

    @Test
    void everyFlagHasASectionWithAnExample() throws IOException {
        String text = Files.readString(PAGE);
        for (OptionSpec option : serve().getCommandSpec().options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                String flag = option.longestName();
                assertThat(text).contains("### `" + flag + "`");
                assertThat(text).containsPattern("mpd-dns serve [^\n]*" + flag);
            }
        }
    }

    static Stream<String> examples() throws IOException {
        List<String> examples = new ArrayList<>();
        boolean shell = false;
        for (String line : page()) {
            if (line.startsWith("```")) {
                shell = line.equals("```sh");
            } else if (shell && line.contains("mpd-dns ")) {
                examples.add(line);
            }
        }
        return examples.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsUnderstood(String line) {
        List<String> words = new ArrayList<>(words(line));
        Map<String, String> environment = new HashMap<>();
        for (Matcher matcher = ASSIGNMENT.matcher(words.getFirst()); matcher.matches(); ) {
            environment.put(matcher.group(1), matcher.group(2));
            words.removeFirst();
            matcher = ASSIGNMENT.matcher(words.getFirst());
        }
        assertThat(words.removeFirst()).isEqualTo("mpd-dns");
        environment.putIfAbsent("MPD_DNS_CONTROL", "/nonexistent/control.sock");
        CommandRun run = CommandRun.of(environment, words.toArray(String[]::new));
        boolean asks = !List.of("serve", "check", "generate-completion").contains(words.getFirst());
        assertThat(run.err()).satisfies(err -> {
            if (asks) {
                assertThat(err).contains("no mpd-dns server answers");
            } else {
                assertThat(err).isEmpty();
            }
        });
    }

    /// Words as a shell makes them, as far as the examples need it.
    private static List<String> words(String line) {
        Matcher matcher = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+").matcher(line);
        return matcher.results()
                .map(word -> word.group().replaceAll("[\"']", ""))
                .toList();
    }
}
