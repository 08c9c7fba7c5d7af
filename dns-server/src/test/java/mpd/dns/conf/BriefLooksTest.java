package mpd.dns.conf;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/// When [StableFiles] are to be looked at thoroughly. Time passes only when a test says so.
class BriefLooksTest extends StableFilesFixture {

    @Test
    void nothingHasMovedAsLongAsNothingChangesButForOneLookInTen() throws IOException {
        Files.writeString(main, "a");
        Files.writeString(file("x"), "x");
        settle();
        assertThat(files.moved()).isTrue();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 9; i++) {
                assertThat(files.moved()).as("look %d", i).isFalse();
            }
            assertThat(files.moved()).isTrue();
        }
    }

    @Test
    void everyKindOfChangeIsSeenByABriefLook() throws IOException {
        Files.writeString(main, "a");
        Files.writeString(file("x"), "x");
        settle();
        assertThat(files.moved()).isTrue();
        assertThat(files.moved()).isFalse();

        Files.writeString(file("x"), "longer");
        assertThat(files.moved()).isTrue();
        settle();
        assertThat(files.moved()).isFalse();

        Files.writeString(file("y"), "y");
        assertThat(files.moved()).isTrue();
        settle();
        assertThat(files.moved()).isFalse();

        Files.writeString(temp.resolve("new"), "a");
        Files.setLastModifiedTime(temp.resolve("new"), Files.getLastModifiedTime(main));
        Files.move(temp.resolve("new"), main, REPLACE_EXISTING, ATOMIC_MOVE);
        assertThat(files.moved()).as("a file of the same size and time").isTrue();
        settle();
        assertThat(files.moved()).isFalse();

        Files.delete(file("x"));
        assertThat(files.moved()).isTrue();
    }

    @Test
    void briefLookIsNotTrustedWhileSomethingIsNotSettledOrLost() throws IOException {
        Files.writeString(main, "a");
        settle();
        assertThat(files.moved()).isTrue();
        assertThat(files.moved()).isFalse();

        Files.writeString(main, "other");
        List<String> _ = look();
        assertThat(files.moved()).isTrue();
        assertThat(files.moved()).as("it was seen, and does not count yet").isTrue();
        settle();
        assertThat(files.moved()).isFalse();

        Files.delete(main);
        settle();
        assertThat(files.moved()).isTrue();
        assertThat(files.moved()).as("it is lost, and kept").isTrue();
    }

    private void replace(String name, String text) throws IOException {
        Path written = Files.writeString(temp.resolve("new"), text);
        Files.move(written, file(name), REPLACE_EXISTING, ATOMIC_MOVE);
    }

    private String told(String name) {
        return files.file(file(name)) instanceof FileContent.Text(byte[] bytes, Object _)
                ? new String(bytes, StandardCharsets.UTF_8)
                : "nothing";
    }

    @Test
    void readingHasWhatItsRefreshSawAndALaterChangeIsSeenByTheNextLook() throws IOException {
        replace("x", "one");
        settle();
        replace("x", "second");
        assertThat(files.refresh()).isFalse();
        pass(QUIET.toMillis());
        assertThat(files.refresh()).isTrue();

        Files.delete(file("x"));
        // As long as a deletion that counts, were it seen.
        assertThat(told("x")).isEqualTo("second");
        pass(QUIET.toMillis());
        assertThat(told("x")).isEqualTo("second");
        files.retain();

        assertThat(files.moved()).isTrue();
        settle();
        assertThat(told("x")).isEqualTo("nothing");
    }

    @Test
    void readingLooksAgainAtWhatItsRefreshSawOnItsWay() throws IOException {
        replace("x", "one");
        replace("y", "one");
        settle();
        replace("x", "second");
        assertThat(files.refresh()).isFalse();
        pass(QUIET.toMillis());
        replace("y", "second");
        assertThat(files.refresh()).isTrue();

        pass(QUIET.toMillis());
        assertThat(told("y")).isEqualTo("second");
    }

    @Test
    void directoryThatCannotBeListedIsLookedAtEachTime() throws IOException {
        Files.writeString(main, "a");
        Files.delete(directory);
        // Such a one as not even root can list.
        Files.createFile(directory);
        settle();
        assertThat(files.moved()).isTrue();
        assertThat(files.moved()).isTrue();
    }

    @Test
    void changeOfPermissionsIsSeenByABriefLook() throws IOException {
        Files.writeString(main, "a");
        settle();
        assertThat(files.moved()).isTrue();
        assertThat(files.moved()).isFalse();

        Files.setPosixFilePermissions(main, PosixFilePermissions.fromString("rw-rw-r--"));

        assertThat(files.moved()).isTrue();
    }
}
