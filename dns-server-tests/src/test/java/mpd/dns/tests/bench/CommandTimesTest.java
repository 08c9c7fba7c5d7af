package mpd.dns.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTimesTest {

    private final Path control = Path.of("/run/x.sock");

    @TempDir
    private Path directory;

    @Test
    void eachTimeIsThatOfAWholeCallWithTheSocket() throws IOException {
        final Path launcher = launcher("[ \"$*\" = 'explain a.mpd.test --control /run/x.sock' ] && sleep 0.05");
        assertThat(CommandTimes.of(2, launcher, control, "explain", "a.mpd.test"))
                .hasSize(2)
                .allMatch(nanos -> nanos >= 50_000_000);
    }

    @Test
    void aCommandThatFailsIsNoMeasurement() throws IOException {
        final Path launcher = launcher("exit 3");
        assertThatIllegalStateException()
                .isThrownBy(() -> CommandTimes.of(1, launcher, control, "health"))
                .withMessageContaining("ended with 3");
    }

    @Test
    void aCommandThatDoesNotEndIsEndedAndNoMeasurement() throws IOException {
        final Path pid = directory.resolve("pid");
        final Path launcher = launcher("echo $$ > " + pid + "; exec sleep 300");
        assertThatIllegalStateException()
                .isThrownBy(() -> CommandTimes.run(List.of(launcher.toString()), Duration.ofSeconds(1)))
                .withMessageContaining("did not end within PT1S");
        await().until(() -> ProcessHandle.of(
                        Long.parseLong(Files.readString(pid).strip()))
                .filter(ProcessHandle::isAlive)
                .isEmpty());
    }

    private Path launcher(final String command) throws IOException {
        final Path file = Files.writeString(directory.resolve("launcher"), "#!/bin/sh\n" + command + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
