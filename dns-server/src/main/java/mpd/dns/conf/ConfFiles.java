package mpd.dns.conf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import mpd.dns.registry.Contribution;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.watch.FileMount;
import mpd.dns.watch.FileWatcher;
import mpd.dns.zone.Additions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;

/// The configuration files, followed as they change: what they say is in the registry, and told to whoever
/// listens.
///
/// A thread of its own reads. A change counts once its file has been quiet for 50 ms (see [StableFiles]); what
/// is gone as a whole, a directory or the main file, keeps its last word until it is back.
public final class ConfFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfFiles.class);
    private static final Duration QUIET = Duration.ofMillis(50);
    private static final Duration LONGEST_PENDING = Duration.ofMillis(500);
    private static final long STANDARD_TTL = 1;

    private final ConfReader reader;
    private final ConfReader.Places places;
    private final Registry registry;
    private final InstantSource clock;
    private final StableFiles files;
    private final List<Consumer<Configuration>> listeners = new CopyOnWriteArrayList<>();
    // Wakes the thread; what is queued are those who wait for the reading that follows.
    private final LinkedBlockingQueue<CompletableFuture<Void>> touched = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final long started = System.nanoTime();
    // Written by the reading thread (at first the starting one), read by any.
    private volatile Configuration current = Configuration.EMPTY;
    private volatile boolean closed;

    // Of the reading thread.
    private final Map<Path, FileWatcher.Watch> fileWatches = new HashMap<>();
    private final Map<Path, FileWatcher.Watch> directoryWatches = new HashMap<>();
    private Set<String> told = Set.of();
    private SourceState state;
    private @Nullable FileWatcher watcher;

    /// Registers the source as pending; it has nothing to say before [#follow(FileWatcher)].
    public ConfFiles(ConfReader reader, ConfReader.Places places, Registry registry, InstantSource clock) {
        this.reader = reader;
        this.places = places;
        this.registry = registry;
        this.clock = clock;
        files = new StableFiles(
                QUIET, System::nanoTime, clock, places.confFile().map(Set::of).orElse(Set.of()));
        state = new SourceState.Pending(clock.instant());
        registry.register(SourceId.CONFIGURATION, state);
        thread = Thread.ofPlatform().daemon().name("configuration").unstarted(this::run);
    }

    /// Calls the listener after each change, on the thread that read. To be added before
    /// [#follow(FileWatcher)].
    public void onChange(Consumer<Configuration> listener) {
        listeners.add(listener);
    }

    /// Reads everything now, and again after each change, until closed.
    public void follow(FileWatcher by) {
        watcher = by;
        read(true);
        // What changed between the reading and the watches is found by one more look.
        touch();
        thread.start();
    }

    /// What the files say now.
    public Configuration configuration() {
        return current;
    }

    /// Reads everything again. The future is completed when what was there before this call counts, as far as
    /// it was quiet.
    public CompletableFuture<Void> reload() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        touched.add(done);
        return done;
    }

    /// Ends following; the registry keeps the last records. Harmless when called twice.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            if (thread.isAlive()) {
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        fileWatches.values().forEach(FileWatcher.Watch::close);
        directoryWatches.values().forEach(FileWatcher.Watch::close);
        fileWatches.clear();
        directoryWatches.clear();
    }

    private void touch() {
        // One waiting is as good as many.
        if (touched.isEmpty()) {
            touched.add(new CompletableFuture<>());
        }
    }

    private void run() {
        while (!closed) {
            try {
                CompletableFuture<Void> first = touched.poll(files.due(), TimeUnit.NANOSECONDS);
                List<CompletableFuture<Void>> waiting = new ArrayList<>();
                touched.drainTo(waiting);
                if (first != null) {
                    waiting.add(first);
                }
                read(false);
                waiting.forEach(done -> done.complete(null));
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                LOG.error("reading the configuration failed, its last state counts; the next change tries again", e);
                files.begin();
            }
        }
    }

    private void read(boolean first) {
        if (files.refresh() || first) {
            files.begin();
            Configuration read = reader.read(files);
            publish(read);
            files.retain();
            watch();
        }
        tellState();
    }

    private void publish(Configuration read) {
        List<Problem> problems = new ArrayList<>(read.problems());
        places.confFile()
                .flatMap(FileMount::of)
                .filter(FileMount::stale)
                .ifPresent(mount -> problems.add(new Problem(
                        mount.file(),
                        0,
                        "",
                        "is mounted as a single file and was replaced since, so this is an old copy for ever: restart the"
                                + " container, or mount its directory instead")));
        Configuration next = new Configuration(
                read.claims(), read.zones(), read.subnets(), read.servers(), read.options(), problems, read.notices());
        Configuration before = current;
        current = next;
        log(next);
        // Also where only TTLs differ, which records do not count when they compare.
        registry.update(SourceId.CONFIGURATION, contribution(next), state);
        if (!next.equals(before)) {
            listeners.forEach(listener -> listener.accept(next));
            LOG.info(
                    "configuration read: {} records, {} problems",
                    next.claims().size(),
                    next.problems().size());
        }
    }

    private static Contribution contribution(Configuration configuration) {
        List<Name> cuts = configuration.servers().stream()
                .flatMap(given -> given.domain().stream())
                // Everything else is forwarded as it is.
                .filter(domain -> domain.labels() > 1)
                .toList();
        OptionalLong local = configuration.options().ttls().local();
        OptionalLong negative = configuration.options().ttls().negative();
        return new Contribution(
                configuration.claims(),
                List.of(),
                configuration.subnets(),
                new Additions(configuration.zones(), cuts, local.orElse(STANDARD_TTL), negative.orElse(STANDARD_TTL)));
    }

    /// Each problem and notice once, when it appears, and each problem once when it is gone.
    private void log(Configuration read) {
        Set<String> now = new HashSet<>();
        for (Problem problem : read.problems()) {
            if (now.add(problem.toString()) && !told.contains(problem.toString())) {
                LOG.warn("{}", problem);
            }
        }
        told.stream()
                .filter(text -> !now.contains(text) && !text.startsWith("notice "))
                .forEach(text -> LOG.info("mended: {}", text));
        for (Notice notice : read.notices()) {
            if (now.add("notice " + notice) && !told.contains("notice " + notice)) {
                LOG.info("{}", notice);
            }
        }
        told = now;
    }

    private void tellState() {
        SourceState next = state();
        if (!next.equals(state)) {
            if (next instanceof SourceState.Down down) {
                LOG.warn("configuration: {}", down.why());
            } else if (state instanceof SourceState.Down) {
                LOG.info("configuration: everything is there again");
            }
            state = next;
            registry.state(SourceId.CONFIGURATION, state);
        }
    }

    private SourceState state() {
        Instant now = clock.instant();
        Optional<Path> lost = files.lost().stream().sorted().findFirst();
        if (lost.isPresent()) {
            String why = lost.get() + " is gone or cannot be read, what it said last counts until it is back";
            return new SourceState.Down(state instanceof SourceState.Down down ? down.since() : now, why);
        }
        boolean waiting = files.due() != Long.MAX_VALUE && System.nanoTime() - started < LONGEST_PENDING.toNanos();
        if (state instanceof SourceState.Pending && waiting) {
            return state;
        }
        return state instanceof SourceState.Following ? state : new SourceState.Following(now);
    }

    private void watch() {
        FileWatcher by = watcher;
        if (by == null) {
            return;
        }
        Set<Path> directories = files.askedDirectories();
        // A file in a watched directory is seen there, unless it is a link that leads elsewhere.
        Set<Path> single = new HashSet<>(files.askedFiles());
        single.removeIf(file -> directories.contains(file.getParent()) && !Files.isSymbolicLink(file));
        follow(fileWatches, single, file -> by.watchClosely(file, this::touch));
        follow(directoryWatches, directories, directory -> by.watchInside(directory, this::touch));
    }

    private void follow(
            Map<Path, FileWatcher.Watch> watches, Set<Path> wanted, Function<Path, FileWatcher.Watch> begin) {
        watches.entrySet().removeIf(watch -> {
            boolean idle = !wanted.contains(watch.getKey());
            if (idle) {
                watch.getValue().close();
            }
            return idle;
        });
        for (Path path : wanted) {
            if (!watches.containsKey(path)) {
                watches.put(path, begin.apply(path));
                // Between the reading and the watch it may have changed.
                touch();
            }
        }
    }
}
