package mpd.dns.tests.bench;

import java.util.Locale;

/// How the figures of a sample are written.
enum Unit {
    /// Nanoseconds as microseconds.
    MICROS(" µs", 1e3, 2),
    /// Nanoseconds as milliseconds.
    MILLIS(" ms", 1e6, 2),
    /// Bytes as MiB.
    MIB(" MiB", 1 << 20, 1),
    /// Bytes as they are.
    BYTES(" bytes", 1, 0),
    /// Bytes as a million of them.
    MEGABYTES(" MB", 1e6, 0),
    /// A number of things.
    COUNT("", 1, 0);

    private final String suffix;
    private final double size;
    private final int digits;

    Unit(final String suffix, final double size, final int digits) {
        this.suffix = suffix;
        this.size = size;
        this.digits = digits;
    }

    /// One figure.
    String text(final long value) {
        return number(value) + suffix;
    }

    /// The median, with tenth and ninetieth percentile where there is more than one measurement.
    String text(final Sample sample) {
        if (sample.count() == 1) {
            return text(sample.percentile(50));
        }
        return "%s (%s to %s)"
                .formatted(text(sample.percentile(50)), number(sample.percentile(10)), number(sample.percentile(90)));
    }

    /// A figure counted in this unit.
    double in(final long value) {
        return value / size;
    }

    /// What is written behind a figure.
    String symbol() {
        return suffix.strip();
    }

    private String number(final long value) {
        return String.format(Locale.ROOT, "%,." + digits + "f", in(value));
    }
}
