package mpd.dns.watch;

import java.nio.file.Path;

/// Watches files by their directories, with a slow poll beside it.
public final class FileWatcher implements AutoCloseable {

    /// Calls `changed` (on the watcher's thread) after each change of the file, once it has been quiet for 50 ms.
    public Watch watch(Path file, Runnable changed) {
        throw new UnsupportedOperationException(file + " " + changed);
    }

    /// One watched file.
    public interface Watch extends AutoCloseable {
        /// Ends the watch; `changed` is not called again once this has returned.
        @Override
        void close();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
