package mpd.dns.http;

import static mpd.dns.http.Family.counter;
import static mpd.dns.http.Family.each;
import static mpd.dns.http.Family.gauge;

import io.netty.util.NetUtil;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.ToDoubleFunction;
import mpd.dns.forward.UpstreamStatus;
import mpd.dns.http.Family.Point;

/// Metrics of nameservers. Their counters start anew when the set of nameservers changes.
final class UpstreamMetrics {

    private UpstreamMetrics() {}

    static List<MetricSnapshot> of(List<UpstreamStatus> upstreams) {
        List<UpstreamStatus> timed = upstreams.stream()
                .filter(upstream -> upstream.latency().isPresent())
                .toList();
        return List.of(
                gauge("mpd_dns_upstreams", "Nameservers that are forwarded to.", upstreams.size()),
                gauge(
                        "mpd_dns_upstream_healthy",
                        "1 for a nameserver that is asked in its turn, 0 for one that comes last for its silence.",
                        points(upstreams, upstream -> upstream.setAside() ? 0 : 1)),
                counter(
                        "mpd_dns_upstream_queries",
                        "Queries sent to the nameserver.",
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
                        "Questions that the nameserver let pass in silence.",
                        points(upstreams, UpstreamStatus::timeouts)),
                gauge(
                        "mpd_dns_upstream_latency_seconds",
                        "Smoothed time to an answer; none before the first.",
                        points(
                                timed,
                                upstream -> upstream.latency().orElseThrow().toNanos() / 1e9)));
    }

    private static List<Point> points(List<UpstreamStatus> upstreams, ToDoubleFunction<UpstreamStatus> value) {
        return each(
                upstreams,
                upstream -> Point.of(
                        value.applyAsDouble(upstream), "upstream", NetUtil.toSocketAddressString(upstream.address())));
    }
}
