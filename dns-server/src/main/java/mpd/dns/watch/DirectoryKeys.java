package mpd.dns.watch;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The inotify watches of all directories in use; one a directory, however many paths lead through it.
final class DirectoryKeys {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryKeys.class);

    private final @Nullable WatchService service;
    // Guarded by this: paths are added on callers' threads and looked at again on the watcher's.
    private final Set<WatchKey> known = new HashSet<>();
    // Those of directories in which it counts what files hold. Guarded by this.
    private final Set<WatchKey> written = new HashSet<>();
    // Set by whichever thread meets the limit first.
    private final AtomicBoolean limitReported = new AtomicBoolean();

    /// @param service absent where only the poll is left
    DirectoryKeys(@Nullable WatchService service) {
        this.service = service;
    }

    /// The watch of a directory; null where there can be none, which the poll makes up for.
    ///
    /// @param contents whether writes to the files in it count as well. Where they do not, a file that is
    ///     written all the time, such as a log, wakes nobody
    synchronized @Nullable WatchKey of(Path directory, boolean contents) {
        if (service == null) {
            return null;
        }
        try {
            WatchKey key = register(service, directory, contents);
            known.add(key);
            return key;
        } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException | ClosedWatchServiceException e) {
            LOG.debug("no watch on {}", directory, e);
            return null;
        } catch (IOException e) {
            if (limitReported.compareAndSet(false, true)) {
                LOG.warn("{} is looked at once a second only: {}", directory, e.getMessage());
            }
            return null;
        }
    }

    /// A directory has one watch, whoever asks, and only its key tells whether it has one: so it is watched
    /// for everything, and for less where nobody needs more.
    private WatchKey register(WatchService by, Path directory, boolean contents) throws IOException {
        WatchKey key = directory.register(by, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY);
        if (contents) {
            written.add(key);
        }
        if (written.contains(key)) {
            return key;
        }
        WatchKey less = directory.register(by, ENTRY_CREATE, ENTRY_DELETE);
        // Another directory has taken its place, of which somebody may need more.
        return less.equals(key) ? less : register(by, directory, contents);
    }

    /// Ends the watches of directories that none of the paths leads through any more.
    synchronized void retain(List<WatchedPath> paths) {
        known.removeIf(key -> {
            boolean idle = paths.stream().noneMatch(path -> path.uses(key));
            if (idle) {
                written.remove(key);
                key.cancel();
            }
            return idle;
        });
    }

    /// Waits for an event for so long.
    @Nullable
    WatchKey await(Duration wait) throws InterruptedException {
        if (service == null) {
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            return null;
        }
        return service.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// The next event that is already there.
    @Nullable
    WatchKey next() {
        return service == null ? null : service.poll();
    }

    void close() {
        if (service == null) {
            return;
        }
        try {
            service.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
