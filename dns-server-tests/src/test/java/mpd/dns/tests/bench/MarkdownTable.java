package mpd.dns.tests.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// A table as a page in Markdown has it.
public final class MarkdownTable {

    private final int columns;
    private final List<String> lines = new ArrayList<>();

    /// Begins with its head.
    public MarkdownTable(final String... head) {
        columns = head.length;
        row(head);
        lines.add("|" + String.join("|", Collections.nCopies(columns, "---")) + "|");
    }

    /// Adds a row, which has as many cells as the head.
    public MarkdownTable row(final String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells, expected " + columns);
        }
        final List<String> escaped = new ArrayList<>();
        for (final String cell : cells) {
            escaped.add(cell.replace("|", "\\|"));
        }
        lines.add("| " + String.join(" | ", escaped) + " |");
        return this;
    }

    /// Nanoseconds as the milliseconds of a cell.
    public static String millis(final long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    /// The lines, each with its line break.
    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
