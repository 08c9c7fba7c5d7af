package mpd.dns.forward;

import java.util.Arrays;
import java.util.Optional;

/// How long one nameserver took for its answers of late. Not safe for threads.
final class Latencies {

    // More than a page load, less than a morning: figures for a person.
    private static final int KEPT = 256;
    // What it does just now, for waiting: a network that has become slow shows after four answers.
    private static final int RECENT = 64;

    private final int[] micros = new int[KEPT];
    private final int[] recent = new int[RECENT];
    private int count;
    private long smoothed;

    void add(long nanos) {
        int one = (int) Math.min(nanos / 1000, Integer.MAX_VALUE);
        smoothed = count == 0 ? one : smoothed + (one - smoothed) / 8;
        renew(one);
        micros[count % KEPT] = one;
        count++;
        if (count == 2 * KEPT) {
            count = KEPT;
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// Smoothed, in nanoseconds.
    long smoothed() {
        return smoothed * 1000;
    }

    /// The last one, in nanoseconds.
    long last() {
        return count == 0 ? 0 : micros[(count - 1) % KEPT] * 1000L;
    }

    /// Within which it usually answers, in nanoseconds: 95 of 100 of the most recent answers. 0 before the
    /// first.
    long usual() {
        return at(recent, recents(), 95) * 1000L;
    }

    /// The median of the most recent answers, in nanoseconds. 0 before the first.
    long middle() {
        return at(recent, recents(), 50) * 1000L;
    }

    Optional<UpstreamStatus.Percentiles> percentiles() {
        if (count == 0) {
            return Optional.empty();
        }
        int[] all = Arrays.copyOf(micros, Math.min(count, KEPT));
        Arrays.sort(all);
        return Optional.of(UpstreamStatus.Percentiles.ofMicros(
                at(all, all.length, 50), at(all, all.length, 95), at(all, all.length, 99)));
    }

    // Sorted all the time: to sort after each answer would take as long as the answer.
    private void renew(int one) {
        int size = recents();
        if (size == RECENT) {
            int oldest = place(micros[(count - RECENT) % KEPT], size--);
            System.arraycopy(recent, oldest + 1, recent, oldest, size - oldest);
        }
        int place = place(one, size);
        System.arraycopy(recent, place, recent, place + 1, size - place);
        recent[place] = one;
    }

    private int recents() {
        return Math.min(count, RECENT);
    }

    private int place(int one, int size) {
        int found = Arrays.binarySearch(recent, 0, size, one);
        return found < 0 ? -found - 1 : found;
    }

    // 0 where there are none.
    private static int at(int[] sorted, int size, int percent) {
        return sorted[Math.max(0, (size * percent + 99) / 100 - 1)];
    }
}
