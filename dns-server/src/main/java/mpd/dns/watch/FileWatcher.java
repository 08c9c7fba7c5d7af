package mpd.dns.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches files and unix sockets through the directories that lead to them, with a slow poll beside it.
///
/// Every directory that the lookup of a path goes through is watched, those that symbolic links lead to
/// as well, so a change counts however it was made: renamed over, rewritten in place, deleted, created
/// again (with its parents), a link pointed elsewhere, a whole directory replaced. The poll finds what
/// the kernel does not tell of, such as a mount over a directory, and carries on alone where the kernel
/// has no inotify watches left.
///
/// A path need not exist. Of a unix socket only existence, identity and permissions count.
public final class FileWatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileWatcher.class);

    private final Timing timing;
    private final DirectoryKeys keys;
    // Written by callers of watch() and close(), read by the watcher's thread at each turn.
    private final List<WatchedPath> watched = new CopyOnWriteArrayList<>();
    private final Thread thread;
    // Set by whoever closes, read by the watcher's thread.
    private volatile boolean closed;

    /// Starts the watcher's thread (a daemon).
    public FileWatcher() {
        this(Timing.STANDARD);
    }

    FileWatcher(Timing timing) {
        this(timing, inotify());
    }

    private FileWatcher(Timing timing, @Nullable WatchService service) {
        this.timing = timing;
        keys = new DirectoryKeys(service);
        thread = Thread.ofPlatform().daemon().name("file-watcher").unstarted(this::run);
        thread.start();
    }

    /// A watcher as it is where the kernel has no inotify instance left.
    static FileWatcher withoutEvents(Timing timing) {
        return new FileWatcher(timing, null);
    }

    /// Calls `changed` (on the watcher's thread) after each change of the file, once it has been quiet
    /// for 50 ms; while a file is written without pause, every 500 ms.
    ///
    /// A change made after this has returned is never missed, so watch first and read then. What
    /// `changed` throws is logged and does no further harm.
    public Watch watch(Path file, Runnable changed) {
        return watch(file, changed, timing);
    }

    /// Calls `touched` (on the watcher's thread) at once, and possibly several times, whenever the file may
    /// have changed. Whether it is quiet by now is for the caller to find out.
    public Watch watchClosely(Path file, Runnable touched) {
        return watch(file, touched, new Timing(Duration.ZERO, Duration.ZERO, timing.poll()));
    }

    /// The same of a directory: whenever a name in it came, went or was written to, or the directory itself was
    /// replaced. It need not exist.
    public Watch watchInside(Path directory, Runnable touched) {
        return watchClosely(directory.resolve(WatchedPath.ANY), touched);
    }

    private Watch watch(Path file, Runnable changed, Timing when) {
        WatchedPath path = new WatchedPath(file.toAbsolutePath(), changed, when, keys);
        // In the list first, or another watch that ends meanwhile would let go of the directories.
        watched.add(path);
        path.look();
        return new Watch() {
            @Override
            public void again() {
                path.again();
            }

            @Override
            public void close() {
                watched.remove(path);
                path.end();
                keys.retain(watched);
            }
        };
    }

    /// One watched file.
    public interface Watch extends AutoCloseable {
        /// Calls `changed` again within about a second, whether something has changed or not: for who could not
        /// make use of the last call.
        void again();

        /// Ends the watch; `changed` is not called again once this has returned. Waits for a call that is
        /// under way, except when it is itself made from that call.
        @Override
        void close();
    }

    /// Ends all watches and the thread. Harmless when called twice.
    @Override
    public void close() {
        closed = true;
        watched.forEach(WatchedPath::end);
        watched.clear();
        keys.close();
        thread.interrupt();
    }

    /// How long things take.
    ///
    /// @param quiet   silence after the last event before a change counts
    /// @param longest how long a change is put off at most when there is no silence
    /// @param poll    between two looks at every path
    record Timing(Duration quiet, Duration longest, Duration poll) {
        static final Timing STANDARD = new Timing(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofSeconds(1));
    }

    private void run() {
        long nextPoll = System.nanoTime() + timing.poll().toNanos();
        while (!closed) {
            try {
                WatchKey key = keys.await(untilNext(nextPoll));
                if (key != null) {
                    told(key);
                }
                if (System.nanoTime() - nextPoll >= 0) {
                    nextPoll = System.nanoTime() + timing.poll().toNanos();
                    watched.forEach(WatchedPath::poll);
                }
                turn();
            } catch (InterruptedException | ClosedWatchServiceException e) {
                LOG.debug("file watcher ends", e);
                return;
            } catch (RuntimeException e) {
                LOG.warn("looking at the watched paths failed, the next event or poll tries again", e);
            }
        }
    }

    private Duration untilNext(long nextPoll) {
        long now = System.nanoTime();
        long wait = nextPoll - now;
        for (WatchedPath path : watched) {
            wait = Math.min(wait, path.nanosUntilDue(now));
        }
        return Duration.ofNanos(Math.max(0, wait));
    }

    private void told(WatchKey first) {
        for (WatchKey key = first; key != null; key = keys.next()) {
            for (WatchEvent<?> event : key.pollEvents()) {
                // An overflow has no context: anything in the directory may have changed.
                @Nullable String name = event.context() instanceof Path path ? path.toString() : null;
                for (WatchedPath path : watched) {
                    path.told(key, name);
                }
            }
            if (!key.reset()) {
                for (WatchedPath path : watched) {
                    path.lost(key);
                }
            }
        }
    }

    private void turn() {
        boolean fired = false;
        for (WatchedPath path : watched) {
            if (path.nanosUntilDue(System.nanoTime()) <= 0) {
                path.fire();
                fired = true;
            }
        }
        if (fired) {
            keys.retain(watched);
        }
    }

    private static @Nullable WatchService inotify() {
        try {
            return FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            LOG.warn(
                    "no inotify instance left (fs.inotify.max_user_instances), files are looked at once a second: {}",
                    e.getMessage());
            return null;
        }
    }
}
