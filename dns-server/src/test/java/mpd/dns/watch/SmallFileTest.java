package mpd.dns.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
}
