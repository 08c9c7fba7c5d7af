package mpd.dns.watch;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the kernel tells of a directory, in the order in which it happened.
class DirectoryKeysTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private DirectoryKeys keys;

    @BeforeEach
    void open() throws IOException {
        keys = new DirectoryKeys(FileSystems.getDefault().newWatchService());
        Files.writeString(directory.resolve("log"), "");
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void aFileThatIsWrittenInADirectoryOnTheWayWakesNobody() throws Exception {
        watched("below/file").look();

        assertThat(kindsOfAWriteAndACreation()).containsExactly(ENTRY_CREATE);
    }

    @Test
    void aFileThatIsWrittenInTheDirectoryOfAWatchedFileIsTold() throws Exception {
        watched("file").look();

        assertThat(kindsOfAWriteAndACreation()).containsExactly(ENTRY_MODIFY, ENTRY_CREATE);
    }

    @Test
    void writesAreToldWhoeverElseComesThroughTheDirectory() throws Exception {
        keys.of(directory, false);
        keys.of(directory, true);
        keys.of(directory, false);

        assertThat(kindsOfAWriteAndACreation()).containsExactly(ENTRY_MODIFY, ENTRY_CREATE);
    }

    @Test
    void writesAreNotToldAnyMoreWhenWhoNeededThemHasGone() throws Exception {
        keys.of(directory, true);
        keys.retain(List.of());
        keys.of(directory, false);

        assertThat(kindsOfAWriteAndACreation()).containsExactly(ENTRY_CREATE);
    }

    private WatchedPath watched(String file) throws IOException {
        Files.createDirectory(directory.resolve("below"));
        return new WatchedPath(directory.resolve(file), () -> {}, FileWatcher.Timing.STANDARD, keys);
    }

    /// What is told of a file that is written to and another one that is made then, up to that.
    private List<WatchEvent.Kind<?>> kindsOfAWriteAndACreation() throws Exception {
        Files.writeString(directory.resolve("log"), "a line");
        Files.createDirectory(directory.resolve("new"));
        List<WatchEvent.Kind<?>> kinds = new ArrayList<>();
        while (!kinds.contains(ENTRY_CREATE)) {
            WatchKey key = requireNonNull(keys.await(PATIENCE));
            key.pollEvents().forEach(event -> kinds.add(event.kind()));
            key.reset();
        }
        return kinds;
    }
}
