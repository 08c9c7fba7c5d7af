package mpd.dns.http;

import static mpd.dns.http.Family.counter;
import static mpd.dns.http.Family.each;
import static mpd.dns.http.Family.gauge;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mpd.dns.cache.CacheStatus;
import mpd.dns.http.Family.Point;
import mpd.dns.query.QueryCounters.Kind;

/// Metrics of queries, their answers, and the cache.
final class QueryMetrics {

    /// Where a query is after it has waited is counted besides, so these are not ways out.
    private static final Set<Kind> WAITS = EnumSet.of(Kind.HELD, Kind.CONFIRMED);

    private QueryMetrics() {}

    static List<MetricSnapshot> of(Figures figures) {
        List<MetricSnapshot> all = new ArrayList<>(cache(figures.cache()));
        all.add(counter(
                "mpd_dns_queries",
                "Queries by what became of them; what a nameserver fails is forwarded.",
                each(
                        EnumSet.complementOf(EnumSet.copyOf(WAITS)),
                        kind -> Point.of(
                                figures.queries().sum(kind),
                                "outcome",
                                kind.name().toLowerCase(Locale.ROOT)))));
        all.add(counter(
                "mpd_dns_holds",
                "Times a query was parked because sources were still being read.",
                figures.queries().sum(Kind.HELD)));
        all.add(counter(
                "mpd_dns_confirmations",
                "Denials that were made sure of first, with Podman where there is one.",
                figures.queries().sum(Kind.CONFIRMED)));
        all.add(gauge("mpd_dns_held_queries", "Queries that are parked now.", figures.heldQueries()));
        all.add(counter(
                "mpd_dns_responses",
                "Answers that left, by transport and response code.",
                each(
                        figures.responses(),
                        sent -> Point.of(sent.count(), "transport", sent.transport(), "rcode", sent.rcode()))));
        all.add(gauge(
                "mpd_dns_tcp_connections", "Connections of DNS over TCP that are open now.", figures.tcpConnections()));
        return all;
    }

    private static List<MetricSnapshot> cache(CacheStatus cache) {
        return List.of(
                gauge("mpd_dns_cache_entries", "Answers held now, fresh or not.", cache.entries()),
                gauge("mpd_dns_cache_size_bytes", "What they take, estimated.", cache.bytes()),
                counter("mpd_dns_cache_hits", "Questions answered with what was kept and fresh.", cache.hits()),
                counter("mpd_dns_cache_misses", "Questions that were not.", cache.misses()),
                counter("mpd_dns_cache_insertions", "Answers taken in.", cache.insertions()),
                counter("mpd_dns_cache_evictions", "Fresh answers thrown out to make room.", cache.evictions()),
                counter(
                        "mpd_dns_cache_stale_answers",
                        "Questions answered past the TTL because no nameserver did.",
                        cache.staleAnswers()),
                counter("mpd_dns_cache_coalesced_queries", "Questions that joined one under way.", cache.coalesced()));
    }
}
