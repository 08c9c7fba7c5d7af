package mpd.dns.conf;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Keeps what came of reading each file, so that a file is read again only when it, or what its reading depends
/// on, has changed. For one thread at a time.
///
/// @param <T> what comes of reading a file; nobody changes it
final class FileMemory<T> {

    private Map<Path, Kept<T>> last = Map.of();
    private Map<Path, Kept<T>> current = new HashMap<>();

    /// @param context what else the reading depends on
    private record Kept<T>(byte[] bytes, Object context, T result) {}

    /// What came of the file the last time, or what comes of it now.
    T recall(Path file, byte[] bytes, Object context, Supplier<T> read) {
        Kept<T> kept = last.get(file);
        if (kept == null
                || !Arrays.equals(kept.bytes(), bytes)
                || !kept.context().equals(context)) {
            kept = new Kept<>(bytes, context, read.get());
        }
        current.put(file, kept);
        return kept.result();
    }

    /// Forgets all files that were not asked for since this was last called.
    void end() {
        last = current;
        current = new HashMap<>();
    }
}
