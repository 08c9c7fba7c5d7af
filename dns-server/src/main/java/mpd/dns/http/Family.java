package mpd.dns.http;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Makes snapshots of metrics: a name, what it says, and a value for each thing it says that of.
final class Family {

    private Family() {}

    /// One value.
    ///
    /// @param labels names and values in turn
    record Point(double value, Labels labels) {
        static Point of(double value, String... labels) {
            return new Point(value, Labels.of(labels));
        }

        /// A number of something; exact up to 2^53.
        static Point of(long value, String... labels) {
            return of((double) value, labels);
        }
    }

    /// A number that goes up and down.
    static MetricSnapshot gauge(String name, String help, List<Point> points) {
        GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
        points.forEach(point -> family.dataPoint(GaugeDataPointSnapshot.builder()
                .value(point.value())
                .labels(point.labels())
                .build()));
        return family.build();
    }

    static MetricSnapshot gauge(String name, String help, long value) {
        return gauge(name, help, List.of(Point.of(value)));
    }

    static MetricSnapshot gauge(String name, String help, double value) {
        return gauge(name, help, List.of(Point.of(value)));
    }

    /// A number that only grows until the server starts again.
    ///
    /// @param name without the `_total` that its format adds
    static MetricSnapshot counter(String name, String help, List<Point> points) {
        CounterSnapshot.Builder family = CounterSnapshot.builder().name(name).help(help);
        points.forEach(point -> family.dataPoint(CounterDataPointSnapshot.builder()
                .value(point.value())
                .labels(point.labels())
                .build()));
        return family.build();
    }

    static MetricSnapshot counter(String name, String help, long value) {
        return counter(name, help, List.of(Point.of(value)));
    }

    static MetricSnapshot counter(String name, String help, double value) {
        return counter(name, help, List.of(Point.of(value)));
    }

    /// A point for each of them.
    static <T> List<Point> each(Iterable<T> things, Function<T, Point> point) {
        List<Point> points = new ArrayList<>();
        things.forEach(thing -> points.add(point.apply(thing)));
        return points;
    }
}
