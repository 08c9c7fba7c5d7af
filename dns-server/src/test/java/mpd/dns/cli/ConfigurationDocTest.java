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
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mpd.dns.conf.ConfReader;
import mpd.dns.conf.Configuration;
import mpd.dns.conf.DiskFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;
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
        return command("serve");
    }

    private static CommandLine command(String name) {
        return Objects.requireNonNull(
                Main.commandLine(Map.of(), config -> 0).getSubcommands().get(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "watch"})
    void theTableHasEveryFlagOfTheCommandAndItsVariableAndNoOther(String command) throws IOException {
        Map<String, String> documented = new TreeMap<>();
        List<String> section = page().stream()
                .dropWhile(line -> !line.equals("## `mpd-dns " + command + "`"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .toList();
        for (String line : section) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(row.group(1), row.group(2));
            }
        }
        Map<String, String> offered = new TreeMap<>();
        for (OptionSpec option : command(command).getCommandSpec().options()) {
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

    @Test
    void everyExampleOfAConfigurationFileIsReadWithoutAProblem(@TempDir Path directory) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean dnsmasq = false;
        for (String line : page()) {
            if (line.startsWith("```")) {
                dnsmasq = line.equals("```dnsmasq");
            } else if (dnsmasq) {
                lines.add(line);
            }
        }
        Path file = Files.write(directory.resolve("dnsmasq.conf"), lines);
        Configuration read = DiskFiles.read(new ConfReader(
                new ConfReader.Places(Optional.of(file), List.of(), directory.resolve("hosts")),
                List.of(Name.fromConstantString("mpd.test.")),
                List.of()));
        assertThat(read.problems()).isEmpty();
        assertThat(read.notices()).isEmpty();
        assertThat(read.servers())
                .extracting(given -> given.domain().orElseThrow() + " "
                        + given.servers().stream()
                                .map(server -> server.getAddress().getHostAddress())
                                .toList())
                .containsExactly(
                        "corp.example. [10.20.0.53]",
                        "corp.example. [10.20.0.54]",
                        "www.corp.example. []",
                        "20.10.in-addr.arpa. [10.20.0.53]");
    }

    /// Words as a shell makes them, as far as the examples need it.
    private static List<String> words(String line) {
        Matcher matcher = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+").matcher(line);
        return matcher.results()
                .map(word -> word.group().replaceAll("[\"']", ""))
                .toList();
    }
}
