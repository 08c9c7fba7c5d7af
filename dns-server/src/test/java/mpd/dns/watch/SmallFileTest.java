package mpd.dns.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SmallFileTest {

    @TempDir
    private Path directory;

    @Test
    void noMoreIsReadThanAskedFor() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "abcdef");
        assertThat(SmallFile.read(file, 3)).asString().isEqualTo("abc");
        assertThat(SmallFile.read(file, 9)).asString().isEqualTo("abcdef");
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aFifoIsRefusedAndNotWaitedFor() throws Exception {
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> SmallFile.read(fifo, 9))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("FIFO");
    }

    @Test
    void aDirectoryAndNothingAreTold() {
        assertThatThrownBy(() -> SmallFile.read(directory, 9)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> SmallFile.read(directory.resolve("none"), 9)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aFileThatCannotBeOpenedIsNotWaitedForTwiceAndReadOnceItCan() throws IOException {
        Path file = Files.writeString(directory.resolve("leased"), "abc");
        try (Lease _ = Lease.on(file)) {
            long start = System.nanoTime();
            // A hundred times two seconds, if each had to be waited for.
            for (int i = 0; i < 100; i++) {
                assertNotRead(file);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        }
        await().untilAsserted(
                        () -> assertThat(SmallFile.read(file, 9)).asString().isEqualTo("abc"));
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anotherFileInThePlaceOfOneThatCannotBeOpenedIsReadAtOnce() throws IOException {
        Path file = Files.writeString(directory.resolve("leased"), "abc");
        try (Lease _ = Lease.on(file)) {
            assertNotRead(file);
            Path other = Files.writeString(directory.resolve("other"), "def");
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            assertThat(SmallFile.read(file, 9)).asString().isEqualTo("def");
        }
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void manyPathsAndVersionsOfOneFileKeepOneThreadBusy() throws IOException {
        Path file = Files.writeString(directory.resolve("leased"), "abc");
        long before = readers();
        try (Lease _ = Lease.on(file)) {
            for (int i = 0; i < 100; i++) {
                assertNotRead(Files.createSymbolicLink(directory.resolve("link" + i), file));
                Files.setPosixFilePermissions(
                        file, PosixFilePermissions.fromString(i % 2 == 0 ? "rw-------" : "rw-r--r--"));
            }
            assertThat(readers()).isLessThanOrEqualTo(before + 1);
        }
    }

    private static long readers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("file-reader"))
                .count();
    }

    private static void assertNotRead(Path file) {
        assertThatThrownBy(() -> SmallFile.read(file, 9)).hasMessage("it was not read in time");
    }
}
