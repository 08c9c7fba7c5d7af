package mpd.dns.tests.bench;

import static mpd.dns.tests.bench.Measurements.command;
import static mpd.dns.tests.bench.Measurements.names;
import static mpd.dns.tests.bench.Measurements.rate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import mpd.dns.tests.bench.Authority.Kind;
import mpd.dns.tests.bench.Measurements.Figure;
import mpd.dns.tests.bench.Measurements.Row;

/// What came out, held against what is promised, as tables and pictures.
///
/// @param all     what was measured of all servers
/// @param second  what a second core gives
/// @param changes what changes cost
/// @param image   size of the image in bytes, where it was built
record AnsweringReport(
        AnsweringPlan plan,
        Measurements<Kind> all,
        Measurements<Kind> second,
        ChangeCost.Outcome changes,
        OptionalLong image) {

    private static final double OF_DNSMASQ = 0.8;
    private static final double FLAT = 1.15;
    private static final int BUSY = 20_000;
    private static final long MOST_LOADED = 64 << 20;
    private static final long MOST_IDLE = 56 << 20;
    private static final long MOST_FIRST = 300_000_000;
    private static final long MOST_COMMAND = 250_000_000;
    private static final long MOST_CHANGE = 2_000_000;
    private static final long MOST_PAUSE = 5_000_000;
    private static final long MOST_IMAGE = 150_000_000;
    private static final List<Kind> BESIDE = List.of(Kind.KNOT, Kind.DNSMASQ);
    private static final Map<Figure, String> PICTURES = pictureFiles();

    /// All promises.
    List<Bar> bars() {
        final List<Bar> bars = new ArrayList<>();
        for (final int size : plan.sizes()) {
            bars.add(cpu(names(size), Kind.KNOT, 1));
            bars.add(cpu(names(size), Kind.DNSMASQ, OF_DNSMASQ));
        }
        bars.add(flat());
        bars.add(atMost(Figure.TAIL, rate(BUSY), "dnsmasq's", all.median(Figure.TAIL, rate(BUSY), Kind.DNSMASQ)));
        bars.add(atMost(Figure.LOADED, names(plan.usual()), "", MOST_LOADED));
        bars.add(atMost(Figure.IDLE, names(plan.usual()), "", MOST_IDLE));
        bars.add(atMost(Figure.FIRST_ANSWER, names(plan.few()), "", MOST_FIRST));
        bars.add(atMost(Figure.FIRST_ANSWER, names(plan.usual()), "", MOST_FIRST));
        for (final String command : AnsweringPlan.COMMANDS) {
            bars.add(atMost(Figure.COMMAND, command(command), "", MOST_COMMAND));
        }
        final String many = " in " + names(plan.many());
        bars.add(Bar.atMost(
                "CPU of a change of one record" + many,
                "",
                MOST_CHANGE,
                changes.small().percentile(50),
                Unit.MILLIS));
        bars.add(Bar.atMost(
                "longest answer beside changes" + many,
                "",
                MOST_PAUSE,
                changes.longest().percentile(50),
                Unit.MILLIS));
        image.ifPresent(bytes -> bars.add(Bar.atMost("image, unpacked", "", MOST_IMAGE, bytes, Unit.MEGABYTES)));
        return bars;
    }

    private Bar cpu(final String condition, final Kind kind, final double share) {
        final String whose = share == 1 ? kind.title() + "'s" : "%s of %s's".formatted(share, kind.title());
        return atMost(Figure.CPU, condition, whose, Math.round(all.median(Figure.CPU, condition, kind) * share));
    }

    private Bar atMost(final Figure figure, final String condition, final String whose, final long most) {
        return Bar.atMost(
                new Row(figure, condition).title(),
                whose,
                most,
                all.median(figure, condition, Kind.OURS),
                figure.unit());
    }

    private Bar flat() {
        final double ratio = (double) all.median(Figure.CPU, names(plan.many()), Kind.OURS)
                / all.median(Figure.CPU, names(plan.few()), Kind.OURS);
        return new Bar(
                "CPU per query, %s over %d".formatted(names(plan.many()), plan.few()),
                "at most " + FLAT,
                String.format(Locale.ROOT, "%.2f", ratio),
                ratio <= FLAT);
    }

    /// A table of these figures, each with its rows.
    static String section(final Measurements<Kind> measurements, final Figure... figures) {
        final List<String> head = new ArrayList<>(List.of(""));
        Arrays.stream(Kind.values()).map(Kind::title).forEach(head::add);
        BESIDE.forEach(kind -> head.add("mpd-dns / " + kind.title()));
        final MarkdownTable table = new MarkdownTable(head.toArray(String[]::new));
        for (final Figure figure : figures) {
            measurements.rows(figure).forEach(row -> table.row(cells(measurements, row)));
        }
        return table.toString();
    }

    private static String[] cells(final Measurements<Kind> measurements, final Row row) {
        final List<String> cells = new ArrayList<>(List.of(row.title()));
        for (final Kind kind : Kind.values()) {
            cells.add(measurements.of(row, kind).map(row.figure().unit()::text).orElse(""));
        }
        for (final Kind kind : BESIDE) {
            cells.add(measurements
                    .ratio(row, Kind.OURS, kind)
                    .map(Ratio::toString)
                    .orElse(""));
        }
        return cells.toArray(String[]::new);
    }

    /// What a change costs.
    String changesTable() {
        final Unit unit = Unit.MILLIS;
        return new MarkdownTable("a change of one record in " + names(plan.many()), "mpd-dns")
                .row("CPU, in a file of its own", unit.text(changes.small()))
                .row("CPU, in the file with all names", unit.text(changes.large()))
                .row("longest answer beside changes", unit.text(changes.longest()))
                .row("longest answer without changes", unit.text(changes.quiet()))
                .toString();
    }

    /// The lines that show the pictures of these figures.
    static String show(final Figure... figures) {
        final StringBuilder lines = new StringBuilder();
        for (final Figure figure : figures) {
            lines.append("![%s](pictures/%s)%n%n".formatted(figure.title(), PICTURES.get(figure)));
        }
        return lines.toString();
    }

    /// The pictures, by the names of their files.
    Map<String, String> pictures() {
        final Map<String, String> pictures = new LinkedHashMap<>();
        PICTURES.forEach((figure, file) -> pictures.put(
                file,
                BarChart.of(all, figure, List.of(Kind.values()), Kind::title).svg()));
        return pictures;
    }

    private static Map<Figure, String> pictureFiles() {
        final Map<Figure, String> files = new LinkedHashMap<>();
        files.put(Figure.CPU, "answering-cpu.svg");
        files.put(Figure.THROUGHPUT, "answering-throughput.svg");
        files.put(Figure.MEDIAN, "answering-p50.svg");
        files.put(Figure.TAIL, "answering-p99.svg");
        files.put(Figure.FAR_TAIL, "answering-p99.9.svg");
        files.put(Figure.LOADED, "answering-memory.svg");
        files.put(Figure.FIRST_ANSWER, "answering-start.svg");
        return files;
    }
}
