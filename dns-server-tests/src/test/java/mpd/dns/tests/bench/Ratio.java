package mpd.dns.tests.bench;

import java.util.Locale;

/// How many times one thing is another, with the spread of it: from tenth to ninetieth percentile of the one
/// over the median of the other.
///
/// @param low    at the tenth percentile
/// @param middle at the median
/// @param high   at the ninetieth percentile
public record Ratio(double low, double middle, double high) {

    /// `of` divided by the median of `by`, which must be positive.
    public static Ratio of(final Sample of, final Sample by) {
        final double one = by.percentile(50);
        if (one <= 0) {
            throw new IllegalArgumentException("no ratio to " + one + " ns");
        }
        return new Ratio(of.percentile(10) / one, of.percentile(50) / one, of.percentile(90) / one);
    }

    /// Such as `12.1 (10.3 to 15.0)` or `0.97 (0.93 to 1.02)`.
    @Override
    public String toString() {
        final String digits = middle < 10 ? "%.2f" : "%.1f";
        return String.format(Locale.ROOT, "%s (%s to %s)".replace("%s", digits), middle, low, high);
    }
}
