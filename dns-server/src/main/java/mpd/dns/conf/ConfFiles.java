package mpd.dns.conf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private static final Duration POLL = Duration.ofSeconds(1);
    // Whoever writes without pause must not keep the thread busy.
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final int MOST_NAMED = 5;
    private static final String KEPT = ", what it said last counts until it is back";
    private static final Duration LONGEST_READING = Duration.ofSeconds(2);

    private final ConfReader reader;
    private final ConfReader.Places places;
    private final Registry registry;
    private final InstantSource clock;
    private final Function<Path, Optional<FileMount>> mounts;
    private final StableFiles files;
    private final List<Consumer<Configuration>> listeners = new CopyOnWriteArrayList<>();
    // Wakes the thread; what is queued are those who wait for the reading that follows.
    private final LinkedBlockingQueue<CompletableFuture<Void>> touched = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final long started = System.nanoTime();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    // Written by the reading thread (at first the starting one), read by any.
    private volatile Configuration current = Configuration.EMPTY;
    private volatile boolean closed;

    // Of the reading thread.
    private final Map<Path, FileWatcher.Watch> fileWatches = new HashMap<>();
    private final Map<Path, FileWatcher.Watch> directoryWatches = new HashMap<>();
    private final ConfLog log = new ConfLog();
    private Configuration read = Configuration.EMPTY;
    private Configuration told = Configuration.EMPTY;
    private List<Problem> troubles = List.of();
    private Optional<FileMount> replaced = Optional.empty();
    // Whether everything has to be read, changed or not.
    private boolean whole = true;
    private boolean failing;
    private SourceState state;
    private @Nullable FileWatcher watcher;

    /// Registers the source as pending; it has nothing to say before [#follow(FileWatcher)].
    public ConfFiles(ConfReader reader, ConfReader.Places places, Registry registry, InstantSource clock) {
        this(reader, places, registry, clock, FileMount::of);
    }

    /// @param mounts the mount at a file, as [FileMount#of(Path)] tells
    ConfFiles(
            ConfReader reader,
            ConfReader.Places places,
            Registry registry,
            InstantSource clock,
            Function<Path, Optional<FileMount>> mounts) {
        this.reader = reader;
        this.places = places;
        this.registry = registry;
        this.clock = clock;
        this.mounts = mounts;
        files = new StableFiles(
                QUIET, System::nanoTime, clock, places.confFile().map(Set::of).orElse(Set.of()));
        state = new SourceState.Pending(clock.instant());
        registry.register(SourceId.CONFIGURATION, state);
        thread = Thread.ofPlatform().daemon().name("configuration").unstarted(this::run);
    }

    /// Calls the listener after each change, on the thread that read.
    public void onChange(Consumer<Configuration> listener) {
        listeners.add(listener);
    }

    /// Reads everything now, and again after each change, until closed.
    public void follow(FileWatcher by) {
        watcher = by;
        look();
        // What changed between the reading and the watches is found by one more look.
        touch();
        thread.start();
    }

    /// Waits until what was being written when this began to follow counts, half a second at most: who acts on
    /// it once has to act on the whole.
    public void awaitSettled() {
        var _ = settled.copy()
                .completeOnTimeout(null, LONGEST_PENDING.toNanos(), TimeUnit.NANOSECONDS)
                .join();
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
        if (closed) {
            done.complete(null);
        }
        return done;
    }

    /// Ends following; the registry keeps the last records. Harmless when called twice.
    @Override
    public void close() {
        closed = true;
        // Not by an interrupt, which would make a file that is just being read look unreadable.
        touch();
        try {
            // One that waits for the kernel, which may never answer, is left to it.
            thread.join(LONGEST_READING);
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
            List<CompletableFuture<Void>> waiting = new ArrayList<>();
            try {
                CompletableFuture<Void> first =
                        touched.poll(Math.min(files.due(), POLL.toNanos()), TimeUnit.NANOSECONDS);
                if (first != null) {
                    waiting.add(first);
                }
                touched.drainTo(waiting);
                if (!waiting.isEmpty() || whole || files.moved()) {
                    look();
                    Thread.sleep(PAUSE);
                }
                failing = false;
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                failed(e);
            } finally {
                waiting.forEach(done -> done.complete(null));
            }
        }
        touched.forEach(done -> done.complete(null));
    }

    private void failed(RuntimeException e) {
        whole = true;
        if (!failing) {
            LOG.error("reading the configuration failed, its last state counts; tried again once a second", e);
        }
        failing = true;
    }

    /// Looks at all files, and reads and publishes where something has changed.
    private void look() {
        boolean anew = files.refresh() || whole;
        if (anew) {
            files.begin();
            read = reader.read(files);
            files.retain();
            watch();
        }
        List<Problem> before = troubles;
        // Not as a stream: that of a sorted map makes a comparator which is compiled anew at each start.
        List<Problem> lost = new ArrayList<>();
        files.lost().forEach((path, why) -> lost.add(new Problem(path, 0, "", why + KEPT)));
        troubles = lost;
        state = state();
        if (anew || !troubles.equals(before)) {
            publish(whole || !troubles.equals(before));
        } else {
            registry.state(SourceId.CONFIGURATION, state);
        }
        if (!(state instanceof SourceState.Pending)) {
            settled.complete(null);
        }
        whole = false;
    }

    /// The main file where it is mounted as a single one and has been replaced on the other side.
    public Optional<FileMount> oldCopy() {
        return places.confFile().flatMap(mounts).filter(FileMount::stale);
    }

    /// @param mountToo whether to ask for the mount of the main file although that has not changed
    private void publish(boolean mountToo) {
        List<Path> changed = files.takeChanged();
        // The mount table is long, and what replaces or unlinks the file gives it another time, or it is lost.
        if (mountToo || places.confFile().filter(changed::contains).isPresent()) {
            replaced = oldCopy();
        }
        List<Problem> problems = new ArrayList<>(troubles);
        replaced.ifPresent(mount -> problems.add(new Problem(
                mount.file(),
                0,
                "",
                "is mounted as a single file and was replaced since, so this is an old copy for ever: restart the"
                        + " container, or mount its directory instead")));
        problems.addAll(read.problems());
        Configuration next = new Configuration(
                read.parts(),
                read.zones(),
                read.subnets(),
                read.servers(),
                read.answers(),
                read.options(),
                problems,
                read.notices());
        current = next;
        log.tell(next);
        registry.update(SourceId.CONFIGURATION, contribution(next), state);
        if (!next.equals(told)) {
            LOG.info(
                    "configuration read: {} records, {} problems{}",
                    next.records(),
                    next.problems().size(),
                    changed(changed));
            listeners.forEach(listener -> listener.accept(next));
            // Only now: what could not be followed is told once more.
            told = next;
        }
    }

    private static String changed(List<Path> paths) {
        if (paths.isEmpty()) {
            return "";
        }
        String named = paths.stream().limit(MOST_NAMED).map(Path::toString).collect(Collectors.joining(", "));
        return "; changed: " + named
                + (paths.size() > MOST_NAMED ? " and " + (paths.size() - MOST_NAMED) + " more" : "");
    }

    private static Contribution contribution(Configuration configuration) {
        Stream<Name> given = configuration.servers().stream().flatMap(servers -> servers.domain().stream());
        List<Name> cuts = Stream.concat(given, configuration.answers().denied().stream())
                // Everything else is forwarded as it is.
                .filter(domain -> domain.labels() > 1)
                .toList();
        OptionalLong local = configuration.options().ttls().local();
        OptionalLong negative = configuration.options().ttls().negative();
        return new Contribution(
                configuration.parts(),
                List.of(),
                configuration.subnets(),
                new Additions(
                        configuration.zones(),
                        cuts,
                        local.orElse(ConfReader.STANDARD_TTL),
                        negative.orElse(ConfReader.STANDARD_TTL)));
    }

    private SourceState state() {
        Instant now = clock.instant();
        Set<Path> asked = asked();
        SortedMap<Path, String> gone = files.lost();
        gone.keySet().retainAll(asked);
        if (!gone.isEmpty()) {
            String why = gone.firstKey() + " " + gone.get(gone.firstKey()) + KEPT;
            return new SourceState.Down(state instanceof SourceState.Down down ? down.since() : now, why);
        }
        if (asked.stream().noneMatch(Files::exists)) {
            return new SourceState.Absent("there is no " + String.join(" and no ", strings(asked)));
        }
        boolean waiting = files.due() != Long.MAX_VALUE && System.nanoTime() - started < LONGEST_PENDING.toNanos();
        if (state instanceof SourceState.Pending && waiting) {
            return state;
        }
        return state instanceof SourceState.Following ? state : new SourceState.Following(now);
    }

    /// What must not go away as a whole: the main file, and every directory.
    private Set<Path> asked() {
        Set<Path> asked = new LinkedHashSet<>(places.confFile().stream().toList());
        asked.addAll(places.recordsDirs());
        asked.addAll(files.askedDirectories());
        return asked;
    }

    private static List<String> strings(Set<Path> paths) {
        return paths.isEmpty()
                ? List.of("configuration file")
                : paths.stream().map(Path::toString).toList();
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
