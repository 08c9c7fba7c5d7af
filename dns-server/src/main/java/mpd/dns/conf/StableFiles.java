package mpd.dns.conf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The last stable version of every file and directory that it was asked for.
///
/// A new version counts once it has been the same for 50 ms; until then the last one does, however long the
/// writing takes. That a file reads well proves nothing: so does the first half of it. A deletion counts once
/// it has lasted as long, for editors delete and create again. A directory that is gone, and a file that is
/// there and may not be read, keep what was known of them: that is trouble, not a change.
///
/// For one thread at a time.
final class StableFiles implements FileSource {

    private static final int MOST_BYTES = 64 * 1024 * 1024;

    private final Duration quiet;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final Set<Path> lasting;
    private final Map<Path, Tracked> files = new HashMap<>();
    private final Map<Path, Tracked> directories = new HashMap<>();
    private final Set<Path> askedFiles = new HashSet<>();
    private final Set<Path> askedDirectories = new HashSet<>();
    private final Set<Path> lost = new TreeSet<>();
    private long version;
    private long due = Long.MAX_VALUE;

    /// @param quiet how long something must have been the same
    /// @param nanos a clock that only goes forward
    /// @param clock the one that files have their times from
    /// @param lasting files whose deletion is trouble, too, and no change
    StableFiles(Duration quiet, LongSupplier nanos, InstantSource clock, Set<Path> lasting) {
        this.quiet = quiet;
        this.lasting = Set.copyOf(lasting);
        this.nanos = nanos;
        this.clock = clock;
    }

    /// What was seen of one path, and since when.
    private static final class Tracked {
        private FileContent content = new FileContent.Missing();
        private DirectoryContent names = new DirectoryContent.Missing();
        private @Nullable Object counts;
        private @Nullable Object seen;
        private long since;
    }

    /// Begins a reading: what is told below is about what comes from now on.
    void begin() {
        due = Long.MAX_VALUE;
        askedFiles.clear();
        askedDirectories.clear();
        lost.clear();
    }

    /// Looks at everything again that was asked for in the last reading, and tells whether any of it counts in
    /// another version now. Begins a reading.
    boolean refresh() {
        long before = version;
        Set<Path> again = askedFiles();
        Set<Path> alsoAgain = askedDirectories();
        begin();
        // Directories first, so that their files know whether they are lost.
        alsoAgain.forEach(this::directory);
        again.forEach(this::file);
        return version != before;
    }

    /// Nanoseconds until something that was not quiet yet may have become so; endless when all was.
    long due() {
        return due == Long.MAX_VALUE ? due : Math.max(0, due - nanos.getAsLong());
    }

    /// Every file that was asked for.
    Set<Path> askedFiles() {
        return Set.copyOf(askedFiles);
    }

    /// Every directory that was asked for.
    Set<Path> askedDirectories() {
        return Set.copyOf(askedDirectories);
    }

    /// What was there once, is not now, and is kept.
    Set<Path> lost() {
        return Set.copyOf(lost);
    }

    /// Forgets what is not asked for any more.
    void retain() {
        files.keySet().retainAll(askedFiles);
        directories.keySet().retainAll(askedDirectories);
    }

    @Override
    public FileContent file(Path path) {
        askedFiles.add(path);
        Tracked file = files.computeIfAbsent(path, _ -> new Tracked());
        Signature signature;
        try {
            signature = Signature.of(path);
        } catch (IOException e) {
            gone(path, file, e);
            return file.content;
        }
        if (signature.directory()) {
            set(file, new FileContent.Directory(), signature);
        } else if (!signature.regular()) {
            set(file, new FileContent.Unreadable("expected a file, and this is something else"), signature);
        } else if (!signature.equals(file.counts)) {
            if (quiet(file, signature, signature.changedMillis())) {
                read(path, file, signature);
            } else if (!(file.content instanceof FileContent.Text)) {
                set(file, new FileContent.Unsettled(), null);
            }
        }
        return file.content;
    }

    private void set(Tracked file, FileContent content, @Nullable Object counts) {
        if (!content.equals(file.content)) {
            version++;
        }
        file.content = content;
        file.counts = counts;
    }

    private void gone(Path path, Tracked file, IOException e) {
        boolean known = file.content instanceof FileContent.Text;
        if (!(e instanceof NoSuchFileException || noWayThere(path))) {
            if (known) {
                lost.add(path);
            } else {
                set(file, new FileContent.Unreadable(why(e)), null);
            }
        } else if (known && (lasting.contains(path) || lost.contains(path.getParent()))) {
            lost.add(path);
        } else if (!known || quiet(file, FileContent.Missing.class, 0)) {
            set(file, new FileContent.Missing(), null);
        }
    }

    /// Whether a part of the way that should be a directory is none.
    private static boolean noWayThere(Path path) {
        Path parent = path.getParent();
        return parent != null && Files.exists(parent) && !Files.isDirectory(parent);
    }

    private static String why(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "may not be read by this user";
            case NotDirectoryException _ -> "expected a directory, and this is something else";
            default -> "cannot be read: " + e.getMessage();
        };
    }

    private void read(Path path, Tracked file, Signature signature) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                set(
                        file,
                        new FileContent.Unreadable("is longer than " + MOST_BYTES + " bytes, so it is not read"),
                        signature);
            } else if (Signature.of(path).equals(signature)) {
                set(file, new FileContent.Text(bytes, signature.identity()), signature);
            } else {
                // Changed while it was read: it begins anew.
                boolean _ = quiet(file, new Object(), 0);
            }
        } catch (IOException e) {
            gone(path, file, e);
        }
    }

    @Override
    public DirectoryContent directory(Path path) {
        askedDirectories.add(path);
        Tracked directory = directories.computeIfAbsent(path, _ -> new Tracked());
        DirectoryContent now = list(path);
        boolean known = directory.names instanceof DirectoryContent.Names;
        if (known && !(now instanceof DirectoryContent.Names)) {
            // Its files are asked for by the names that are kept, and find it lost.
            lost.add(path);
            return directory.names;
        }
        DirectoryContent next = withVanishing(path, directory.names, now);
        if (!next.equals(directory.names)) {
            version++;
        }
        directory.names = next;
        return next;
    }

    private static DirectoryContent list(Path path) {
        try (Stream<Path> entries = Files.list(path)) {
            return new DirectoryContent.Names(
                    entries.map(entry -> entry.getFileName().toString())
                            .sorted(StableFiles::bytewise)
                            .toList());
        } catch (NoSuchFileException e) {
            return new DirectoryContent.Missing();
        } catch (IOException e) {
            return new DirectoryContent.Unreadable(why(e));
        }
    }

    /// Names that have just vanished stay for as long as their files do.
    private DirectoryContent withVanishing(Path path, DirectoryContent before, DirectoryContent now) {
        if (!(before instanceof DirectoryContent.Names(List<String> old))
                || !(now instanceof DirectoryContent.Names(List<String> current))) {
            return now;
        }
        List<String> all = new ArrayList<>(current);
        Set<String> there = new HashSet<>(current);
        for (String name : old) {
            if (!there.contains(name) && file(path.resolve(name)) instanceof FileContent.Text) {
                all.add(name);
            }
        }
        all.sort(StableFiles::bytewise);
        return new DirectoryContent.Names(all);
    }

    private static int bytewise(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /// Whether this has been seen for long enough. The system's own note of the last change counts as well, so
    /// that what is old counts at once.
    private boolean quiet(Tracked file, Object now, long changedMillis) {
        long time = nanos.getAsLong();
        if (!now.equals(file.seen)) {
            file.seen = now;
            file.since = time;
        }
        long age = clock.millis() - changedMillis;
        boolean old = changedMillis > 0 && age > 2 * quiet.toMillis();
        if (old || time - file.since >= quiet.toNanos()) {
            return true;
        }
        due = Math.min(due, file.since + quiet.toNanos());
        return false;
    }
}
