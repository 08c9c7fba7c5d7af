package mpd.dns.platform;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import mpd.dns.registry.Entry;
import mpd.dns.registry.Origin;
import mpd.dns.registry.Precedence;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.watch.FileWatcher;
import mpd.dns.watch.Lease;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;

class PlatformEnvTest {

    private static final Name ZONE = Name.fromConstantString("mpd.test.");
    private static final Name VM = Name.fromConstantString("vm.service.mpd.test.");

    @TempDir
    Path directory;

    private Path file;
    private final FileWatcher watcher = new FileWatcher();
    private final Registry registry = new Registry(List.of(ZONE), List.of(), InstantSource.system());

    @BeforeEach
    void name() {
        file = directory.resolve("platform.env");
    }

    @AfterEach
    void close() {
        watcher.close();
    }

    private PlatformEnv follow() {
        PlatformEnv env = new PlatformEnv(file, ZONE, registry, InstantSource.system());
        env.follow(watcher);
        return env;
    }

    private void write(String text) throws IOException {
        Path fresh = Files.writeString(directory.resolve("fresh"), text);
        Files.move(fresh, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    private List<String> records() {
        return registry.view().entries().stream()
                .filter(entry -> entry.precedence() == Precedence.PLATFORM)
                .map(Entry::record)
                .map(record -> record.getName() + " " + record.rdataToString())
                .toList();
    }

    private SourceState state() {
        return Objects.requireNonNull(registry.view().sources().get(SourceId.PLATFORM_ENV));
    }

    private void awaitRecords(String... records) {
        await().untilAsserted(() -> assertThat(records()).containsExactly(records));
    }

    @Test
    void addressOfTheMachineIsServedWithItsFileAndLine() throws IOException {
        write("OTHER=1\nMPD_VM_IP=10.0.0.1\n");
        follow();
        assertThat(records()).containsExactly("vm.service.mpd.test. 10.0.0.1");
        assertThat(registry.view().entries().getFirst().origin()).isEqualTo(new Origin.File(file, 2));
        assertThat(state()).isInstanceOf(SourceState.Following.class);
    }

    @Test
    void ipv6AddressIsServedToo() throws IOException {
        write("MPD_VM_IP=2001:db8::1\n");
        follow();
        assertThat(records()).containsExactly("vm.service.mpd.test. 2001:db8:0:0:0:0:0:1");
    }

    @Test
    void nothingIsDeniedBeforeTheFileWasLookedAt() {
        PlatformEnv env = new PlatformEnv(file, ZONE, registry, InstantSource.system());
        assertThat(registry.view().complete()).isFalse();
        env.follow(watcher);
        assertThat(registry.view().complete()).isTrue();
    }

    @Test
    void fileThatCannotBeOpenedAtFirstCountsOnceItCan() throws IOException {
        write("MPD_VM_IP=10.0.0.1\n");
        try (Lease _ = Lease.on(file)) {
            assertThat(follow().problem())
                    .hasValueSatisfying(problem -> assertThat(problem).contains("was not read in time"));
            assertThat(registry.view().unreadAt(VM))
                    .hasValueSatisfying(why -> assertThat(why).contains("was not read in time"));
            assertThat(registry.view().complete()).isTrue();
        }
        awaitRecords("vm.service.mpd.test. 10.0.0.1");
        assertThat(registry.view().unreadAt(VM)).isEmpty();
    }

    @Test
    void fileThatCouldNeverBeReadAndGoesIsAbsent() throws IOException {
        Files.createDirectory(file);
        PlatformEnv env = follow();
        assertThat(state()).isInstanceOf(SourceState.Unread.class);
        assertThat(env.problem()).isPresent();
        Files.delete(file);
        await().until(() -> state() instanceof SourceState.Absent);
        assertThat(env.problem()).isEmpty();
        Files.createDirectory(file);
        await().until(() -> state() instanceof SourceState.Unread);
        assertThat(env.problem()).isPresent();
    }

    @Test
    void fileThatIsBeingWrittenAtTheStartCountsAsAWhole() throws IOException {
        Files.writeString(file, "OTHER=1\n");
        List<SourceState> withoutRecord = new CopyOnWriteArrayList<>();
        registry.onPublish(view -> {
            if (view.entries().isEmpty()) {
                withoutRecord.add(Objects.requireNonNull(view.sources().get(SourceId.PLATFORM_ENV)));
            }
        });
        AtomicInteger looks = new AtomicInteger();
        // The first is for the state. By the second the file is new, and the rest is there by the third.
        PlatformEnv env = new PlatformEnv(file, ZONE, registry, () -> {
            if (looks.incrementAndGet() == 3) {
                append("MPD_VM_IP=10.0.0.1\n");
            }
            return looks.get() == 2 ? changed() : Instant.now();
        });
        env.follow(watcher);
        assertThat(records()).containsExactly("vm.service.mpd.test. 10.0.0.1");
        assertThat(withoutRecord).hasOnlyElementsOfType(SourceState.Pending.class);
    }

    @Test
    void fileThatIsBeingWrittenWhenItIsToBeReadAgainIsWaitedFor() throws IOException {
        write("MPD_VM_IP=10.0.0.1\n");
        AtomicInteger looks = new AtomicInteger(2);
        PlatformEnv env = new PlatformEnv(file, ZONE, registry, () -> {
            if (looks.incrementAndGet() == 2) {
                append("MPD_VM_IP=10.0.0.2\n");
            }
            return looks.get() == 1 ? changed() : Instant.now();
        });
        env.follow(watcher);
        watcher.close();
        Files.writeString(file, "");
        looks.set(0);
        env.reread();
        assertThat(records()).containsExactly("vm.service.mpd.test. 10.0.0.2");
    }

    private Instant changed() {
        try {
            return ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void append(String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void fileIsReadAgainWhenItIsAskedFor() throws IOException {
        write("MPD_VM_IP=10.0.0.1\n");
        PlatformEnv env = follow();
        watcher.close();
        write("MPD_VM_IP=10.0.0.2\n");
        env.reread();
        assertThat(records()).containsExactly("vm.service.mpd.test. 10.0.0.2");
    }

    @Test
    void changeOfTheFileChangesTheRecord() throws IOException {
        write("MPD_VM_IP=10.0.0.1\n");
        follow();
        write("MPD_VM_IP=10.0.0.2\n");
        awaitRecords("vm.service.mpd.test. 10.0.0.2");
    }

    @Test
    void emptyMissingAndBadValuesTakeTheRecordAway() throws IOException {
        for (String text : List.of("MPD_VM_IP=\n", "OTHER=1\n", "MPD_VM_IP=not-an-address\n")) {
            write("MPD_VM_IP=10.0.0.1\n");
            PlatformEnv env = follow();
            write(text);
            awaitRecords();
            assertThat(state()).isInstanceOf(SourceState.Following.class);
            env.close();
        }
    }

    @Test
    void badValueIsAProblemUntilItIsMended() throws IOException {
        write("OTHER=1\nMPD_VM_IP=not-an-address\n");
        PlatformEnv env = follow();
        assertThat(env.problem())
                .hasValueSatisfying(
                        problem -> assertThat(problem).startsWith(file + ":2: MPD_VM_IP is not the address of a host"));
        write("MPD_VM_IP=10.0.0.1\n");
        awaitRecords("vm.service.mpd.test. 10.0.0.1");
        await().untilAsserted(() -> assertThat(env.problem()).isEmpty());
    }

    @Test
    void fileMissingAtStartIsAbsentAndFollowedWhenItComes() throws IOException {
        follow();
        assertThat(state()).isInstanceOf(SourceState.Absent.class);
        write("MPD_VM_IP=10.0.0.1\n");
        awaitRecords("vm.service.mpd.test. 10.0.0.1");
    }

    @Test
    void deletedFileKeepsTheRecordUntilItIsBack() throws IOException {
        write("MPD_VM_IP=10.0.0.1\n");
        follow();
        Files.delete(file);
        await().until(() -> state() instanceof SourceState.Down);
        assertThat(records()).containsExactly("vm.service.mpd.test. 10.0.0.1");
        assertThat(registry.view().complete()).isTrue();
        write("MPD_VM_IP=10.0.0.2\n");
        awaitRecords("vm.service.mpd.test. 10.0.0.2");
    }
}
