package mpd.dns.conf;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import mpd.dns.registry.Entry;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.registry.View;
import mpd.dns.watch.FileWatcher;
import mpd.dns.watch.Lease;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

class ConfFilesTest {

    @TempDir
    private Path temp;

    private final Registry registry =
            new Registry(List.of(Name.fromConstantString("mpd.test.")), List.of(), InstantSource.system());
    private final FileWatcher watcher = new FileWatcher();
    private final Queue<Set<String>> seen = new ConcurrentLinkedQueue<>();
    private Path conf = Path.of("");
    private Path directory = Path.of("");
    private ConfFiles files;

    @BeforeEach
    void start() throws IOException {
        conf = temp.resolve("dnsmasq.conf");
        directory = temp.resolve("dnsmasq.d");
        Files.createDirectory(directory);
        Files.writeString(conf, "no-hosts\nconf-dir=" + directory + "/\n");
        write("a.conf", "a");
        ConfReader.Places places = new ConfReader.Places(Optional.of(conf), List.of(), temp.resolve("hosts"));
        files = new ConfFiles(
                new ConfReader(places, List.of(Name.fromConstantString("mpd.test.")), List.of()),
                places,
                registry,
                InstantSource.system());
        registry.onPublish(view -> seen.add(served(view)));
        files.follow(watcher);
        awaitServed("a");
    }

    @AfterEach
    void stop() {
        files.close();
        watcher.close();
    }

    private void write(String file, String... names) throws IOException {
        Files.writeString(directory.resolve(file), lines(names));
    }

    private static String lines(String... names) {
        StringBuilder lines = new StringBuilder("# records\n");
        for (String name : names) {
            lines.append("host-record=").append(name).append(".mpd.test,10.163.0.9\n");
        }
        return lines.toString();
    }

    private void replace(Path target, String text) throws IOException {
        Path written = Files.writeString(temp.resolve("." + target.getFileName() + ".Xy1"), text);
        Files.move(written, target, ATOMIC_MOVE);
    }

    private static Set<String> served(View view) {
        return view.entries().stream()
                .filter(Entry::served)
                .filter(entry -> entry.record().getType() == Type.A)
                .map(entry -> entry.record().getName().getLabelString(0))
                .collect(Collectors.toSet());
    }

    private void awaitServed(String... names) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(served(registry.view())).containsExactlyInAnyOrder(names));
    }

    private SourceState state() {
        return registry.view().sources().getOrDefault(SourceId.CONFIGURATION, new SourceState.Absent("no source"));
    }

    @Test
    void aRenamedAnAppendedANewAndADeletedFileCount() throws IOException {
        replace(directory.resolve("a.conf"), lines("b"));
        awaitServed("b");
        Files.writeString(directory.resolve("a.conf"), "host-record=c.mpd.test,10.163.0.9\n", APPEND);
        awaitServed("b", "c");
        write("z.conf", "z");
        awaitServed("b", "c", "z");
        Files.delete(directory.resolve("a.conf"));
        awaitServed("z");
        assertThat(files.configuration().problems()).isEmpty();
    }

    @Test
    void aFileThatCannotBeOpenedHoldsUpNeitherTheOthersNorTheEnd() throws IOException {
        Path leased = Files.writeString(temp.resolve("leased"), lines("leased"));
        try (Lease _ = Lease.on(leased)) {
            Files.move(leased, directory.resolve("leased.conf"), ATOMIC_MOVE);
            write("other.conf", "other");
            awaitServed("a", "other");
            await().untilAsserted(() -> assertThat(files.configuration().problems())
                    .singleElement()
                    .asString()
                    .endsWith("leased.conf: cannot be read: it was not read in time"));
            write("another.conf", "another");
            awaitServed("a", "other", "another");
        }
        awaitServed("a", "other", "another", "leased");
        assertThat(files.configuration().problems()).isEmpty();
    }

    @Test
    void aKnownFileThatCannotBeOpenedAnyMoreKeepsItsLastWord() throws IOException {
        Path leased = Files.writeString(temp.resolve("leased"), lines("leased"));
        try (Lease _ = Lease.on(leased)) {
            replace(directory.resolve("z.conf"), lines("z"));
            awaitServed("a", "z");
            Files.move(leased, directory.resolve("a.conf"), ATOMIC_MOVE);
            await().untilAsserted(() -> assertThat(files.configuration().problems())
                    .singleElement()
                    .asString()
                    .contains("a.conf", "was not read in time", "what it said last counts"));
            awaitServed("a", "z");
        }
        awaitServed("leased", "z");
    }

    @Test
    void aFileThatIsBeingWrittenKeepsItsLastVersionWhileOthersCount() throws IOException {
        Path slow = directory.resolve("a.conf");
        List<Long> before = new ArrayList<>();
        List<Long> after = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            before.add(System.nanoTime());
            Files.writeString(slow, "host-record=slow" + i + ".mpd.test,10.163.0.9\n", APPEND);
            after.add(System.nanoTime());
            if (i == 4) {
                Files.writeString(directory.resolve("other.conf"), lines("other"), CREATE);
            }
            // Less than the quiet that makes a version count, each time.
            long until = System.nanoTime() + Duration.ofMillis(15).toNanos();
            await().pollInterval(Duration.ofMillis(1)).until(() -> System.nanoTime() - until > 0);
        }
        awaitServed(
                "a", "slow0", "slow1", "slow2", "slow3", "slow4", "slow5", "slow6", "slow7", "slow8", "slow9", "other");
        assertThat(seen).allSatisfy(names -> {
            int written =
                    (int) names.stream().filter(name -> name.startsWith("slow")).count();
            assertThat(names).contains("a");
            // One in between may count only where this test itself was held up for as long as the quiet is.
            if (written > 0 && written < 10) {
                long pause = after.get(written) - before.get(written - 1);
                assertThat(pause).isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
            }
        });
    }

    @Test
    void aFileThatIsDeletedAndCreatedAgainAtOnceLosesNothing() throws IOException {
        long longest = 0;
        for (int i = 0; i < 20; i++) {
            long began = System.nanoTime();
            Files.delete(directory.resolve("a.conf"));
            write("a.conf", "a", "more" + i);
            longest = Math.max(longest, System.nanoTime() - began);
        }
        awaitServed("a", "more19");
        // Where this test itself was held up for as long as the quiet is, the deletion was one.
        if (longest < Duration.ofMillis(50).toNanos()) {
            assertThat(seen).allSatisfy(names -> assertThat(names).contains("a"));
        }
    }

    @Test
    void aDirectoryThatIsSwappedCountsAsAWhole() throws IOException {
        Path next = Files.createDirectory(temp.resolve("next"));
        Files.writeString(next.resolve("x.conf"), lines("x"));
        Files.writeString(next.resolve("y.conf"), lines("y"));
        Files.move(directory, temp.resolve("old"), ATOMIC_MOVE);
        Files.move(next, directory, ATOMIC_MOVE);
        awaitServed("x", "y");
        write("after.conf", "after");
        awaitServed("x", "y", "after");
    }

    @Test
    void aDirectoryThatIsGoneKeepsItsRecordsUntilItIsBack() throws IOException {
        Files.move(directory, temp.resolve("away"), ATOMIC_MOVE);
        await().untilAsserted(() -> assertThat(state()).isInstanceOf(SourceState.Down.class));
        awaitServed("a");
        Files.createDirectory(directory);
        write("back.conf", "back");
        awaitServed("back");
        await().untilAsserted(() -> assertThat(state()).isInstanceOf(SourceState.Following.class));
    }

    @Test
    void aMainFileThatIsGoneKeepsItsLastWord() throws IOException {
        Files.delete(conf);
        await().untilAsserted(() -> assertThat(state()).isInstanceOf(SourceState.Down.class));
        awaitServed("a");
        Files.writeString(conf, "no-hosts\nhost-record=main.mpd.test,10.163.0.9\n");
        awaitServed("main");
        await().untilAsserted(() -> assertThat(state()).isInstanceOf(SourceState.Following.class));
    }

    @Test
    void aLinkThatIsPointedElsewhereCounts() throws IOException {
        Path one = Files.writeString(temp.resolve("one"), lines("one"));
        Path two = Files.writeString(temp.resolve("two"), lines("two"));
        Path link = directory.resolve("link.conf");
        Files.createSymbolicLink(link, one);
        awaitServed("a", "one");
        Files.createSymbolicLink(temp.resolve("new"), two);
        Files.move(temp.resolve("new"), link, ATOMIC_MOVE);
        awaitServed("a", "two");
        Files.writeString(two, lines("three"));
        awaitServed("a", "three");
    }

    @Test
    void aPlaceThatIsNamedBeforeItExistsCountsOnceItDoes() throws IOException {
        Path later = temp.resolve("later/deep");
        replace(conf, "no-hosts\nconf-dir=" + directory + "\nconf-dir=" + later + "\naddn-hosts=" + temp.resolve("h"));
        await().untilAsserted(() -> assertThat(files.configuration().problems()).hasSize(2));
        Files.createDirectories(later);
        Files.writeString(later.resolve("l.conf"), lines("l"));
        Files.writeString(temp.resolve("h"), "10.163.0.7 h.mpd.test\n");
        awaitServed("a", "l", "h");
        await().untilAsserted(() -> assertThat(files.configuration().problems()).isEmpty());
    }

    @Test
    void aBadLineCostsThatLineUntilItIsMended() throws IOException {
        replace(directory.resolve("a.conf"), lines("a") + "host-record=bad.mpd.test,1.2.3\n" + lines("b"));
        awaitServed("a", "b");
        assertThat(files.configuration().problems())
                .singleElement()
                .asString()
                .startsWith(directory + "/a.conf:3: 'host-record=bad.mpd.test,1.2.3': expected host-record=");
        replace(directory.resolve("a.conf"), lines("a", "bad"));
        awaitServed("a", "bad");
        assertThat(files.configuration().problems()).isEmpty();
    }

    @Test
    void aFinishedReloadHasSeenWhatWasQuietBefore() throws IOException {
        Path old = Files.writeString(directory.resolve("old.conf"), lines("old"));
        awaitServed("a", "old");
        Files.delete(old);
        awaitServed("a");
        files.reload().join();
        assertThat(served(registry.view())).containsExactly("a");
    }

    @Test
    void noSetOfRecordsIsSeenThatNoFileEverHad() throws IOException {
        for (int i = 0; i < 100; i++) {
            replace(directory.resolve("a.conf"), lines("x" + i, "y" + i));
            if (i % 10 == 0) {
                awaitServed("x" + i, "y" + i);
            }
        }
        awaitServed("x99", "y99");
        assertThat(seen).allSatisfy(names -> {
            if (!names.equals(Set.of("a"))) {
                assertThat(names).hasSize(2);
                assertThat(names.stream().map(name -> name.substring(1)).distinct())
                        .hasSize(1);
            }
        });
    }
}
