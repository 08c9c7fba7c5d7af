package mpd.dns.forward;

import java.util.Arrays;
import java.util.Optional;

/// How long one nameserver took for its answers of late. Not safe for threads.
final class Latencies {

    // More than a page load, less than a morning: figures for a person.
    private static final int KEPT = 256;
    // What it does just now, for waiting: a network that has become slow shows after four answers.
    private static final int RECENT = 64;
    private static final int REFRESH = 8;

    private final int[] micros = new int[KEPT];
    private int count;
    private long smoothed;
    private long usual;
    private long middle;

    void add(long nanos) {
        int one = (int) Math.min(nanos / 1000, Integer.MAX_VALUE);
        smoothed = count == 0 ? one : smoothed + (one - smoothed) / 8;
        micros[count % KEPT] = one;
        count++;
        // Sorting after each answer would cost more than it tells.
        if (count < RECENT || count % REFRESH == 0) {
            int[] recent = sorted(RECENT);
            usual = at(recent, 95);
            middle = at(recent, 50);
        }
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
        return usual * 1000;
    }

    /// The median of the most recent answers, in nanoseconds. 0 before the first.
    long middle() {
        return middle * 1000;
    }

    Optional<UpstreamStatus.Percentiles> percentiles() {
        if (count == 0) {
            return Optional.empty();
        }
        int[] all = sorted(KEPT);
        return Optional.of(UpstreamStatus.Percentiles.ofMicros(at(all, 50), at(all, 95), at(all, 99)));
    }

    private int[] sorted(int most) {
        int size = Math.min(count, most);
        int[] sorted = new int[size];
        for (int i = 0; i < size; i++) {
            sorted[i] = micros[(count - 1 - i) % KEPT];
        }
        Arrays.sort(sorted);
        return sorted;
    }

    private static int at(int[] sorted, int percent) {
        return sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)];
    }
}
