package mpd.dns.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mpd.dns.control.ControlServer;
import mpd.dns.control.SampleServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `health` is answered by the launcher itself, and a person must not notice. It runs from a copy that stands
/// alone: neither Java nor anything to build is beside it, so an answer cannot come from a JVM.
class LauncherHealthTest {

    @TempDir
    private Path directory;

    private Path launcher;
    private Path control;

    @BeforeEach
    void copyLauncher() throws IOException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        launcher = Files.copy(Path.of("bin/mpd-dns"), bin.resolve("mpd-dns"));
        Files.copy(Path.of("bin/ask.bash"), bin.resolve("ask.bash"));
        control = directory.resolve("control.sock");
    }

    @Test
    void readyServerIsHealthy() throws Exception {
        try (ControlServer _ = ControlServer.start(control, SampleServer.ready())) {
            assertThat(launched(0)).isEqualTo(inJava(0)).isEqualToIgnoringNewLines("ready");
        }
    }

    @Test
    void waitingServerIsNotAndSaysWhy() throws Exception {
        try (ControlServer _ = ControlServer.start(control, SampleServer.waiting())) {
            assertThat(launched(1)).isEqualTo(inJava(1)).contains("waiting for podman");
        }
    }

    @Test
    void readyServerSaysWhatIsAmiss() throws Exception {
        try (ControlServer _ = ControlServer.start(control, SampleServer.hampered())) {
            assertThat(launched(0)).isEqualTo(inJava(0)).isEqualToIgnoringNewLines("ready; but a file is an old copy");
        }
    }

    @Test
    void missingServerIsSaid() throws Exception {
        assertThat(launched(2)).contains("no mpd-dns server answers on " + control);
    }

    @Test
    void environmentNamesTheSocketToo() throws Exception {
        try (ControlServer _ = ControlServer.start(control, SampleServer.ready())) {
            assertThat(run(Map.of("MPD_DNS_CONTROL", control.toString()), 0)).isEqualToIgnoringNewLines("ready");
        }
    }

    @Test
    void flagBeatsEnvironment() throws Exception {
        try (ControlServer _ = ControlServer.start(control, SampleServer.ready())) {
            Map<String, String> elsewhere = Map.of("MPD_DNS_CONTROL", "/nowhere.sock");
            assertThat(run(elsewhere, 0, "--control=" + control)).isEqualToIgnoringNewLines("ready");
            assertThat(run(elsewhere, 0, "--control", control.toString())).isEqualToIgnoringNewLines("ready");
        }
    }

    @Test
    void pathTooLongForASocketIsLeftToJavaToRefuse() throws Exception {
        // Which is not there: what matters is that nothing else was asked instead.
        assertThat(run(Map.of("MPD_DNS_CONTROL", "/tmp" + "/x".repeat(60)), 1)).doesNotContain("no mpd-dns server");
    }

    private String launched(int status) throws IOException, InterruptedException {
        return run(Map.of(), status, "--control", control.toString());
    }

    private String inJava(int status) {
        CommandRun run = CommandRun.of(Map.of(), "health", "--control", control.toString());
        assertThat(run.status()).isEqualTo(status);
        return run.out();
    }

    private String run(Map<String, String> environment, int status, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "health"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(status);
        return output;
    }
}
