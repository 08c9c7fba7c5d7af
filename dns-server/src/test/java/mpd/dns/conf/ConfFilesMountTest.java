package mpd.dns.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import mpd.dns.registry.Registry;
import mpd.dns.watch.FileMount;
import mpd.dns.watch.FileWatcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;

/// What is told of a main file that is mounted by itself, and when.
class ConfFilesMountTest {

    @TempDir
    Path temp;

    private final FileWatcher watcher = new FileWatcher();
    private volatile boolean stale;
    private Path conf;
    private ConfFiles files;

    @BeforeEach
    void start() throws IOException {
        conf = Files.writeString(Files.createDirectory(temp.resolve("etc")).resolve("dnsmasq.conf"), "no-hosts\n");
        List<Name> zones = List.of(Name.fromConstantString("mpd.test."));
        ConfReader.Places places = new ConfReader.Places(Optional.of(conf), List.of(), temp.resolve("hosts"));
        files = new ConfFiles(
                new ConfReader(places, zones, List.of()),
                places,
                new Registry(zones, List.of(), InstantSource.system()),
                InstantSource.system(),
                file -> Files.exists(file) ? Optional.of(new FileMount(file, stale)) : Optional.empty());
        files.follow(watcher);
        files.awaitSettled();
    }

    @AfterEach
    void stop() {
        files.close();
        watcher.close();
    }

    private void awaitTold(String... problems) {
        await().untilAsserted(() -> {
            List<String> told = files.configuration().problems().stream()
                    .map(Problem::expected)
                    .toList();
            assertThat(told).hasSameSizeAs(problems);
            for (int i = 0; i < problems.length; i++) {
                assertThat(told.get(i)).contains(problems[i]);
            }
        });
    }

    /// What is seen here of the file that is replaced on the other side: its times alone.
    private void touch() throws IOException {
        Files.setLastModifiedTime(
                conf, FileTime.from(Files.getLastModifiedTime(conf).toInstant().plusSeconds(1)));
    }

    @Test
    void oldCopyIsToldOfAlthoughTheTextIsTheSame() throws IOException {
        awaitTold();
        stale = true;
        touch();
        awaitTold("is an old copy for ever");
    }

    @Test
    void fileThatIsGoneIsNoOldCopyAndOneThatIsBackMayBe() throws IOException {
        stale = true;
        touch();
        awaitTold("is an old copy for ever");
        // The directory, so that the file comes back with all times it had, which is no change.
        Path away = Files.move(conf.getParent(), temp.resolve("away"));
        awaitTold("is gone");
        Files.move(away, conf.getParent());
        awaitTold("is an old copy for ever");
        stale = false;
        touch();
        awaitTold();
    }
}
