package mpd.dns.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mpd.dns.tests.lab.Commands;
import mpd.dns.tests.lab.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where `container/build` refuses to make its context.
@Tag("launcher")
class ImageBuildIT {

    private static final String BUILD =
            Path.of(System.getProperty("mpd.dns.root"), "container/build").toString();

    @TempDir
    private Path directory;

    private Path precious;

    @BeforeEach
    void write() throws IOException {
        precious = Files.writeString(directory.resolve("Containerfile"), "FROM scratch\n");
    }

    private static Outcome contextIn(final Path where) {
        return Commands.run(List.of(BUILD, "--context-only", where.toString()), "");
    }

    @Test
    void aDirectoryWithSomethingElseInItIsLeftAsItIs() {
        final Outcome outcome = contextIn(directory);
        assertThat(outcome.err()).contains(directory + " is not empty");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(precious).hasContent("FROM scratch");
    }

    @Test
    void aFileIsNoDirectory() {
        final Outcome outcome = contextIn(precious);
        assertThat(outcome.err()).contains(precious + " cannot be made");
        assertThat(outcome.status()).isEqualTo(2);
    }
}
