package mpd.dns.watch;

import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One path under watch: what it looked like last, which directories lead to it, and whether a change is
/// waiting.
final class WatchedPath {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedPath.class);

    /// As the last name of a path: every name in that directory.
    static final String ANY = "*";

    // A path that changes under our eyes more often than this is left to the poll.
    private static final int LOOKS = 5;

    private final Path path;
    private final Runnable changed;
    private final FileWatcher.Timing timing;
    private final DirectoryKeys keys;
    // Keeps end(), on any thread, from returning while changed runs on the watcher's. Reentrant: changed may
    // end it.
    private final ReentrantLock calling = new ReentrantLock();
    private boolean ended;
    // Set by whoever wants it, taken back by the watcher's thread.
    private volatile boolean again;

    // Set under both this and keys; volatile, as uses() is called with keys alone held.
    private volatile Map<WatchKey, Set<String>> names = Map.of();

    // Guarded by this: look() runs on the caller's thread first, everything else on the watcher's.
    private List<Lookup.Step> watchedSteps = List.of();
    private boolean watchLost;
    private boolean wholeWay;
    private Lookup.@Nullable Result last;

    // The watcher's thread alone.
    private final BriefLook brief = new BriefLook();
    private boolean waiting;
    private boolean certain;
    private long firstEvent;
    private long lastEvent;

    WatchedPath(Path path, Runnable changed, FileWatcher.Timing timing, DirectoryKeys keys) {
        this.path = path;
        this.changed = changed;
        this.timing = timing;
        this.keys = keys;
    }

    /// Looks the path up and watches every directory on the way; true when the file is another than at
    /// the last look.
    synchronized boolean look() {
        Lookup.Result seen = Lookup.of(path);
        // A directory may be replaced between the lookup and its watch: only a lookup made under its own
        // watches counts.
        for (int i = 0; i < LOOKS && (watchLost || !seen.steps().equals(watchedSteps)); i++) {
            watchSteps(seen.steps());
            seen = Lookup.of(path);
        }
        // Of a directory as a whole, which one it is counts; what is in it, events tell.
        boolean whole = path.endsWith(ANY);
        boolean different = last != null
                && !(whole ? last.steps().equals(seen.steps()) : last.end().equals(seen.end()));
        last = seen;
        return different;
    }

    private void watchSteps(List<Lookup.Step> steps) {
        // One step for whoever lets go of idle directories.
        synchronized (keys) {
            Map<WatchKey, Set<String>> found = new HashMap<>();
            wholeWay = true;
            for (Lookup.Step step : steps) {
                // On the way it counts what comes and goes.
                WatchKey key = keys.of(step.directory(), step.equals(steps.getLast()));
                if (key != null) {
                    found.computeIfAbsent(key, ignored -> new HashSet<>()).add(step.name());
                } else {
                    wholeWay = false;
                }
            }
            names = found;
        }
        watchedSteps = steps;
        watchLost = false;
    }

    boolean uses(WatchKey key) {
        return names.containsKey(key);
    }

    /// Something happened to a name in a directory, or to any (null).
    synchronized void told(WatchKey key, @Nullable String name) {
        Set<String> own = names.get(key);
        if (own == null || (name != null && !own.contains(name) && !own.contains(ANY))) {
            return;
        }
        // A rewrite may leave size and times as they were, so an event of the file itself counts as it is.
        String fileName = watchedSteps.getLast().name();
        certain |= name != null && (name.equals(fileName) || fileName.equals(ANY));
        touch();
    }

    /// The directory's watch has ended because the directory is gone.
    synchronized void lost(WatchKey key) {
        if (names.containsKey(key)) {
            watchLost = true;
            touch();
        }
    }

    /// Looks again, for what no event told: briefly, and thoroughly now and then.
    void poll() {
        if (!waiting && ((moved() && look()) || again)) {
            certain = true;
            touch();
        }
    }

    private boolean moved() {
        return brief.due(Stamp.of(path.endsWith(ANY) ? path.resolveSibling("") : path), told());
    }

    /// Whether the kernel tells of changes everywhere on the way.
    private synchronized boolean told() {
        return last != null && wholeWay && last.steps().equals(watchedSteps);
    }

    /// The next poll counts as a change.
    void again() {
        again = true;
    }

    private void touch() {
        long now = System.nanoTime();
        if (!waiting) {
            waiting = true;
            firstEvent = now;
        }
        lastEvent = now;
    }

    /// Nanoseconds until a waiting change counts; endless when none waits.
    long nanosUntilDue(long now) {
        if (!waiting) {
            return Long.MAX_VALUE;
        }
        long quiet = lastEvent + timing.quiet().toNanos() - now;
        long longest = firstEvent + timing.longest().toNanos() - now;
        return Math.min(quiet, longest);
    }

    /// Lets the waiting change count.
    void fire() {
        waiting = false;
        if (look() || certain) {
            certain = false;
            call();
        }
    }

    private void call() {
        calling.lock();
        try {
            if (!ended) {
                again = false;
                changed.run();
            }
        } catch (RuntimeException | Error e) {
            LOG.error("what follows {} failed on its change", path, e);
        } finally {
            calling.unlock();
        }
    }

    void end() {
        calling.lock();
        try {
            ended = true;
        } finally {
            calling.unlock();
        }
    }
}
