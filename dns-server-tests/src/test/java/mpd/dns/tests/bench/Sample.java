package mpd.dns.tests.bench;

import java.util.List;

/// Repeated measurements of one thing, in nanoseconds where they are times, else in bytes or a count. A
/// negative time came before what it is measured from.
///
/// @param values sorted, at least one
public record Sample(List<Long> values) {

    /// Sorts a copy.
    public Sample {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        values = values.stream().sorted().toList();
    }

    /// The number of measurements.
    public int count() {
        return values.size();
    }

    /// The smallest measurement that at least this share of them does not exceed (the nearest rank).
    ///
    /// @param percent above 0 and at most 100
    public long percentile(final double percent) {
        final int rank = (int) Math.ceil(percent / 100 * values.size());
        return values.get(Math.max(rank, 1) - 1);
    }
}
