package mpd.dns.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mpd.dns.registry.Entry;
import mpd.dns.registry.LiveSource.Confirmation;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.transport.Transport;
import mpd.dns.watch.FileWatcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// A source, a registry and a scripted Podman between them.
abstract class PodmanTestBase {

    static final Name ZONE = Name.fromConstantString("mpd.test.");
    static final Duration LONG = Duration.ofHours(1);
    static final FakePodman.Member DATABASE = FakePodman.Member.running("aaa", "mpd-db-pg", "10.163.0.30")
            .with("mpd.type", "db")
            .with("mpd.name", "pg");
    // Short where a test waits for it to pass, endless where it must not.
    static final Timing QUICK = new Timing(
            LONG,
            LONG,
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofMillis(20),
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofMillis(50),
            LONG,
            Duration.ofSeconds(20),
            Duration.ofSeconds(20));

    @TempDir
    Path directory;

    Path socket;
    FakePodman podman;
    Registry registry;
    private final FileWatcher watcher = new FileWatcher();
    private @Nullable PodmanSource source;
    private @Nullable PodmanFeed feed;

    @BeforeEach
    void prepare() {
        socket = directory.resolve("podman.sock");
        podman = new FakePodman(socket);
        registry = new Registry(List.of(ZONE), List.of(), InstantSource.system());
    }

    @AfterEach
    void tearDown() throws IOException {
        if (source != null) {
            source.close();
        }
        if (feed != null) {
            feed.close();
        }
        watcher.close();
        podman.close();
    }

    final PodmanSource source() {
        return Objects.requireNonNull(source);
    }

    final PodmanSource start() {
        return start(QUICK, false);
    }

    final PodmanSource start(Timing timing, boolean named) {
        return start(named, new PodmanSource.Means(timing, Transport.best()));
    }

    final PodmanSource start(boolean named, PodmanSource.Means means) {
        PodmanSettings settings = new PodmanSettings(sourceSocket(), named, "mpd-internal", ZONE, 1);
        PodmanSource started = new PodmanSource(settings, registry, watcher, InstantSource.system(), means);
        source = started;
        started.start();
        return started;
    }

    /// Whether the source gets to Podman through a feed.
    boolean throughFeed() {
        return false;
    }

    /// Where the source finds Podman.
    private Path sourceSocket() {
        if (!throughFeed()) {
            return socket;
        }
        Path path = directory.resolve("feed.sock");
        try {
            feed = PodmanFeed.start(new PodmanFeed.Settings(socket, "mpd-internal", path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return path;
    }

    final void awaitFollowing() {
        await().until(() -> state() instanceof SourceState.Following);
    }

    final SourceState state() {
        return Objects.requireNonNull(registry.view().sources().get(SourceId.PODMAN));
    }

    /// Addresses that are served for the name, relative to the zone.
    final List<String> addresses(String name) {
        Name absolute = Name.fromConstantString(name + "." + ZONE);
        return registry.view().entries().stream()
                .filter(Entry::served)
                .map(Entry::record)
                .filter(record -> record.getType() == Type.A || record.getType() == Type.AAAA)
                .filter(record -> record.getName().equals(absolute))
                .map(Record::rdataToString)
                .toList();
    }

    final void awaitAddresses(String name, String... expected) {
        await().untilAsserted(() -> assertThat(addresses(name)).containsExactly(expected));
    }

    static Confirmation get(CompletionStage<Confirmation> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    static Instant since(SourceState state) {
        return switch (state) {
            case SourceState.Pending pending -> pending.since();
            case SourceState.Following following -> following.since();
            case SourceState.Down down -> down.since();
            case SourceState.Unread unread -> unread.since();
            case SourceState.Absent absent -> throw new AssertionError(absent);
        };
    }

    /// The timing with another expectation.
    static Timing expecting(Duration expectation) {
        return new Timing(
                expectation,
                QUICK.resync(),
                QUICK.request(),
                QUICK.inspection(),
                QUICK.inspect(),
                QUICK.backoff(),
                QUICK.longest(),
                QUICK.attempts(),
                QUICK.fresh(),
                QUICK.patience(),
                QUICK.unread());
    }

    /// The timing with another resync.
    static Timing resyncing(Duration resync) {
        return new Timing(
                QUICK.expectation(),
                resync,
                QUICK.request(),
                QUICK.inspection(),
                QUICK.inspect(),
                QUICK.backoff(),
                QUICK.longest(),
                QUICK.attempts(),
                QUICK.fresh(),
                QUICK.patience(),
                QUICK.unread());
    }

    /// The timing with another pause before what could not be read is tried again.
    static Timing tryingAgainAfter(Duration inspect) {
        return new Timing(
                QUICK.expectation(),
                QUICK.resync(),
                QUICK.request(),
                QUICK.inspection(),
                inspect,
                QUICK.backoff(),
                QUICK.longest(),
                QUICK.attempts(),
                QUICK.fresh(),
                QUICK.patience(),
                QUICK.unread());
    }

    /// The timing with another limit for an inspection.
    static Timing inspecting(Duration inspection) {
        return new Timing(
                QUICK.expectation(),
                QUICK.resync(),
                QUICK.request(),
                inspection,
                QUICK.inspect(),
                QUICK.backoff(),
                QUICK.longest(),
                QUICK.attempts(),
                QUICK.fresh(),
                QUICK.patience(),
                QUICK.unread());
    }

    /// The timing with other limits for callers of confirm().
    static Timing confirming(Duration fresh, Duration patience, Duration unread) {
        return new Timing(
                QUICK.expectation(),
                QUICK.resync(),
                QUICK.request(),
                QUICK.inspection(),
                QUICK.inspect(),
                QUICK.backoff(),
                QUICK.longest(),
                QUICK.attempts(),
                fresh,
                patience,
                unread);
    }

    /// Waits as long as a test wants an answer to be kept back.
    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
