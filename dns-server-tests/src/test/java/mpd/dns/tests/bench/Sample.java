package mpd.dns.tests.bench;

import java.util.List;

/// Repeated measurements of one thing, in nanoseconds. A negative one came before what it is measured from.
///
/// @param nanos sorted, at least one
public record Sample(List<Long> nanos) {

    /// Sorts a copy.
    public Sample {
        if (nanos.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        nanos = nanos.stream().sorted().toList();
    }

    /// The number of measurements.
    public int count() {
        return nanos.size();
    }

    /// The smallest measurement that at least this share of them does not exceed (the nearest rank).
    ///
    /// @param percent above 0 and at most 100
    public long percentile(final double percent) {
        final int rank = (int) Math.ceil(percent / 100 * nanos.size());
        return nanos.get(Math.max(rank, 1) - 1);
    }
}
