package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mpd.dns.tests.lab.Commands;
import mpd.dns.tests.lab.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which AOT cache the launcher takes to be made from the jars that are there, for a Java.
class CacheNameIT {

    private static final String FUNCTIONS = Path.of(System.getProperty("mpd.dns.root"), "dns-server/bin/java.bash")
            .toString();

    @TempDir
    private Path directory;

    private Path program;
    private Path java;

    @BeforeEach
    void make() throws IOException {
        program = Files.createDirectories(directory.resolve("program"));
        java = Files.createDirectories(directory.resolve("java"));
        Files.writeString(program.resolve("dns-server.jar"), "one");
        Files.writeString(Files.createDirectories(program.resolve("lib")).resolve("other.jar"), "one");
    }

    private String name() {
        final String call = ". \"$0\"; cache_name \"$1\" \"$2\"";
        final Outcome outcome = Commands.run(
                List.of("bash", "-euo", "pipefail", "-c", call, FUNCTIONS, program.toString(), java.toString()), "");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.output()).matches("[0-9]+-[0-9]+\\.aot").isNotEqualTo("4294967295-0.aot");
        return outcome.output();
    }

    private void anotherJarHasAnotherName() throws IOException {
        final String before = name();
        assertThat(name()).isEqualTo(before);
        Files.writeString(program.resolve("dns-server.jar"), "two");
        final String between = name();
        assertThat(between).isNotEqualTo(before);
        Files.writeString(program.resolve("lib/other.jar"), "two");
        assertThat(name()).isNotIn(before, between);
    }

    @Test
    void anotherJarHasAnotherNameWithAJavaThatSaysWhatItIs() throws IOException {
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"25\"\n");
        anotherJarHasAnotherName();
    }

    @Test
    void anotherJarHasAnotherNameWithAJavaThatSaysNothing() throws IOException {
        anotherJarHasAnotherName();
    }

    @Test
    void anotherJavaHasAnotherName() throws IOException {
        final String silent = name();
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"25\"\n");
        final String before = name();
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"26\"\n");
        assertThat(name()).isNotIn(silent, before);
    }
}
