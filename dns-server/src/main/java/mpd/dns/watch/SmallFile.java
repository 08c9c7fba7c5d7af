package mpd.dns.watch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
/// up, or one of `/proc` that goes on for ever. A thread stays behind with it, one for each such file however
/// many paths lead to it. Who asks for it again is told so at once until that thread has it, and then gets what
/// it has read.
public final class SmallFile {

    private static final int FILE_TYPE = 0xF000;
    private static final int FIFO = 0x1000;
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration KEPT = Duration.ofMinutes(2);
    private static final int MOST_AT_ONCE = 64;
    private static final Duration IDLE = Duration.ofSeconds(5);

    // By device and inode.
    private static final Map<Object, Reading> UNFINISHED = new ConcurrentHashMap<>();
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
    /// @param most    how many bytes of it
    /// @param version what tells this version of the file from others
    /// @param since   when that began, as System.nanoTime() has it
    private record Reading(int most, Object version, Future<byte[]> content, long since) {

        boolean runs() {
            return !content.isDone();
        }

        /// Whether nobody has come for what was read.
        boolean forgotten() {
            return content.isDone() && System.nanoTime() - since > KEPT.toNanos();
        }
    }

    /// The first bytes of the file.
    ///
    /// @param most how many at most
    /// @throws IOException when it cannot be read, or not within 2 s (less where others are not read in time
    ///                     either); opening a FIFO would wait for a writer, so that is no file
    public static byte[] read(Path file, int most) throws IOException {
        Map<String, Object> version = Files.readAttributes(file, "unix:mode,dev,ino,size,lastModifiedTime,ctime");
        if (version.get("mode") instanceof Integer mode && (mode & FILE_TYPE) == FIFO) {
            throw new IOException("it is a FIFO");
        }
        UNFINISHED.values().removeIf(Reading::forgotten);
        Object identity = List.of(version.getOrDefault("dev", 0), version.getOrDefault("ino", 0));
        Reading begun = UNFINISHED.get(identity);
        if (begun != null && begun.runs()) {
            throw late();
        }
        UNFINISHED.remove(identity);
        if (begun != null && begun.version().equals(version) && begun.most() == most) {
            return content(begun, identity, Duration.ZERO);
        }
        return content(new Reading(most, version, submit(file, most), System.nanoTime()), identity, patience());
    }

    private static byte[] content(Reading reading, Object identity, Duration wait) throws IOException {
        try {
            return reading.content().get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            UNFINISHED.put(identity, reading);
            throw late();
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

    /// Many that come to no end, one after the other, are not waited for as long as one.
    private static Duration patience() {
        long others = UNFINISHED.values().stream().filter(Reading::runs).count();
        Duration wait = LONGEST.dividedBy(1 + others);
        return wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
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

    private static IOException late() {
        return new IOException("it was not read in time");
    }
}
