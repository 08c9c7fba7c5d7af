package mpd.dns.http;

import static mpd.dns.http.Family.counter;
import static mpd.dns.http.Family.each;
import static mpd.dns.http.Family.gauge;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import mpd.dns.control.Addresses;
import mpd.dns.forward.UpstreamStatus;
import mpd.dns.forward.UpstreamStatus.Percentiles;
import mpd.dns.forward.UpstreamStatus.State;
import mpd.dns.http.Family.Point;

/// Metrics of nameservers. Their counters start anew when the set of nameservers changes.
final class UpstreamMetrics {

    private UpstreamMetrics() {}

    /// @param standard those that are asked about names without nameservers of their own
    static List<MetricSnapshot> of(List<UpstreamStatus> upstreams, List<InetSocketAddress> standard) {
        List<UpstreamStatus> timed = upstreams.stream()
                .filter(upstream -> upstream.latency().isPresent())
                .toList();
        return List.of(
                gauge("mpd_dns_upstreams", "Nameservers that are forwarded to.", upstreams.size()),
                gauge(
                        "mpd_dns_upstream_healthy",
                        "1 for a nameserver that is asked in its turn, 0 for one that is set aside.",
                        points(upstreams, upstream -> upstream.setAside() ? 0 : 1)),
                gauge(
                        "mpd_dns_default_upstreams_healthy",
                        "Nameservers for names that have none of their own, without those that are set aside.",
                        healthy(upstreams, standard)),
                gauge(
                        "mpd_dns_upstream_state",
                        "1 for the state that the nameserver is in, 0 for the others.",
                        states(upstreams)),
                gauge(
                        "mpd_dns_upstream_state_since_timestamp_seconds",
                        "Unix time since when the nameserver has been in its state.",
                        points(upstreams, upstream -> upstream.since().toEpochMilli() / 1e3)),
                counter(
                        "mpd_dns_upstream_queries",
                        "Tries for clients' questions, up to seven for one; without probes, and what is said again by TCP"
                                + " or without EDNS.",
                        points(upstreams, UpstreamStatus::asked)),
                counter(
                        "mpd_dns_upstream_answers",
                        "Usable answers of the nameserver.",
                        points(upstreams, UpstreamStatus::answered)),
                counter(
                        "mpd_dns_upstream_failures",
                        "Answers such as SERVFAIL or REFUSED, broken messages, and errors of the network.",
                        points(upstreams, UpstreamStatus::failures)),
                counter(
                        "mpd_dns_upstream_timeouts",
                        "Tries that the nameserver let pass in silence.",
                        points(upstreams, UpstreamStatus::timeouts)),
                gauge(
                        "mpd_dns_upstream_latency_seconds",
                        "Smoothed time to an answer; none before the first.",
                        points(
                                timed,
                                upstream -> upstream.latency().orElseThrow().toNanos() / 1e9)),
                gauge(
                        "mpd_dns_upstream_recent_latency_seconds",
                        "Time within which that part of the last 256 answers came; none before the first.",
                        percentiles(upstreams)));
    }

    private static long healthy(List<UpstreamStatus> upstreams, List<InetSocketAddress> standard) {
        Set<String> names = standard.stream().map(Addresses::text).collect(Collectors.toSet());
        return upstreams.stream()
                .filter(upstream -> !upstream.setAside() && names.contains(name(upstream)))
                .count();
    }

    private static List<Point> states(List<UpstreamStatus> upstreams) {
        List<Point> points = new ArrayList<>();
        for (UpstreamStatus upstream : upstreams) {
            for (State state : State.values()) {
                points.add(
                        Point.of(upstream.state() == state ? 1 : 0, "upstream", name(upstream), "state", state.text()));
            }
        }
        return points;
    }

    private static List<Point> percentiles(List<UpstreamStatus> upstreams) {
        List<Point> points = new ArrayList<>();
        for (UpstreamStatus upstream : upstreams) {
            upstream.percentiles().ifPresent(times -> points.addAll(percentiles(name(upstream), times)));
        }
        return points;
    }

    private static List<Point> percentiles(String upstream, Percentiles times) {
        return List.of(
                percentile(upstream, "0.5", times.p50()),
                percentile(upstream, "0.95", times.p95()),
                percentile(upstream, "0.99", times.p99()));
    }

    private static Point percentile(String upstream, String part, Duration time) {
        return Point.of(time.toNanos() / 1e9, "part", part, "upstream", upstream);
    }

    private static String name(UpstreamStatus upstream) {
        return Addresses.text(upstream.address());
    }

    private static List<Point> points(List<UpstreamStatus> upstreams, ToDoubleFunction<UpstreamStatus> value) {
        return each(upstreams, upstream -> Point.of(value.applyAsDouble(upstream), "upstream", name(upstream)));
    }
}
