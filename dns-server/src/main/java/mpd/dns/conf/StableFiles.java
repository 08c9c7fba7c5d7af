package mpd.dns.conf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import mpd.dns.watch.BriefLook;
import mpd.dns.watch.ReadFailure;
import mpd.dns.watch.SmallFile;
import mpd.dns.watch.Stamp;
import org.jspecify.annotations.Nullable;

/// The last stable version of every file and directory that it was asked for.
///
/// A new version counts once it has been the same for 50 ms; until then the last one does, however long the
/// writing takes. That a file reads well proves nothing: so does the first half of it. A deletion counts once
/// it has lasted as long, for editors delete and create again, and begins with a listing of its directory that
/// lacks the name. A directory that is gone, and a file that is there and may not be read, keep what was known
/// of them: that is trouble, not a change.
///
/// For one thread at a time.
final class StableFiles implements FileSource {

    private static final int MOST_BYTES = 64 * 1024 * 1024;
    private static final String GONE = "is gone";
    private static final int MOVING = 10;

    private final Duration quiet;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final Set<Path> lasting;
    private final Map<Path, Tracked> files = new HashMap<>();
    private final Map<Path, Tracked> directories = new HashMap<>();
    private final Set<Path> askedFiles = new HashSet<>();
    private final Set<Path> askedDirectories = new HashSet<>();
    private final SortedMap<Path, String> lost = new TreeMap<>();
    private final Set<Path> away = new HashSet<>();
    // There in another version than the one that counts, which is to count soon.
    private final Set<Path> unsettled = new HashSet<>();
    private final Set<Path> changed = new TreeSet<>();
    // What the last refresh saw to be as it counts: the reading that follows need not look again.
    private final Set<Tracked> fresh = new HashSet<>();
    private final BriefLook brief = new BriefLook();
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
        private final Path path;
        private FileContent content = new FileContent.Missing();
        private DirectoryContent names = new DirectoryContent.Missing();
        // The names of the last listing, sorted, without those that stay for a while after it.
        private List<String> listed = List.of();
        private @Nullable Signature counts;
        private @Nullable Object seen;
        private Stamp stamp = Stamp.MISSING;
        // Whether it was seen last as it counts.
        private boolean steady;
        private long since;
        // Whether the file behind the path is still the one that counts, changed or not.
        private boolean same;

        Tracked(Path path) {
            this.path = path;
        }

        boolean known() {
            return content instanceof FileContent.Text;
        }

        /// A version that is kept is a file of its own: its inode may be another file's by now.
        FileContent told() {
            return content instanceof FileContent.Text text && !same
                    ? new FileContent.Text(text.bytes(), path)
                    : content;
        }
    }

    /// Begins a reading: what is told below is about what comes from now on.
    void begin() {
        due = Long.MAX_VALUE;
        askedFiles.clear();
        askedDirectories.clear();
        lost.clear();
    }

    /// Looks at everything again that was asked for in the last reading, and tells whether any of it counts in
    /// another version now. Begins a reading, which knows what was seen here of all that is settled.
    boolean refresh() {
        long before = version;
        Set<Path> again = askedFiles();
        Set<Path> alsoAgain = askedDirectories();
        fresh.clear();
        begin();
        // Directories first, so that their files know whether they are lost.
        alsoAgain.forEach(this::directory);
        again.forEach(this::file);
        if (version != before) {
            again.forEach(path -> keep(files.get(path)));
            alsoAgain.forEach(path -> keep(directories.get(path)));
        }
        return version != before;
    }

    private void keep(@Nullable Tracked seen) {
        if (seen != null && seen.steady) {
            fresh.add(seen);
        }
    }

    /// Whether it is worth while to [#refresh()], as far as a brief look at each of them tells: where
    /// something is not settled, where one is another than it was seen last, and every tenth time.
    boolean moved() {
        return brief.due(settled() && unmoved(files, askedFiles) && unmoved(directories, askedDirectories));
    }

    private static boolean unmoved(Map<Path, Tracked> seen, Set<Path> asked) {
        for (Path path : asked) {
            Tracked last = seen.get(path);
            if (last == null || !last.stamp.equals(Stamp.of(path))) {
                return false;
            }
        }
        return true;
    }

    /// Whether everything counts as it was last seen, and could be read.
    private boolean settled() {
        return due == Long.MAX_VALUE
                && lost.isEmpty()
                && unsettled.isEmpty()
                && files.values().stream().noneMatch(file -> file.content instanceof FileContent.Unreadable)
                && directories.values().stream()
                        .noneMatch(directory -> directory.names instanceof DirectoryContent.Unreadable);
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

    /// What was there once, is not now, and is kept: for each what has become of it, as completes the sentence
    /// `the file ...`.
    SortedMap<Path, String> lost() {
        return new TreeMap<>(lost);
    }

    /// The files that count in another version than when this was last asked.
    List<Path> takeChanged() {
        List<Path> taken = List.copyOf(changed);
        changed.clear();
        return taken;
    }

    /// Ends the reading: forgets what is not asked for any more.
    void retain() {
        fresh.clear();
        away.retainAll(askedDirectories);
        unsettled.retainAll(askedFiles);
        files.keySet().retainAll(askedFiles);
        directories.keySet().retainAll(askedDirectories);
    }

    @Override
    public FileContent file(Path path) {
        askedFiles.add(path);
        Tracked file = files.computeIfAbsent(path, Tracked::new);
        if (fresh.contains(file)) {
            return file.told();
        }
        try {
            Signature signature = Signature.of(path);
            file.stamp = new Stamp(signature.attributes());
            look(file, signature);
        } catch (IOException e) {
            file.stamp = Stamp.of(e);
            gone(file, e);
        }
        file.steady = file.counts != null && file.counts.equals(file.seen);
        return file.told();
    }

    private void look(Tracked file, Signature signature) {
        Signature counts = file.counts;
        file.same = counts != null && counts.identity().equals(signature.identity());
        unsettled.remove(file.path);
        if (signature.equals(counts)) {
            file.seen = counts;
        } else if (signature.regular()) {
            if (quiet(file, signature, signature.changedMillis())) {
                read(file, signature);
            } else {
                unsettled.add(file.path);
                if (!file.known()) {
                    set(file, new FileContent.Unsettled(), null);
                }
            }
        } else if (signature.directory()) {
            if (!file.known() || quiet(file, FileContent.Directory.class, 0)) {
                set(file, new FileContent.Directory(), null);
            }
        } else {
            unreadable(file, "expected a file, and this is something else");
        }
    }

    private void set(Tracked file, FileContent content, @Nullable Signature counts) {
        if (!content.equals(file.content)) {
            version++;
            changed.add(file.path);
        }
        file.content = content;
        file.counts = counts;
        file.same = counts != null;
    }

    private void gone(Tracked file, IOException e) {
        file.same = false;
        unsettled.remove(file.path);
        if (!(e instanceof NoSuchFileException || noWayThere(file.path))) {
            unreadable(file, ReadFailure.why(e));
        } else if (!file.known()) {
            set(file, new FileContent.Missing(), null);
        } else if (away.contains(file.path.getParent())) {
            // Its directory is what is lost; only once that is back is it known whether the file is.
            file.seen = null;
        } else if (listedBefore(file.path)) {
            // Whether it was the directory that went, or another name came, only the next listing tells.
            file.seen = null;
            due = Math.min(due, nanos.getAsLong() + quiet.toNanos());
        } else if (quiet(file, FileContent.Missing.class, 0)) {
            if (lasting.contains(file.path)) {
                lost.put(file.path, GONE);
            } else if (mayHaveMoved(file)) {
                due = Math.min(due, nanos.getAsLong() + quiet.toNanos());
            } else {
                set(file, new FileContent.Missing(), null);
            }
        }
    }

    /// Whether the file has gone since its directory was listed. A link that leads nowhere is still there.
    private boolean listedBefore(Path path) {
        Tracked directory = directories.get(path.getParent());
        return directory != null
                && Collections.binarySearch(directory.listed, path.getFileName().toString(), DirectoryListing::bytewise)
                        >= 0
                && !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /// What has gone may be there under another name, which is to count first: its records are never nowhere.
    /// Not waited for without end, for a file that is written all the time.
    private boolean mayHaveMoved(Tracked gone) {
        return !unsettled.isEmpty() && nanos.getAsLong() - gone.since < MOVING * quiet.toNanos();
    }

    private void unreadable(Tracked file, String why) {
        if (!file.known()) {
            set(file, new FileContent.Unreadable(why), null);
        } else if (quiet(file, FileContent.Unreadable.class, 0)) {
            lost.put(file.path, why);
        }
    }

    /// Whether a part of the way that should be a directory is none.
    private static boolean noWayThere(Path path) {
        Path parent = path.getParent();
        return parent != null && Files.exists(parent) && !Files.isDirectory(parent);
    }

    private void read(Tracked file, Signature signature) {
        try {
            byte[] bytes = SmallFile.read(file.path, MOST_BYTES + 1);
            if (!Signature.of(file.path).equals(signature)) {
                // Changed while it was read: it begins anew.
                boolean _ = quiet(file, new Object(), 0);
                unsettled.add(file.path);
            } else if (bytes.length > MOST_BYTES) {
                unreadable(file, "is longer than " + MOST_BYTES + " bytes, so it is not read");
            } else {
                set(file, new FileContent.Text(bytes, signature.identity()), signature);
            }
        } catch (NoSuchFileException e) {
            gone(file, e);
        } catch (IOException e) {
            // It was quiet before: nothing to wait for.
            if (file.known()) {
                lost.put(file.path, ReadFailure.why(e));
            } else {
                unreadable(file, ReadFailure.why(e));
            }
        }
    }

    @Override
    public DirectoryContent directory(Path path) {
        askedDirectories.add(path);
        Tracked directory = directories.computeIfAbsent(path, Tracked::new);
        if (fresh.contains(directory)) {
            return directory.names;
        }
        directory.steady = false;
        // Before the listing, so that what changes after it is seen.
        directory.stamp = Stamp.of(path);
        DirectoryContent now = DirectoryListing.of(path);
        boolean known = directory.names instanceof DirectoryContent.Names;
        if (known && !(now instanceof DirectoryContent.Names)) {
            away.add(path);
            if (quiet(directory, now, 0)) {
                lost.put(path, now instanceof DirectoryContent.Unreadable(String why) ? why : GONE);
            }
            return directory.names;
        }
        away.remove(path);
        directory.seen = null;
        directory.listed = now instanceof DirectoryContent.Names(List<String> names) ? names : List.of();
        DirectoryContent next = withVanishing(path, directory.names, now);
        if (!next.equals(directory.names)) {
            version++;
        }
        directory.names = next;
        // Otherwise the reading is to find which of the vanishing names count no more.
        directory.steady = next.equals(now);
        return next;
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
        all.sort(DirectoryListing::bytewise);
        return new DirectoryContent.Names(all);
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
