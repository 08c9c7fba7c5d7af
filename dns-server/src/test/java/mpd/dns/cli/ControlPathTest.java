package mpd.dns.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPathTest {

    @TempDir
    private Path directory;

    @Test
    void theDefaultDependsOnTheUser() {
        Map<String, String> session = Map.of("XDG_RUNTIME_DIR", "/run/user/1000");
        assertThat(ControlPath.standard(session, 0)).hasToString("/run/mpd-dns/control.sock");
        assertThat(ControlPath.standard(session, 1000)).hasToString("/run/user/1000/mpd-dns.sock");
        assertThat(ControlPath.standard(Map.of(), 1000)).hasToString("/tmp/mpd-dns-1000/control.sock");
    }

    @Test
    void theUserIsTheOneThisRunsAs() throws Exception {
        assertThat(ControlPath.user()).isEqualTo((int) Files.getAttribute(directory, "unix:uid"));
    }

    @Test
    void aDirectoryThatOthersWriteToIsNotTrusted() throws Exception {
        int uid = (int) Files.getAttribute(directory, "unix:uid");
        Path inside = directory.resolve("control.sock");
        assertThat(ControlPath.trusted(inside, uid)).isTrue();
        assertThat(ControlPath.trusted(directory.resolve("missing/control.sock"), uid))
                .isTrue();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(ControlPath.trusted(inside, uid)).isFalse();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
}
