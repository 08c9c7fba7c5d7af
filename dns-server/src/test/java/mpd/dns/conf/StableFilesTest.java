package mpd.dns.conf;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Real files, and time that passes only when a test says so.
class StableFilesTest extends StableFilesFixture {

    private static final FileContent GONE = new FileContent.Missing();

    private void renameOver(String name, String text) throws IOException {
        Files.move(Files.writeString(temp.resolve("fresh"), text), file(name), ATOMIC_MOVE, REPLACE_EXISTING);
    }

    @Test
    void newFileCountsOnceItHasBeenQuietForFiftyMilliseconds() throws IOException {
        settle();
        write("a", "one");
        assertThat(look()).doesNotContain("a=one");
        pass(49);
        assertThat(look()).doesNotContain("a=one");
        pass(1);
        assertThat(look()).containsExactly("a=one");
    }

    @Test
    void oldFileCountsAtFirstSight() throws IOException {
        write("a", "one");
        wall = Instant.now().plusSeconds(60);
        assertThat(look()).containsExactly("a=one");
    }

    @Test
    void fileThatIsWrittenToKeepsItsLastVersionWhileAnotherCounts() throws IOException {
        write("a", "one");
        write("b", "one");
        settle();
        for (int chunk = 0; chunk < 100; chunk++) {
            Files.writeString(file("a"), "\nmore", StandardOpenOption.APPEND);
            if (chunk == 50) {
                renameOver("b", "second");
            }
            assertThat(look()).contains("a=one");
            pass(30);
        }
        assertThat(look()).containsExactly("a=one", "b=second");
        pass(50);
        assertThat(look()).containsExactly("a=one" + "\nmore".repeat(100), "b=second");
    }

    @Test
    void nextLookIsDueWhenTheFileMayBeQuiet() throws IOException {
        write("a", "one");
        settle();
        assertThat(files.due()).isEqualTo(Long.MAX_VALUE);
        renameOver("a", "second");
        look();
        pass(20);
        look();
        assertThat(files.due()).isEqualTo(Duration.ofMillis(30).toNanos());
    }

    @Test
    void deletionCountsAfterFiftyMilliseconds() throws IOException {
        write("a", "one");
        settle();
        Files.delete(file("a"));
        look();
        pass(49);
        assertThat(look()).containsExactly("a=one");
        pass(1);
        assertThat(look()).isEmpty();
    }

    @Test
    void fileThatIsRenamedIsAlwaysThereUnderOneOfItsNames() throws IOException {
        write("a", "one");
        settle();
        Files.move(file("a"), file("b"));
        // That the one is gone is seen before the other is, where a look takes its time.
        boolean _ = files.refresh();
        pass(7);
        assertThat(look()).contains("a=one");
        for (int millis = 0; millis < 60; millis++) {
            pass(1);
            assertThat(look()).containsAnyOf("a=one", "b=one");
        }
        assertThat(look()).containsExactly("b=one");
    }

    @Test
    void deletionDoesNotWaitForEverForFilesThatAreWrittenAllTheTime() throws IOException {
        write("a", "one");
        write("b", "one");
        settle();
        Files.delete(file("a"));
        for (int chunk = 0; chunk < 30; chunk++) {
            Files.writeString(file("b"), "\nmore", StandardOpenOption.APPEND);
            look();
            pass(30);
        }
        assertThat(look()).containsExactly("b=one");
    }

    @Test
    void fileThatIsBackWithinFiftyMillisecondsWasNeverGone() throws IOException {
        write("a", "one");
        settle();
        Files.delete(file("a"));
        assertThat(look()).containsExactly("a=one");
        pass(30);
        write("a", "second");
        assertThat(look()).containsExactly("a=one");
        pass(30);
        assertThat(look()).containsExactly("a=one");
        pass(20);
        assertThat(look()).containsExactly("a=second");
    }

    @Test
    void everyDeletionLastsFiftyMillisecondsAnew() throws IOException {
        write("a", "one");
        settle();
        Path away = temp.resolve("away");
        // The directory, so that the file comes back with all times it had.
        Files.move(directory, away);
        Files.createDirectory(directory);
        assertThat(look()).containsExactly("a=one");
        Files.delete(directory);
        Files.move(away, directory);
        pass(100);
        assertThat(look()).containsExactly("a=one");
        Files.delete(file("a"));
        assertThat(look()).containsExactly("a=one");
        pass(50);
        assertThat(look()).isEmpty();
    }

    @Test
    void directoryThatIsGoneKeepsWhatItHad() throws IOException {
        write("a", "one");
        settle();
        Path away = temp.resolve("away");
        Files.move(directory, away);
        for (int i = 0; i < 5; i++) {
            assertThat(look()).containsExactly("a=one");
            pass(60);
        }
        assertThat(files.lost()).containsEntry(directory, "is gone");
        Files.delete(away.resolve("a"));
        Files.writeString(away.resolve("b"), "two");
        Files.move(away, directory);
        settle();
        assertThat(look()).containsExactly("b=two");
        assertThat(files.lost()).isEmpty();
    }

    @Test
    void directoryThatIsGoneForAMomentIsNoTrouble() throws IOException {
        write("a", "one");
        settle();
        Path away = temp.resolve("away");
        Files.move(directory, away);
        look();
        assertThat(files.lost()).isEmpty();
        assertThat(files.due()).isLessThanOrEqualTo(QUIET.toNanos());
        pass(10);
        Files.move(away, directory);
        assertThat(look()).containsExactly("a=one");
        assertThat(files.lost()).isEmpty();
    }

    @Test
    void emptyDirectoryIsEmpty() throws IOException {
        write("a", "one");
        settle();
        Files.move(directory, temp.resolve("away"));
        Files.createDirectory(directory);
        settle();
        assertThat(look()).isEmpty();
        assertThat(files.lost()).isEmpty();
    }

    @Test
    void directorySwappedByTwoRenames() throws IOException {
        write("a", "one");
        write("c", "one");
        settle();
        Path other = Files.createDirectory(temp.resolve("other"));
        Files.writeString(other.resolve("a"), "second");
        Files.writeString(other.resolve("b"), "second");
        Files.move(directory, temp.resolve("away"));
        assertThat(look()).containsExactly("a=one", "c=one");
        Files.move(other, directory);
        settle();
        assertThat(look()).containsExactly("a=second", "b=second");
    }

    @Test
    void linkPointedElsewhereCountsWithWhatIsThere() throws IOException {
        Path one = Files.writeString(temp.resolve("one"), "one");
        Path two = Files.writeString(temp.resolve("two"), "second");
        Files.createSymbolicLink(file("a"), one);
        settle();
        Files.move(Files.createSymbolicLink(temp.resolve("link"), two), file("a"), ATOMIC_MOVE, REPLACE_EXISTING);
        assertThat(look()).containsExactly("a=one");
        pass(50);
        assertThat(look()).containsExactly("a=second");
    }

    @Test
    void mainFileKeepsItsLastWordWhenItIsGone() throws IOException {
        Files.writeString(main, "one");
        settle();
        Files.delete(main);
        settle();
        settle();
        assertThat(told(main)).isEqualTo("one");
        assertThat(files.lost()).containsOnly(Map.entry(main, "is gone"));
    }

    @Test
    void mainFileThatNeverWasIsMissing() {
        settle();
        assertThat(files.file(main)).isEqualTo(GONE);
        assertThat(files.lost()).isEmpty();
    }

    @Test
    void fifoIsNeverOpenedAndKeepsTheLastVersion() throws IOException, InterruptedException {
        write("a", "one");
        settle();
        Files.delete(file("a"));
        assertThat(new ProcessBuilder("mkfifo", file("a").toString()).start().waitFor())
                .isZero();
        settle();
        assertThat(look()).containsExactly("a=one");
        assertThat(files.lost()).containsEntry(file("a"), "expected a file, and this is something else");
    }

    @Test
    void fileThatCanNoLongerBeReadKeepsTheLastVersion() throws IOException {
        write("a", "one");
        settle();
        Files.delete(file("a"));
        Files.createSymbolicLink(file("a"), file("a"));
        settle();
        assertThat(look()).containsExactly("a=one");
        assertThat(files.lost()).containsOnlyKeys(file("a"));
        assertThat(files.lost().get(file("a"))).contains("cannot be read", "Too many levels of symbolic links");
        renameOver("a", "second");
        settle();
        assertThat(look()).containsExactly("a=second");
        assertThat(files.lost()).isEmpty();
    }

    @Test
    void fifoIsUnreadableFromTheStart() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", file("a").toString()).start().waitFor())
                .isZero();
        settle();
        assertThat(look()).containsExactly("a=Unreadable");
    }

    @Test
    void keptVersionAndTheFileThatGotItsInodeAreTwoFiles() throws IOException {
        write("a", "one");
        settle();
        Object before = identity("a");
        write("b", "x");
        settle();
        // The kept version of a is not the file that a is now.
        renameOver("a", "another");
        look();
        assertThat(told(file("a"))).isEqualTo("one");
        assertThat(identity("a")).isNotEqualTo(before);
    }

    private Object identity(String name) {
        assertThat(files.file(file(name))).isInstanceOf(FileContent.Text.class);
        return files.file(file(name)) instanceof FileContent.Text text ? Objects.requireNonNull(text.identity()) : "";
    }

    @Test
    void namesAreInTheOrderOfTheirBytes() throws IOException {
        for (String name : List.of("b", "a", "B", "a-b", "a.b", "10", "9")) {
            write(name, "x");
        }
        settle();
        assertThat(files.directory(directory))
                .isEqualTo(new DirectoryContent.Names(List.of("10", "9", "B", "a", "a-b", "a.b", "b")));
    }

    @Test
    void nameThatIsNoTextIsLeftOut() throws IOException, InterruptedException {
        write("a", "one");
        Process touch = new ProcessBuilder(
                        "sh", "-c", "printf x > \"$(printf '%s/\\377bad' \"$0\")\"", directory.toString())
                .start();
        assertThat(touch.waitFor()).isZero();
        settle();
        assertThat(look()).contains("a=one");
    }

    @Test
    void lookingAgainAtUnchangedFilesIsNoChange() throws IOException {
        write("a", "one");
        settle();
        assertThat(files.refresh()).isFalse();
        renameOver("a", "second");
        assertThat(files.refresh()).isFalse();
        pass(50);
        assertThat(files.refresh()).isTrue();
        assertThat(files.refresh()).isFalse();
    }

    @Test
    void hardLinksAreOneFile() throws IOException {
        write("a", "one");
        Files.createLink(file("b"), file("a"));
        settle();
        assertThat(identity("a")).isEqualTo(identity("b"));
    }
}
