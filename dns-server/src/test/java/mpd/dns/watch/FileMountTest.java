package mpd.dns.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMountTest {

    // The second file was bind-mounted and then replaced by a rename.
    private static final List<String> MOUNTS = List.of(
            "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
            "310 22 0:24 /systemd/resolve/resolv.conf /etc/resolv.conf rw,nosuid - tmpfs tmpfs rw",
            "311 22 0:24 /systemd/resolve/resolv.conf//deleted /etc/my\\040upstreams.conf rw - tmpfs tmpfs rw",
            "312 22 0:24 /a\\040b /etc/tab\\011,\\012and\\134 rw - tmpfs tmpfs rw",
            "313 22 0:24 /below /etc/resolv.conf/below rw - tmpfs tmpfs rw",
            "broken /etc/resolv.conf");

    @Test
    void replacedFileIsFoundByItsUnescapedMountPoint() {
        assertThat(FileMount.find(MOUNTS, Path.of("/etc/my upstreams.conf")))
                .hasValueSatisfying(root -> assertThat(FileMount.gone(root)).isTrue());
    }

    @Test
    void mountedFileThatIsStillThereIsNotStale() {
        assertThat(FileMount.find(MOUNTS, Path.of("/etc/resolv.conf")))
                .hasValueSatisfying(root -> assertThat(FileMount.gone(root)).isFalse());
    }

    @Test
    void whateverTheKernelEscapesIsFound() {
        assertThat(FileMount.find(MOUNTS, Path.of("/etc/tab\t,\nand\\")))
                .hasValueSatisfying(root -> assertThat(FileMount.gone(root)).isFalse());
        assertThat(FileMount.find(MOUNTS, Path.of("/etc"))).isEmpty();
    }

    @Test
    void ordinaryAndMissingFilesAreNoMounts(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(FileMount.of(file)).isEmpty();
        assertThat(FileMount.of(directory.resolve("missing"))).isEmpty();
    }
}
