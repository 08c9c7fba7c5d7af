package mpd.dns.conf;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens after [StableFiles] have listed a directory and before they look at the files in it. Time
/// passes only when a test says so.
class BetweenListingAndFilesTest {

    private static final Duration QUIET = Duration.ofMillis(50);

    @TempDir
    Path temp;

    private long nanos = 1;
    private Runnable meanwhile = () -> {};
    private Path directory;
    private StableFiles files;

    @BeforeEach
    void make() throws IOException {
        directory = Files.createDirectory(temp.resolve("d"));
        // By this clock every file is from the future, so that only observed time counts.
        files = new StableFiles(QUIET, this::time, () -> Instant.EPOCH, Set.of());
        Files.writeString(file("x"), "one");
        Files.writeString(file("vanishing"), "one");
        List<String> _ = look();
        pass(50);
        assertThat(look()).containsExactly("vanishing=one", "x=one");
    }

    /// The time is asked for where a vanished name is looked at, which is when its directory has been listed.
    private long time() {
        Runnable now = meanwhile;
        meanwhile = () -> {};
        now.run();
        return nanos;
    }

    private void pass(long millis) {
        nanos += Duration.ofMillis(millis).toNanos();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> look() {
        boolean _ = files.refresh();
        return read();
    }

    private List<String> read() {
        files.begin();
        if (!(files.directory(directory) instanceof DirectoryContent.Names(List<String> names))) {
            return List.of("no directory");
        }
        List<String> seen =
                names.stream().map(name -> name + "=" + told(file(name))).toList();
        files.retain();
        return seen;
    }

    private String told(Path file) {
        return files.file(file) instanceof FileContent.Text(byte[] bytes, Object _)
                ? new String(bytes, StandardCharsets.UTF_8)
                : "nothing";
    }

    /// A refresh in which the deletion of a file counts, so that a reading follows.
    private void refreshAnd(Runnable then) throws IOException {
        Files.delete(file("vanishing"));
        assertThat(look()).containsExactly("vanishing=one", "x=one");
        pass(50);
        meanwhile = then;
        assertThat(files.refresh()).isTrue();
    }

    @Test
    void filesOfADirectoryThatIsMovedAwayAreKeptHoweverLongTheReadingTakes() throws IOException {
        Path away = temp.resolve("away");
        refreshAnd(() -> move(directory, away));
        pass(50);
        assertThat(read()).containsExactly("x=one");
        for (int i = 0; i < 3; i++) {
            pass(50);
            assertThat(look()).containsExactly("x=one");
        }
        assertThat(files.lost()).containsEntry(directory, "is gone");
    }

    @Test
    void fileThatIsRenamedIsAlwaysThereUnderOneOfItsNames() throws IOException {
        refreshAnd(() -> move(file("x"), file("y")));
        pass(50);
        assertThat(read()).containsExactly("x=one");
        assertThat(files.due()).isLessThanOrEqualTo(QUIET.toNanos());
        for (int i = 0; i < 7; i++) {
            pass(10);
            assertThat(look()).containsAnyOf("x=one", "y=one");
        }
        assertThat(look()).containsExactly("y=one");
    }

    @Test
    void renamedFileIsThereWhereTheNextLookIsLate() throws IOException {
        refreshAnd(() -> move(file("x"), file("y")));
        assertThat(read()).containsExactly("x=one");
        for (int i = 0; i < 4; i++) {
            pass(60);
            assertThat(look()).containsAnyOf("x=one", "y=one");
        }
        assertThat(look()).containsExactly("y=one");
    }

    @Test
    void deletionCountsFiftyMillisecondsAfterTheListingThatLacksTheName() throws IOException {
        refreshAnd(() -> move(file("x"), temp.resolve("x")));
        assertThat(read()).containsExactly("x=one");
        pass(10);
        assertThat(look()).containsExactly("x=one");
        pass(49);
        assertThat(look()).containsExactly("x=one");
        pass(1);
        assertThat(look()).isEmpty();
    }

    @Test
    void linkThatLeadsNowhereAnyMoreIsADeletionAlthoughItIsListed() throws IOException {
        Path target = Files.writeString(temp.resolve("target"), "one");
        Files.createSymbolicLink(file("link"), target);
        look();
        pass(50);
        assertThat(look()).contains("link=one");
        Files.delete(target);
        look();
        pass(50);
        assertThat(look()).contains("link=nothing");
    }
}
