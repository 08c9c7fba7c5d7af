package mpd.dns.watch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Reads files that anybody may have put there, without ever waiting for them for long.
///
/// What has not come to its end in time cannot be read, for now: a file whose opening somebody's lease holds
/// up, or one of `/proc` that goes on for ever. A thread stays behind with it. Who asks for the same file again
/// is told so at once until that thread has it, and then gets what it has read.
public final class SmallFile {

    private static final int FILE_TYPE = 0xF000;
    private static final int FIFO = 0x1000;
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final int MOST_AT_ONCE = 64;
    private static final Duration IDLE = Duration.ofSeconds(5);

    private static final Map<Path, Reading> UNFINISHED = new ConcurrentHashMap<>();
    private static final ExecutorService READERS = new ThreadPoolExecutor(
            0,
            MOST_AT_ONCE,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            task -> Thread.ofPlatform().daemon().name("file-reader").unstarted(task));

    private SmallFile() {}

    /// A file that is being read.
    ///
    /// @param version what tells this version of the file from others
    private record Reading(Object version, Future<byte[]> content) {}

    /// The first bytes of the file.
    ///
    /// @param most how many at most; always the same for one file
    /// @throws IOException when it cannot be read, or not within 2 s; opening a FIFO would wait for a writer,
    ///                     so that is no file
    public static byte[] read(Path file, int most) throws IOException {
        Map<String, Object> version = Files.readAttributes(file, "unix:mode,dev,ino,size,lastModifiedTime,ctime");
        if (version.get("mode") instanceof Integer mode && (mode & FILE_TYPE) == FIFO) {
            throw new IOException("it is a FIFO");
        }
        Reading begun = UNFINISHED.remove(file);
        if (begun != null && begun.version().equals(version)) {
            return result(file, begun, Duration.ZERO);
        }
        // Many that do not come to their end, one after the other, are not waited for as long as one.
        return result(file, new Reading(version, submit(file, most)), LONGEST.dividedBy(1 + UNFINISHED.size()));
    }

    private static byte[] result(Path file, Reading reading, Duration wait) throws IOException {
        try {
            return result(reading.content(), wait);
        } catch (TimeoutException _) {
            UNFINISHED.put(file, reading);
            throw new IOException("it was not read in time");
        }
    }

    private static Future<byte[]> submit(Path file, int most) throws IOException {
        try {
            return READERS.submit(() -> {
                try (InputStream in = Files.newInputStream(file)) {
                    return in.readNBytes(most);
                }
            });
        } catch (RejectedExecutionException _) {
            throw new IOException("too many files are being read that come to no end");
        }
    }

    private static byte[] result(Future<byte[]> content, Duration wait) throws IOException, TimeoutException {
        try {
            return content.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the reading was interrupted");
        }
    }
}
