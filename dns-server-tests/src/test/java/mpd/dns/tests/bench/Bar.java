package mpd.dns.tests.bench;

import java.util.ArrayList;
import java.util.List;

/// What a measurement is held against, and whether it holds.
///
/// @param what     what was measured
/// @param bar      what was promised
/// @param measured what came out
/// @param met      whether that keeps the promise
public record Bar(String what, String bar, String measured, boolean met) {

    /// A time that 99 of 100 must not exceed.
    public static Bar time(final String what, final long mostMillis, final Sample sample) {
        final long measured = sample.percentile(99);
        return new Bar(
                what,
                "p99 at most " + mostMillis + " ms",
                MarkdownTable.millis(measured),
                measured <= mostMillis * 1_000_000);
    }

    /// Something that must not exceed a limit.
    ///
    /// @param whose the limit is, when it was measured too; empty otherwise
    static Bar atMost(final String what, final String whose, final long most, final long measured, final Unit unit) {
        final String bar = "at most " + (whose.isEmpty() ? "" : whose + ", ") + unit.text(most);
        return new Bar(what, bar, unit.text(measured), measured <= most);
    }

    /// Something of which there must be none.
    public static Bar none(final String what, final long count) {
        return new Bar(what, "0", Long.toString(count), count == 0);
    }

    /// All of them as a table.
    ///
    /// @param judged whether it says which are met
    public static String table(final List<Bar> bars, final boolean judged) {
        final MarkdownTable table = new MarkdownTable("what", "bar", "measured", "");
        for (final Bar bar : bars) {
            table.row(bar.what(), bar.bar(), bar.measured(), judged ? bar.verdict() : "not judged");
        }
        return table.toString();
    }

    private String verdict() {
        return met ? "met" : "**missed**";
    }

    /// The ones that are not met, in words.
    public static List<String> missed(final List<Bar> bars) {
        final List<String> missed = new ArrayList<>();
        for (final Bar bar : bars) {
            if (!bar.met()) {
                missed.add("%s: %s, bar is %s".formatted(bar.what(), bar.measured(), bar.bar()));
            }
        }
        return missed;
    }
}
