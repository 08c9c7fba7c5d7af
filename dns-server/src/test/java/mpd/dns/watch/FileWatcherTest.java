package mpd.dns.watch;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each way to change a file, seen through the kernel's events alone and through the poll alone.
class FileWatcherTest {

    private static final Duration NEVER = Duration.ofHours(1);

    @TempDir
    Path directory;

    private final AtomicInteger changes = new AtomicInteger();
    private FileWatcher watcher = Means.EVENTS.watcher();

    enum Means {
        EVENTS {
            @Override
            FileWatcher watcher() {
                return new FileWatcher(new FileWatcher.Timing(Duration.ofMillis(50), Duration.ofMillis(500), NEVER));
            }
        },
        POLL {
            @Override
            FileWatcher watcher() {
                return FileWatcher.withoutEvents(
                        new FileWatcher.Timing(Duration.ofMillis(5), Duration.ofMillis(500), Duration.ofMillis(20)));
            }
        };

        abstract FileWatcher watcher();
    }

    @AfterEach
    void close() {
        watcher.close();
    }

    private void by(Means means) {
        watcher.close();
        watcher = means.watcher();
    }

    private Path file() throws IOException {
        return Files.writeString(directory.resolve("file"), "one");
    }

    private void seen() {
        await().atMost(Duration.ofSeconds(10)).until(() -> changes.get() > 0);
    }

    private void watch(Path file) {
        watcher.watch(file, changes::incrementAndGet);
    }

    /// Waits until the last change has been told and nothing more comes, then starts counting anew.
    private void settle() throws IOException {
        seen();
        Path other = directory.resolve("settle-" + System.nanoTime());
        AtomicBoolean told = new AtomicBoolean();
        FileWatcher.Watch watch = watcher.watch(other, () -> told.set(true));
        Files.writeString(other, "x");
        await().untilTrue(told);
        watch.close();
        changes.set(0);
    }

    @ParameterizedTest
    @EnumSource(Means.class)
    void fileRenamedOverIsAChange(Means means) throws IOException {
        by(means);
        Path file = file();
        watch(file);
        Files.move(Files.writeString(directory.resolve("new"), "two"), file, ATOMIC_MOVE, REPLACE_EXISTING);
        seen();
    }

    @ParameterizedTest
    @EnumSource(Means.class)
    void fileRewrittenInPlaceIsAChange(Means means) throws IOException {
        by(means);
        Path file = file();
        watch(file);
        Files.writeString(file, "two");
        seen();
    }

    @Test
    void rewriteThatKeepsSizeAndTimeIsAChange() throws IOException {
        by(Means.POLL);
        Path file = file();
        FileTime time = Files.getLastModifiedTime(file);
        watch(file);
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, time);
        seen();
    }

    @ParameterizedTest
    @EnumSource(Means.class)
    void deletingAndCreatingAgainAreChanges(Means means) throws IOException {
        by(means);
        Path file = file();
        watch(file);
        Files.delete(file);
        settle();
        Files.writeString(file, "two");
        seen();
    }

    @ParameterizedTest
    @EnumSource(Means.class)
    void linkPointedElsewhereIsAChange(Means means) throws IOException {
        by(means);
        Path one =
                Files.writeString(Files.createDirectory(directory.resolve("1")).resolve("file"), "one");
        Path two =
                Files.writeString(Files.createDirectory(directory.resolve("2")).resolve("file"), "two");
        Path link = Files.createSymbolicLink(directory.resolve("link"), one);
        watch(link);
        Files.move(Files.createSymbolicLink(directory.resolve("new"), two), link, ATOMIC_MOVE, REPLACE_EXISTING);
        settle();
        Files.move(Files.writeString(two.resolveSibling("new"), "three"), two, ATOMIC_MOVE, REPLACE_EXISTING);
        seen();
    }

    @ParameterizedTest
    @EnumSource(Means.class)
    void changeOfTheLinksTargetIsAChange(Means means) throws IOException {
        by(means);
        Path target =
                Files.writeString(Files.createDirectory(directory.resolve("1")).resolve("file"), "one");
        Path inner = Files.createSymbolicLink(directory.resolve("inner"), Path.of("1", "..", "1", "file"));
        watch(Files.createSymbolicLink(directory.resolve("outer"), inner));
        Files.writeString(target, "two");
        seen();
    }

    @ParameterizedTest
    @EnumSource(Means.class)
    void linkedDirectorySwappedOnTheWayIsAChange(Means means) throws IOException {
        by(means);
        Files.writeString(Files.createDirectory(directory.resolve("v1")).resolve("file"), "one");
        Files.writeString(Files.createDirectory(directory.resolve("v2")).resolve("file"), "two");
        Path data = Files.createSymbolicLink(directory.resolve("data"), Path.of("v1"));
        watch(Files.createSymbolicLink(directory.resolve("file"), Path.of("data", "file")));
        Files.move(
                Files.createSymbolicLink(directory.resolve("new"), Path.of("v2")), data, ATOMIC_MOVE, REPLACE_EXISTING);
        seen();
    }

    @ParameterizedTest
    @EnumSource(Means.class)
    void directoryReplacedIsAChangeAndIsFollowed(Means means) throws IOException {
        by(means);
        Path parent = Files.createDirectory(directory.resolve("conf"));
        Path file = Files.writeString(parent.resolve("file"), "one");
        watch(file);
        Files.move(parent, directory.resolve("old"));
        Files.createDirectory(parent);
        settle();
        Files.writeString(file, "two");
        seen();
    }

    @ParameterizedTest
    @EnumSource(Means.class)
    void directoryDeletedAndCreatedAgainIsFollowed(Means means) throws IOException {
        by(means);
        Path parent = Files.createDirectory(directory.resolve("conf"));
        Path file = Files.writeString(parent.resolve("file"), "one");
        watch(file);
        Files.delete(file);
        Files.delete(parent);
        settle();
        Files.createDirectory(parent);
        Files.writeString(file, "two");
        seen();
    }

    @ParameterizedTest
    @EnumSource(Means.class)
    void fileWhoseParentsDoNotExistYetIsSeenWhenItComes(Means means) throws IOException {
        by(means);
        Path file = directory.resolve("a").resolve("b").resolve("file");
        watch(file);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "one");
        seen();
    }

    @ParameterizedTest
    @EnumSource(Means.class)
    void unixSocketBoundDeletedAndBoundAgainIsSeen(Means means) throws IOException {
        by(means);
        Path socket = directory.resolve("socket");
        watch(socket);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            settle();
        }
        Files.delete(socket);
        settle();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            seen();
        }
    }

    @Test
    void manyWritesInARowAreOneChange() throws IOException {
        Path file = file();
        watch(file);
        for (int i = 0; i < 50; i++) {
            Files.writeString(file, "line " + i);
        }
        settle();
        assertThat(changes).hasValue(0);
    }

    @Test
    void writingWithoutPauseDoesNotPutTheChangeOffForEver() throws IOException {
        Path file = file();
        watch(file);
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    Files.writeString(file, "x".repeat(changes.get() + 1));
                    return changes.get() >= 3;
                });
    }

    @Test
    void otherFilesOfTheDirectoryAreNoChange() throws IOException {
        watch(file());
        AtomicBoolean told = new AtomicBoolean();
        Path other = directory.resolve("other");
        watcher.watch(other, () -> told.set(true));
        Files.writeString(other, "x");
        await().untilTrue(told);
        assertThat(changes).hasValue(0);
    }

    @Test
    void callbackThatThrowsIsCalledAgain() throws IOException {
        Path file = file();
        watcher.watch(file, () -> {
            changes.incrementAndGet();
            throw new IllegalStateException("thrown on purpose");
        });
        Files.writeString(file, "two");
        settle();
        Files.writeString(file, "three");
        seen();
    }

    @Test
    void endedWatchIsNotCalledAndLeavesOthersOfTheDirectoryAlone() throws IOException {
        Path file = file();
        watcher.watch(file, () -> changes.addAndGet(1000)).close();
        watch(file);
        Files.writeString(file, "two");
        settle();
        assertThat(changes.get()).isLessThan(1000);
    }

    @Test
    void watchCanEndItselfFromItsCallback() throws IOException {
        Path file = file();
        AtomicBoolean ended = new AtomicBoolean();
        FileWatcher.Watch[] watch = new FileWatcher.Watch[1];
        watch[0] = watcher.watch(file, () -> {
            watch[0].close();
            ended.set(true);
        });
        Files.writeString(file, "two");
        await().untilTrue(ended);
    }

    @Test
    void closingTwiceIsHarmless() {
        watcher.close();
        watcher.close();
    }
}
