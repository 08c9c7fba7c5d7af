package mpd.dns.conf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A main file and a directory, read as the one reader does, and a clock that goes when the test says so.
abstract class StableFilesFixture {

    static final Duration QUIET = Duration.ofMillis(50);

    @TempDir
    Path temp;

    private long nanos = 1;
    // By this clock every file is from the future, so that only observed time counts.
    Instant wall = Instant.EPOCH;
    Path main;
    Path directory;
    StableFiles files;

    @BeforeEach
    final void make() throws IOException {
        main = temp.resolve("main.conf");
        directory = Files.createDirectory(temp.resolve("d"));
        files = new StableFiles(QUIET, this::time, () -> wall, Set.of(main));
    }

    /// What the clock says, in nanoseconds.
    long time() {
        return nanos;
    }

    final void pass(long millis) {
        nanos += Duration.ofMillis(millis).toNanos();
    }

    final Path file(String name) {
        return directory.resolve(name);
    }

    final void write(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }

    /// Refreshes, and reads: the main file, the directory, and every file it names, as `name=content`.
    final List<String> look() {
        boolean _ = files.refresh();
        return read();
    }

    final List<String> read() {
        files.begin();
        FileContent _ = files.file(main);
        if (!(files.directory(directory) instanceof DirectoryContent.Names(List<String> names))) {
            return List.of("no directory");
        }
        List<String> seen =
                names.stream().map(name -> name + "=" + told(file(name))).toList();
        files.retain();
        return seen;
    }

    final String told(Path file) {
        return switch (files.file(file)) {
            case FileContent.Text(byte[] bytes, Object _) -> new String(bytes, StandardCharsets.UTF_8);
            case FileContent other -> other.getClass().getSimpleName();
        };
    }

    final void settle() {
        List<String> _ = look();
        pass(QUIET.toMillis());
        List<String> _ = look();
    }
}
