package mpd.dns.resolvconf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import mpd.dns.watch.FileMount;
import mpd.dns.watch.FileWatcher;
import mpd.dns.watch.ReadFailure;
import mpd.dns.watch.SmallFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The nameservers of a resolv.conf file, followed as the file changes.
///
/// A file that is gone or cannot be read keeps the last nameservers until it is back; a file that names
/// none means none.
public final class ResolvConf implements AutoCloseable {

    /// The port that resolv.conf means.
    public static final int PORT = 53;

    private static final Logger LOG = LoggerFactory.getLogger(ResolvConf.class);
    private static final int MAX_BYTES = 64 * 1024;

    private final Path file;
    private final int port;
    private final Predicate<InetSocketAddress> own;
    private final InstantSource clock;
    // Called by whichever thread reads, added to by the one that wires.
    private final List<Consumer<Upstreams>> listeners = new CopyOnWriteArrayList<>();
    // Swapped under this, read by any thread at any time.
    private volatile Upstreams current;
    // Set by the thread that starts, cleared by the one that closes; guarded by this.
    private FileWatcher.@Nullable Watch watch;

    /// Reads the file once; see [#follow(FileWatcher)].
    ///
    /// @param port of every nameserver, [#PORT] but in tests
    /// @param own  whether this server itself listens there; asked at each reading
    public ResolvConf(Path file, int port, Predicate<InetSocketAddress> own, InstantSource clock) {
        this(file, port, own, clock, false);
    }

    private ResolvConf(Path file, int port, Predicate<InetSocketAddress> own, InstantSource clock, boolean silent) {
        this.file = file;
        this.port = port;
        this.own = own;
        this.clock = clock;
        current =
                new Upstreams(file, List.of(), List.of(), List.of(), clock.instant(), Instant.EPOCH, Optional.empty());
        if (silent) {
            return;
        }
        Upstreams first = read();
        current = first;
        log(List.of(), first);
        LOG.info("nameservers in {} are {}", file, list(first));
    }

    /// What a person should mend in the file as it is now, for who looks once.
    public static List<Upstreams.Problem> problems(Path file) {
        return new ResolvConf(file, PORT, _ -> false, InstantSource.system(), true)
                .read()
                .problems();
    }

    /// Reads the file again after each change, until closed.
    public void follow(FileWatcher watcher) {
        synchronized (this) {
            watch = watcher.watch(file, this::reread);
        }
        reread();
    }

    /// The nameservers as the file last said.
    public Upstreams upstreams() {
        return current;
    }

    /// Calls the listener after each change of the file, on the thread that read it, and when the file has
    /// become, or is no longer, a mount that is stale. A reading of the same file is no change.
    public void onChange(Consumer<Upstreams> listener) {
        listeners.add(listener);
    }

    /// Reads the file now, e.g. because this server listens on another address than before.
    public synchronized void reread() {
        Upstreams before = current;
        Upstreams now = read();
        current = now;
        log(before.problems(), now);
        // As text, for Inet6Address takes two scopes of one address for the same.
        boolean different = !now.addresses().equals(before.addresses());
        if (different) {
            LOG.info("nameservers in {} are now {}, were {}", file, list(now), list(before));
        }
        if (different
                || !now.modified().equals(before.modified())
                || !now.mount().equals(before.mount())) {
            listeners.forEach(listener -> listener.accept(now));
        }
    }

    /// Ends following. Harmless when called twice.
    @Override
    public void close() {
        FileWatcher.@Nullable Watch ending;
        synchronized (this) {
            ending = watch;
            watch = null;
        }
        // Outside the lock, for this waits for a reading that is under way.
        if (ending != null) {
            ending.close();
        }
    }

    private static String list(Upstreams upstreams) {
        return upstreams.servers().isEmpty() ? "none" : String.join(", ", upstreams.addresses());
    }

    private Upstreams read() {
        Instant now = clock.instant();
        Optional<FileMount> mount = FileMount.of(file);
        List<Upstreams.Problem> problems = new ArrayList<>();
        if (mount.isPresent() && mount.get().stale()) {
            problems.add(problem("is mounted as a single file and was replaced since, so this is an old copy for ever:"
                    + " mount its directory instead"));
        }
        String text;
        Instant modified;
        try {
            modified = Files.getLastModifiedTime(file).toInstant();
            byte[] bytes = SmallFile.read(file, MAX_BYTES + 1);
            text = new String(bytes, StandardCharsets.UTF_8);
            if (bytes.length > MAX_BYTES) {
                problems.add(problem("is longer than " + MAX_BYTES + " bytes, the rest is not read"));
                // Half an address may be one.
                text = text.substring(0, text.lastIndexOf('\n') + 1);
            }
        } catch (IOException e) {
            if (watch != null && !(e instanceof NoSuchFileException)) {
                watch.again();
            }
            problems.add(problem(
                    ReadFailure.why(e) + (current.servers().isEmpty() ? "" : ", the last nameservers are kept")));
            Instant last = e instanceof NoSuchFileException ? Instant.EPOCH : current.modified();
            return new Upstreams(file, current.servers(), problems, current.skipped(), current.readAt(), last, mount);
        }
        ResolvConfParser.Parsed parsed = ResolvConfParser.parse(text, file, port, own);
        problems.addAll(parsed.problems());
        if (parsed.servers().isEmpty()) {
            String but = parsed.skipped().stream()
                    .findFirst()
                    .map(skipped -> ": " + skipped.text())
                    .orElse("");
            problems.add(problem("names no nameserver that can be asked" + but));
        }
        return new Upstreams(file, parsed.servers(), problems, parsed.skipped(), now, modified, mount);
    }

    private Upstreams.Problem problem(String text) {
        return new Upstreams.Problem(file, 0, text);
    }

    /// Each problem once, when it appears.
    private static void log(List<Upstreams.Problem> before, Upstreams now) {
        now.problems().stream()
                .filter(problem -> !before.contains(problem))
                .forEach(problem -> LOG.warn("{}", problem));
    }
}
