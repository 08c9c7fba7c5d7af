package mpd.dns.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.text.PlainText;

/// Lines of cells in aligned columns.
final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> lines = new ArrayList<>();

    /// A table with a line of headings; none for a table without.
    Table(String... headings) {
        if (headings.length > 0) {
            add(headings);
        }
    }

    /// Adds a line. The cells may hold anything: they are made safe for the terminal.
    void add(String... cells) {
        List<String> line = new ArrayList<>();
        for (String cell : cells) {
            line.add(PlainText.of(cell));
        }
        lines.add(line);
    }

    /// Prints the table, every line after the given indent.
    void print(PrintWriter out, String indent) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> line : lines) {
            for (int column = 0; column < line.size(); column++) {
                if (column == widths.size()) {
                    widths.add(0);
                }
                widths.set(column, Math.max(widths.get(column), width(line.get(column))));
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder(indent);
            for (int column = 0; column < line.size(); column++) {
                String cell = line.get(column);
                text.append(cell).repeat(" ", widths.get(column) - width(cell)).append(GAP);
            }
            out.println(text.toString().stripTrailing());
        }
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
