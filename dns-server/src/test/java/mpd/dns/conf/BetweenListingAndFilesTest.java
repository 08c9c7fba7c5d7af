package mpd.dns.conf;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What happens after [StableFiles] have listed a directory and before they look at the files in it. Time
/// passes only when a test says so.
class BetweenListingAndFilesTest extends StableFilesFixture {

    private Runnable meanwhile = () -> {};

    @BeforeEach
    void fill() throws IOException {
        write("x", "one");
        write("vanishing", "one");
        settle();
        assertThat(look()).containsExactly("vanishing=one", "x=one");
    }

    /// The time is asked for where a vanished name is looked at, which is when its directory has been listed.
    @Override
    long time() {
        Runnable now = meanwhile;
        meanwhile = () -> {};
        now.run();
        return super.time();
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        assertThat(look()).contains("link=Missing");
    }
}
