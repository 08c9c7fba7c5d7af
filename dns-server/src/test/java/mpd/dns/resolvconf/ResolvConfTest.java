package mpd.dns.resolvconf;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import mpd.dns.watch.FileWatcher;
import mpd.dns.watch.Lease;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolvConfTest {

    @TempDir
    Path directory;

    private Path file;
    private final FileWatcher watcher = new FileWatcher();
    private final Queue<Upstreams> published = new ConcurrentLinkedQueue<>();
    private final AtomicReference<String> own = new AtomicReference<>("none");

    @BeforeEach
    void name() {
        file = directory.resolve("resolv.conf");
    }

    @AfterEach
    void close() {
        watcher.close();
    }

    private ResolvConf follow() {
        ResolvConf conf = new ResolvConf(
                file,
                ResolvConf.PORT,
                server -> server.getAddress().getHostAddress().equals(own.get()),
                InstantSource.system());
        conf.onChange(published::add);
        conf.follow(watcher);
        return conf;
    }

    private void write(String text) throws IOException {
        Path fresh = Files.writeString(directory.resolve("fresh"), text);
        Files.move(fresh, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    private static void awaitServers(ResolvConf conf, String... servers) {
        await().untilAsserted(() -> assertThat(conf.upstreams().addresses()).containsExactly(servers));
    }

    @Test
    void fileIsReadAtOnce() throws IOException {
        write("nameserver 10.0.0.1\n");
        assertThat(follow().upstreams().addresses()).containsExactly("10.0.0.1");
    }

    @Test
    void replacedFileTakesEffect() throws IOException {
        write("nameserver 10.0.0.1\n");
        ResolvConf conf = follow();
        write("nameserver 10.0.0.2\n");
        awaitServers(conf, "10.0.0.2");
        assertThat(published).hasSize(1);
    }

    @Test
    void fileThatIsWrittenAnewWithTheSameNameserversIsToldOfAsNewer() throws IOException {
        write("nameserver 10.0.0.1\n");
        ResolvConf conf = follow();
        Instant before = conf.upstreams().modified();
        write("# written anew\nnameserver 10.0.0.1\n");
        Files.setLastModifiedTime(file, FileTime.from(before.plusSeconds(1)));
        await().until(() -> !published.isEmpty());
        assertThat(published.element().addresses()).containsExactly("10.0.0.1");
        assertThat(published.element().modified()).isAfter(before);
    }

    @Test
    void readingTheSameFileAgainIsNoChange() throws IOException {
        write("nameserver 10.0.0.1\n");
        follow().reread();
        assertThat(published).isEmpty();
    }

    @Test
    void deletedFileKeepsTheLastNameserversUntilItIsBack() throws IOException {
        write("nameserver 10.0.0.1\n");
        ResolvConf conf = follow();
        Files.delete(file);
        await().until(() -> !conf.upstreams().problems().isEmpty());
        assertThat(conf.upstreams().addresses()).containsExactly("10.0.0.1");
        assertThat(conf.upstreams().problems())
                .singleElement()
                .asString()
                .contains("does not exist, the last nameservers are kept");
        write("nameserver 10.0.0.2\n");
        awaitServers(conf, "10.0.0.2");
        assertThat(conf.upstreams().problems()).isEmpty();
    }

    @Test
    void fileThatCannotBeOpenedAtFirstCountsOnceItCan() throws IOException {
        write("nameserver 10.0.0.1\n");
        ResolvConf conf;
        try (Lease _ = Lease.on(file)) {
            conf = follow();
            assertThat(conf.upstreams().problems()).singleElement().asString().contains("was not read in time");
        }
        awaitServers(conf, "10.0.0.1");
        assertThat(conf.upstreams().problems()).isEmpty();
    }

    @Test
    void emptyFileMeansNoNameserver() throws IOException {
        write("nameserver 10.0.0.1\n");
        ResolvConf conf = follow();
        write("# No DNS servers known.\n");
        awaitServers(conf);
        assertThat(conf.upstreams().problems()).singleElement().asString().contains("names no nameserver");
    }

    @Test
    void fileMissingAtStartIsFollowedWhenItComes() throws IOException {
        ResolvConf conf = follow();
        assertThat(conf.upstreams().servers()).isEmpty();
        assertThat(conf.upstreams().problems()).singleElement().asString().contains("does not exist");
        write("nameserver 10.0.0.1\n");
        awaitServers(conf, "10.0.0.1");
    }

    @Test
    void fileOfMoreThan64KibibytesIsReadSoFar() throws IOException {
        write("nameserver 10.0.0.1\n" + "#".repeat(70_000) + "\nnameserver 10.0.0.2\n");
        ResolvConf conf = follow();
        assertThat(conf.upstreams().addresses()).containsExactly("10.0.0.1");
        assertThat(conf.upstreams().problems()).singleElement().asString().contains("longer than 65536");
    }

    @Test
    void directoryInPlaceOfTheFileIsAProblem() throws IOException {
        Files.createDirectory(file);
        assertThat(follow().upstreams().problems()).singleElement().asString().contains("cannot be read");
    }

    @Test
    void addressThatBecomesOursIsLeftOutAtTheNextReading() throws IOException {
        write("nameserver 10.0.0.1\nnameserver 10.0.0.2\n");
        ResolvConf conf = follow();
        own.set("10.0.0.1");
        conf.reread();
        assertThat(conf.upstreams().addresses()).containsExactly("10.0.0.2");
        assertThat(published).hasSize(1);
    }

    @Test
    void whyNoNameserverIsLeftIsSaid() throws IOException {
        own.set("10.0.0.1");
        write("nameserver 10.0.0.1\n");
        assertThat(follow().upstreams().problems())
                .singleElement()
                .asString()
                .endsWith("names no nameserver that can be asked: 10.0.0.1 is this server itself and never asked");
    }

    @Test
    void closedFollowsNoMore() throws IOException {
        write("nameserver 10.0.0.1\n");
        ResolvConf conf = follow();
        conf.close();
        ResolvConf other = follow();
        write("nameserver 10.0.0.2\n");
        awaitServers(other, "10.0.0.2");
        assertThat(conf.upstreams().addresses()).containsExactly("10.0.0.1");
        conf.close();
    }
}
