package mpd.dns.tests.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A page that says what is tested is worth nothing unless the tests are there.
class SecurityDocumentTest {

    private static final Path ROOT = Path.of(System.getProperty("mpd.dns.root", ".."));
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|IT))\\.(\\w+)`");

    @Test
    void everyTestThatThePageNamesExists() throws IOException {
        final Map<String, String> sources = testSources();
        final List<MatchResult> named = NAMED.matcher(page()).results().toList();

        assertThat(named)
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(sources.getOrDefault(name.group(1), ""))
                        .as(name.group())
                        .containsPattern("(?:@Test|@ParameterizedTest)[^;{]*(?:\\{[^{}]*}[^;{]*)?\\bvoid "
                                + name.group(2) + "\\("));
    }

    @Test
    void everyLineOfTheTableNamesATest() throws IOException {
        assertThat(page().lines().filter(line -> line.startsWith("| ")).skip(1))
                .hasSizeGreaterThan(8)
                .allSatisfy(line -> assertThat(line).containsPattern(NAMED));
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/SECURITY.md"));
    }

    private static Map<String, String> testSources() throws IOException {
        final Map<String, String> sources = new TreeMap<>();
        for (final String module : List.of("dns-server", "dns-server-tests")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                for (final Path file :
                        files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                }
            }
        }
        return sources;
    }
}
