package mpd.dns.tests.lab;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a resolv.conf file has listed since when, to judge which nameservers an answer may come from.
///
/// A renamed file counts at the latest [#GRACE] after the rename. One that was written in place counts that
/// long after it has been left alone for [#QUIET]. Either may never count when the file changes again before
/// that; then what comes after it decides.
public final class Listings {

    /// How long a change may take to count.
    public static final Duration GRACE = Duration.ofMillis(100);

    /// How long a file that is written in place has to be left alone before it counts.
    public static final Duration QUIET = Duration.ofMillis(50);

    /// One version of the file.
    ///
    /// @param begun       when its making began, by [System#nanoTime]
    /// @param settled     when it was complete
    /// @param atOnce      whether it came complete, by a rename
    /// @param nameservers those that it lists
    public record Listing(long begun, long settled, boolean atOnce, Set<String> nameservers) {

        /// Keeps a copy of the nameservers.
        public Listing {
            nameservers = Set.copyOf(nameservers);
        }
    }

    /// What an answer may say.
    ///
    /// @param nameservers who may have given it
    /// @param none        whether there may have been no nameserver
    public record Possible(Set<String> nameservers, boolean none) {}

    private final List<Listing> history;
    // Of each version, when it or a later one must count.
    private final long[] counting;

    /// Judges by everything that the file has listed, in its order.
    ///
    /// @param late how much later than promised a change may count
    public Listings(final List<Listing> history, final Duration late) {
        this.history = List.copyOf(history);
        counting = new long[history.size()];
        for (int index = history.size() - 1; index >= 0; index--) {
            counting[index] = leftAlone(index) ? promised(index) + late.toNanos() : counting[index + 1];
        }
    }

    /// What is right for a query that was sent at `start` and answered at `end`.
    public Possible possible(final long start, final long end) {
        int earliest = 0;
        for (int index = history.size() - 1; index > 0 && earliest == 0; index--) {
            earliest = counting[index] < start ? index : 0;
        }
        boolean none = false;
        final Set<String> nameservers = new HashSet<>();
        for (int index = earliest; index < history.size() && history.get(index).begun() <= end; index++) {
            nameservers.addAll(history.get(index).nameservers());
            none |= history.get(index).nameservers().isEmpty();
        }
        if (none) {
            // Without nameservers the cache goes on with what the last ones said.
            nameservers.addAll(before(earliest));
        }
        return new Possible(nameservers, none);
    }

    /// Whom the cache may be from when this version came.
    private Set<String> before(final int version) {
        final Set<String> nameservers = new HashSet<>();
        for (int index = version - 1; index >= 0; index--) {
            final Set<String> listed = history.get(index).nameservers();
            nameservers.addAll(listed);
            if (!listed.isEmpty() && leftAlone(index)) {
                break;
            }
        }
        return nameservers;
    }

    /// When a version counts that is left alone.
    private long promised(final int version) {
        final Listing listing = history.get(version);
        return listing.settled() + (listing.atOnce() ? GRACE : GRACE.plus(QUIET)).toNanos();
    }

    private boolean leftAlone(final int version) {
        return version == history.size() - 1 || history.get(version + 1).begun() >= promised(version);
    }
}
