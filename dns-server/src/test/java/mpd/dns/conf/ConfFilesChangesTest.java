package mpd.dns.conf;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.registry.View;
import mpd.dns.watch.FileWatcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/// Files changed as people's tools change them, many at a time, and what becomes of what is not there.
class ConfFilesChangesTest {

    private static final List<Name> ZONES = List.of(Name.fromConstantString("mpd.test."));
    private static final Duration QUIET = Duration.ofMillis(50);

    @TempDir
    Path temp;

    private final Registry registry = new Registry(ZONES, List.of(), InstantSource.system());
    private final FileWatcher watcher = new FileWatcher();
    private final List<ConfFiles> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(ConfFiles::close);
        watcher.close();
    }

    private Path conf() {
        return temp.resolve("dnsmasq.conf");
    }

    private Path directory() {
        return temp.resolve("dnsmasq.d");
    }

    private ConfFiles follow() {
        ConfReader.Places places =
                new ConfReader.Places(Optional.of(conf()), List.of(directory()), temp.resolve("hosts"));
        ConfFiles files =
                new ConfFiles(new ConfReader(places, ZONES, List.of()), places, registry, InstantSource.system());
        opened.add(files);
        files.follow(watcher);
        return files;
    }

    private static String line(String name) {
        return "host-record=" + name + ".mpd.test,10.163.0.9\n";
    }

    private static Set<String> served(View view) {
        Set<String> names = new TreeSet<>();
        view.entries().stream()
                .filter(entry -> entry.record().getType() == Type.A)
                .forEach(entry -> names.add(entry.record().getName().getLabelString(0)));
        return names;
    }

    private void awaitServed(String... names) {
        await().pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(served(registry.view())).containsExactlyInAnyOrder(names));
    }

    private SourceState state() {
        return registry.view().sources().getOrDefault(SourceId.CONFIGURATION, new SourceState.Absent("no source"));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void everyToolsWayToWriteCounts() throws IOException, InterruptedException {
        Path file = Files.writeString(Files.createDirectory(directory()).resolve("x.conf"), line("a"));
        follow();
        awaitServed("a");
        run("sh", "-c", "printf '" + line("b") + "' > " + file);
        awaitServed("b");
        run("sed", "-i", "s/=b/=c/", file.toString());
        awaitServed("c");
        run("cp", Files.writeString(temp.resolve("d"), line("d")).toString(), file.toString());
        awaitServed("d");
        run("mv", Files.writeString(temp.resolve("e"), line("e")).toString(), file.toString());
        awaitServed("e");
        // As rsync does it.
        Path hidden = Files.writeString(directory().resolve(".x.conf.AbC123"), line("f"));
        Files.move(hidden, file, ATOMIC_MOVE);
        awaitServed("f");
        // Of the same size, in the same moment.
        run("sh", "-c", "printf '" + line("g") + "' > " + file + "; printf '" + line("h") + "' > " + file);
        awaitServed("h");
        run("rm", file.toString());
        awaitServed();
    }

    @Test
    void nothingThereIsAbsentUntilItAppears() throws IOException {
        follow();
        assertThat(state())
                .isInstanceOfSatisfying(
                        SourceState.Absent.class,
                        absent -> assertThat(absent.why())
                                .contains(conf().toString(), directory().toString()));
        Files.createDirectory(directory());
        await().untilAsserted(() -> assertThat(state()).isInstanceOf(SourceState.Following.class));
        Files.writeString(directory().resolve("x"), line("x"));
        awaitServed("x");
        Files.writeString(conf(), line("main"));
        awaitServed("main", "x");
    }

    @Test
    void changesCountWithoutAnyEvent() throws IOException {
        Path file = Files.writeString(Files.createDirectory(directory()).resolve("x"), line("a"));
        follow();
        watcher.close();
        awaitServed("a");
        Files.writeString(file, line("b") + line("c"));
        awaitServed("b", "c");
    }

    @Test
    void anotherTtlAloneIsAChange() throws IOException {
        Path file = Files.writeString(
                Files.createDirectory(directory()).resolve("x"), "host-record=a.mpd.test,10.0.0.1,60");
        ConfFiles files = follow();
        awaitServed("a");
        Queue<Configuration> told = new ConcurrentLinkedQueue<>();
        files.onChange(told::add);
        Files.writeString(file, "host-record=a.mpd.test,10.0.0.1,7200");
        // What was read first may be told after it is served.
        await().untilAsserted(() -> assertThat(told)
                .extracting(next -> next.claims().getFirst().record().getTTL())
                .endsWith(7200L));
    }

    @Test
    void problemOfAFileThatIsLostGoesWithItsReturn() throws IOException, InterruptedException {
        Path file = Files.writeString(Files.createDirectory(directory()).resolve("x"), line("a"));
        ConfFiles files = follow();
        awaitServed("a");
        Files.delete(file);
        run("mkfifo", file.toString());
        await().untilAsserted(() -> assertThat(files.configuration().problems())
                .singleElement()
                .extracting(Problem::file)
                .isEqualTo(file));
        awaitServed("a");
        Files.delete(file);
        Files.writeString(file, line("b"));
        awaitServed("b");
        await().untilAsserted(() -> assertThat(files.configuration().problems()).isEmpty());
    }

    @Test
    void reloadAfterCloseEnds() {
        ConfFiles files = follow();
        files.close();
        assertThat(files.reload()).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void reloadWhileFollowingEnds() {
        assertThat(follow().reload()).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void manyChangesShowNoContentThatNoFileEverHad() throws IOException {
        Files.createDirectory(directory());
        follow();
        Changes changes = new Changes();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        registry.onPublish(view -> changes.check(view, wrong));
        for (int i = 0; i < 1000; i++) {
            changes.next();
            // The time between changes is part of what is random: some files become quiet, others do not.
            await().pollDelay(Duration.ofMillis(changes.random.nextInt(4))).until(() -> true);
        }
        awaitServed(changes.last().toArray(String[]::new));
        assertThat(wrong).isEmpty();
    }

    /// Random changes of a few files; every version has names of its own: `f<file>-<version>-<number>`.
    private final class Changes {
        private static final int FILES = 12;

        private final Random random = new Random(42);
        private final Map<String, List<Set<String>>> versions = new ConcurrentHashMap<>();
        private final Map<String, Set<String>> last = new HashMap<>();
        private int version;

        Set<String> last() {
            Set<String> all = new TreeSet<>();
            last.values().forEach(all::addAll);
            return all;
        }

        void next() throws IOException {
            String name = "f" + random.nextInt(FILES);
            Path file = directory().resolve(name);
            Set<String> names = new TreeSet<>();
            int count = 1 + random.nextInt(5);
            version++;
            for (int i = 0; i < count; i++) {
                names.add(name + "-" + version + "-" + i);
            }
            switch (random.nextInt(5)) {
                case 0 -> rename(file, names);
                case 1, 2 -> rewrite(file, names);
                case 3 -> {
                    Files.deleteIfExists(file);
                    rewrite(file, names);
                }
                default -> {
                    names.clear();
                    remember(name, names);
                    Files.deleteIfExists(file);
                }
            }
            last.put(name, names);
        }

        private void remember(String file, Set<String> names) {
            versions.computeIfAbsent(file, _ -> new CopyOnWriteArrayList<>()).add(Set.copyOf(names));
        }

        private void rename(Path file, Set<String> names) throws IOException {
            remember(file.getFileName().toString(), names);
            Path fresh = temp.resolve("fresh");
            Files.writeString(fresh, text(names));
            Files.move(fresh, file, ATOMIC_MOVE);
        }

        private void rewrite(Path file, Set<String> names) throws IOException {
            String name = file.getFileName().toString();
            remember(name, names);
            long began = System.nanoTime();
            Files.writeString(file, "");
            Set<String> written = new TreeSet<>();
            for (String record : names) {
                Files.writeString(file, line(record), StandardOpenOption.APPEND);
                written.add(record);
                // A machine that stops this thread for so long has made the part a version.
                if (System.nanoTime() - began > QUIET.toNanos() / 2) {
                    remember(name, Set.of());
                    remember(name, written);
                }
            }
        }

        private static String text(Set<String> names) {
            StringBuilder text = new StringBuilder();
            names.forEach(name -> text.append(line(name)));
            return text.toString();
        }

        void check(View view, Queue<String> wrong) {
            Map<String, Set<String>> files = new HashMap<>();
            for (String name : served(view)) {
                files.computeIfAbsent(name.substring(0, name.indexOf('-')), _ -> new TreeSet<>())
                        .add(name);
            }
            files.forEach((file, names) -> {
                if (!versions.getOrDefault(file, List.of()).contains(names)) {
                    wrong.add(file + " was never " + names);
                }
            });
        }
    }
}
