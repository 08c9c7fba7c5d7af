package mpd.dns.tests.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import mpd.dns.tests.bench.Measurements.Figure;
import mpd.dns.tests.bench.Measurements.Row;

/// Groups of bars, as a picture (SVG) that can be read on light and on dark pages.
final class BarChart {

    private static final List<String> COLOURS = List.of("#2f81f7", "#8b949e", "#d4843e", "#3a9d5d");
    private static final int WIDTH = 760;
    private static final int LEFT = 150;
    private static final int LONGEST = 500;
    private static final int BAR = 16;
    private static final int HEAD = 56;
    // So many times as large as the next one, a value hides the others.
    private static final int DWARFS = 5;

    private final String title;
    private final Unit unit;
    private final List<String> series;
    private final List<Group> groups = new ArrayList<>();

    private record Group(String name, List<Long> values) {}

    /// @param series what the bars of each group stand for, in their order
    BarChart(final String title, final Unit unit, final List<String> series) {
        if (series.size() > COLOURS.size()) {
            throw new IllegalArgumentException("only " + COLOURS.size() + " colours");
        }
        this.title = title;
        this.unit = unit;
        this.series = List.copyOf(series);
    }

    /// A figure of several servers, a group for each condition.
    ///
    /// @param title of each server
    static <K extends Enum<K>> BarChart of(
            final Measurements<K> all, final Figure figure, final List<K> servers, final Function<K, String> title) {
        final String symbol = figure.unit().symbol();
        final BarChart chart = new BarChart(
                figure.title() + (symbol.isEmpty() ? "" : ", " + symbol),
                figure.unit(),
                servers.stream().map(title).toList());
        for (final Row row : all.rows(figure)) {
            chart.group(
                    row.condition(),
                    servers.stream()
                            .map(server -> all.median(figure, row.condition(), server))
                            .toList());
        }
        return chart;
    }

    /// Adds a group, a bar for each of the series.
    BarChart group(final String name, final List<Long> values) {
        if (values.size() != series.size()) {
            throw new IllegalArgumentException(values.size() + " bars, expected " + series.size());
        }
        groups.add(new Group(name, List.copyOf(values)));
        return this;
    }

    /// The picture. The longest bar has the largest value, and the others their share of it; but where one
    /// value would leave nothing to see of the others, its bar is cut, and says so.
    String svg() {
        final long most = Math.max(scale(), 1);
        final StringBuilder body = new StringBuilder(text(12, 22, "title", "start", title));
        for (int index = 0; index < series.size(); index++) {
            body.append(rectangle(LEFT + 140 * index, 32, 12, COLOURS.get(index)));
            body.append(text(LEFT + 140 * index + 18, 43, "label", "start", series.get(index)));
        }
        int y = HEAD;
        for (final Group group : groups) {
            body.append(text(LEFT - 8, y + BAR * series.size() / 2 + 4, "label", "end", group.name));
            for (int index = 0; index < series.size(); index++) {
                final long value = group.values.get(index);
                final double length = (double) LONGEST * Math.min(value, most) / most;
                body.append(rectangle(LEFT, y, Math.max(length, 1), COLOURS.get(index)));
                body.append(text(
                        LEFT + length + 6, y + 12, "label", "start", unit.text(value) + (value > most ? ", cut" : "")));
                y += BAR;
            }
            y += BAR;
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img">
                <style>
                text { font: 12px sans-serif; fill: #1f2328 }
                .title { font-weight: bold; font-size: 14px }
                @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } }
                </style>
                %s</svg>
                """.formatted(WIDTH, y, body);
    }

    private long scale() {
        final List<Long> values = groups.stream()
                .flatMap(group -> group.values.stream())
                .sorted(Comparator.reverseOrder())
                .toList();
        final boolean hides = values.size() > 1 && values.get(1) > 0 && values.get(0) > DWARFS * values.get(1);
        return values.get(hides ? 1 : 0);
    }

    private static String rectangle(final double x, final int y, final double width, final String colour) {
        return String.format(
                Locale.ROOT,
                "<rect x=\"%.0f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                x,
                y,
                width,
                BAR - 4,
                colour);
    }

    private static String text(
            final double x, final int y, final String style, final String anchor, final String words) {
        final String escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return String.format(
                Locale.ROOT,
                "<text x=\"%.0f\" y=\"%d\" class=\"%s\" text-anchor=\"%s\">%s</text>%n",
                x,
                y,
                style,
                anchor,
                escaped);
    }
}
