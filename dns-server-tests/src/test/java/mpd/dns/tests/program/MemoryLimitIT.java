package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mpd.dns.tests.lab.Commands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the launcher takes for the memory of its container, by the files of both kinds of control groups.
class MemoryLimitIT {

    private static final String OPTIONS = Path.of(System.getProperty("mpd.dns.root"), "dns-server/bin/java.bash")
            .toString();

    @TempDir
    private Path groups;

    private String limit() {
        return Commands.run(
                        List.of(
                                "bash",
                                "-euo",
                                "pipefail",
                                "-c",
                                ". \"$0\"; memory_limit \"$1\"",
                                OPTIONS,
                                groups.toString()),
                        "")
                .output();
    }

    private void write(final String file, final String text) throws IOException {
        final Path path = groups.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @ParameterizedTest
    @CsvSource({"100663296, 96", "max, ''", "0, 0", "9223372036854771712, ''", "99999999999999999999, ''"})
    void oneHierarchy(final String text, final String expected) throws IOException {
        write("memory.max", text + "\n");
        assertThat(limit()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"100663296, 96", "9223372036854771712, ''"})
    void oneForEachController(final String text, final String expected) throws IOException {
        write("memory/memory.limit_in_bytes", text + "\n");
        assertThat(limit()).isEqualTo(expected);
    }

    @Test
    void theFirstThatIsToldCounts() throws IOException {
        write("memory.max", "max\n");
        write("memory/memory.limit_in_bytes", "100663296");
        assertThat(limit()).isEqualTo("96");
        write("memory.max", "209715200\n");
        assertThat(limit()).isEqualTo("200");
    }

    @Test
    void whereNothingIsToldThereIsNone() {
        assertThat(limit()).isEmpty();
    }
}
