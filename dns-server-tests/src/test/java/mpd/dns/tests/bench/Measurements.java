package mpd.dns.tests.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What was measured of several servers under several conditions.
///
/// @param <K> which servers there are
final class Measurements<K extends Enum<K>> {

    /// What is measured.
    enum Figure {
        /// User and system time of a query.
        CPU("CPU per query", Unit.MICROS),
        /// Answers a second when there are always more queries.
        THROUGHPUT("answers a second", Unit.COUNT),
        /// Runs that lost too many queries and were made again.
        REPEATED("runs repeated", Unit.COUNT),
        /// Half of all answers come within it.
        MEDIAN("latency p50", Unit.MILLIS),
        /// All but one of a hundred do.
        TAIL("latency p99", Unit.MILLIS),
        /// All but one of a thousand do.
        FAR_TAIL("latency p99.9", Unit.MILLIS),
        /// Queries that were not answered while latency was measured.
        LOST("queries lost", Unit.COUNT),
        /// Those of them for which the server's socket had no room.
        DROPPED("queries dropped at the server's socket", Unit.COUNT),
        /// Answers for which the socket of who asked had no room.
        ANSWERS_DROPPED("answers dropped at the client's socket", Unit.COUNT),
        /// Resident memory before any load.
        IDLE("memory, idle", Unit.MIB),
        /// Resident memory after the load.
        LOADED("memory, after the load", Unit.MIB),
        /// What it grows by.
        PER_NAME("memory per name", Unit.BYTES),
        /// From the start of the process.
        FIRST_ANSWER("first right answer", Unit.MILLIS),
        /// From the start of its process to the end.
        COMMAND("time of a command", Unit.MILLIS);

        private final String title;
        private final Unit unit;

        Figure(final String title, final Unit unit) {
            this.title = title;
            this.unit = unit;
        }

        String title() {
            return title;
        }

        Unit unit() {
            return unit;
        }
    }

    /// A figure under a condition, such as `1,000 names`.
    record Row(Figure figure, String condition) {

        /// In words.
        String title() {
            return figure.title + ", " + condition;
        }
    }

    private final Class<K> kinds;
    private final Map<Row, Map<K, List<Long>>> all = new LinkedHashMap<>();

    /// @param kinds all servers
    Measurements(final Class<K> kinds) {
        this.kinds = kinds;
    }

    /// Adds what a round gave.
    void add(final Figure figure, final String condition, final K kind, final long value) {
        all.computeIfAbsent(new Row(figure, condition), _ -> new EnumMap<>(kinds))
                .computeIfAbsent(kind, _ -> new ArrayList<>())
                .add(value);
    }

    /// All rows, in the order in which they were begun.
    List<Row> rows() {
        return List.copyOf(all.keySet());
    }

    /// The rows of a figure, in that order.
    List<Row> rows(final Figure figure) {
        return all.keySet().stream().filter(row -> row.figure == figure).toList();
    }

    /// What a server showed, where it was measured.
    Optional<Sample> of(final Row row, final K kind) {
        return Optional.ofNullable(all.getOrDefault(row, Map.of()).get(kind)).map(Sample::new);
    }

    /// How many times the other's figure the one's is, where both were measured and the other's is not 0.
    Optional<Ratio> ratio(final Row row, final K one, final K other) {
        return of(row, one)
                .flatMap(ours -> of(row, other)
                        .filter(theirs -> theirs.percentile(50) > 0)
                        .map(theirs -> Ratio.of(ours, theirs)));
    }

    /// The median of it.
    ///
    /// @throws IllegalStateException when it was not measured
    long median(final Figure figure, final String condition, final K kind) {
        return of(new Row(figure, condition), kind)
                .orElseThrow(() -> new IllegalStateException("not measured: " + figure + ", " + condition))
                .percentile(50);
    }

    /// A command as a condition.
    static String command(final String word) {
        return "`mpd-dns " + word + "`";
    }

    /// A number of names as a condition.
    static String names(final int names) {
        return String.format(Locale.ROOT, "%,d names", names);
    }

    /// A number of queries a second as a condition.
    static String rate(final int perSecond) {
        return String.format(Locale.ROOT, "%,d a second", perSecond);
    }
}
