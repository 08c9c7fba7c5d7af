package mpd.dns.tests.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The formatter's check, as a test because tests always run on the Java version that the sources are written
/// in.
class SourceFormatTest {

    private static final Path ROOT = Path.of(System.getProperty("mpd.dns.root", ".."));

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    @Test
    void everySourceFileIsFormatted() throws IOException {
        assertThat(sources().filter(file -> !formatted(file)).map(ROOT::relativize))
                .as("run `mvn spotless:apply` with Maven on Java 25")
                .isEmpty();
    }

    @Test
    void aFileThatIsNotFormattedIsNoticed() throws FormatterException {
        String untidy = "package x;\nimport java.util.List;\nclass   X{ }\n";
        assertThat(tidy(untidy)).isNotEqualTo(untidy);
    }

    private static Stream<Path> sources() throws IOException {
        List<Path> modules = List.of(
                ROOT.resolve("dns-server/src"),
                ROOT.resolve("dns-server/training"),
                ROOT.resolve("dns-server-tests/src"));
        Stream.Builder<Path> sources = Stream.builder();
        for (Path module : modules) {
            try (Stream<Path> files = Files.walk(module)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources);
            }
        }
        return sources.build();
    }

    private boolean formatted(Path file) {
        try {
            String text = Files.readString(file);
            return tidy(text).equals(text);
        } catch (IOException | FormatterException e) {
            throw new AssertionError("cannot format " + file, e);
        }
    }

    private String tidy(String text) throws FormatterException {
        String imports = ImportOrderer.reorderImports(
                RemoveUnusedImports.removeUnusedImports(text), JavaFormatterOptions.Style.PALANTIR);
        return formatter.formatSource(imports);
    }
}
