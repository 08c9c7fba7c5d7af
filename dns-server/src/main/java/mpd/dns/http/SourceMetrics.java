package mpd.dns.http;

import static mpd.dns.http.Family.counter;
import static mpd.dns.http.Family.each;
import static mpd.dns.http.Family.gauge;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.control.Readiness;
import mpd.dns.control.StatusReply;
import mpd.dns.http.Family.Point;
import mpd.dns.registry.View;

/// Metrics of what the server knows: readiness, sources, records, and what is wrong with files.
final class SourceMetrics {

    private static final List<String> STATES = List.of("pending", "following", "down", "unread", "absent");

    private SourceMetrics() {}

    static List<MetricSnapshot> of(View view, StatusReply status, Readiness readiness) {
        return List.of(
                gauge(
                        "mpd_dns_ready",
                        "1 once every expected source has been read or given up, else 0.",
                        readiness.ready() ? 1 : 0),
                gauge(
                        "mpd_dns_degraded",
                        "1 while something is amiss that /readyz names, else 0.",
                        readiness.degraded().isEmpty() ? 0 : 1),
                gauge(
                        "mpd_dns_source_state",
                        "1 for the state that the source of records is in, 0 for the others.",
                        states(status)),
                gauge(
                        "mpd_dns_source_state_since_timestamp_seconds",
                        "Unix time since when the source has been in its state; none for an absent one that nobody expected.",
                        each(
                                dated(status),
                                source -> Point.of(
                                        seconds(Instant.parse(String.valueOf(source.since()))),
                                        "source",
                                        source.name()))),
                gauge(
                        "mpd_dns_zone_records",
                        "Records that are served, and those that are not because others beat them.",
                        List.of(
                                Point.of(status.records(), "state", "served"),
                                Point.of(status.shadowed(), "state", "shadowed"))),
                gauge(
                        "mpd_dns_zone_serial",
                        "SOA serial of the zones.",
                        view.zone().serial()),
                gauge(
                        "mpd_dns_zone_published_timestamp_seconds",
                        "Unix time at which the zones last changed.",
                        seconds(view.published())),
                gauge(
                        "mpd_dns_listen_addresses",
                        "Addresses that are answered on, and those that do not exist yet.",
                        List.of(
                                Point.of(listeners(status, true), "state", "answering"),
                                Point.of(listeners(status, false), "state", "waiting"))),
                gauge(
                        "mpd_dns_skipped_containers",
                        "Containers that ought to have a name and have none.",
                        status.skipped().size()));
    }

    static List<MetricSnapshot> of(Figures figures) {
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(gauge(
                "mpd_dns_problems",
                "Problems that a person should mend, such as bad lines, by the kind of place.",
                each(figures.problems().entrySet(), entry -> Point.of(entry.getValue(), "place", entry.getKey()))));
        all.add(gauge("mpd_dns_stale_mounts", "Mounted files that are old copies for ever.", figures.staleMounts()));
        figures.podman().ifPresent(feed -> all.addAll(podman(feed)));
        return all;
    }

    private static List<MetricSnapshot> podman(Figures.Feed feed) {
        return List.of(
                counter("mpd_dns_podman_events", "Events of Podman that were a reason to look.", feed.events()),
                counter("mpd_dns_podman_reconnects", "Times the event stream was opened again.", feed.reconnects()),
                counter(
                        "mpd_dns_podman_missed_changes",
                        "Full reads that found a change no event had told of.",
                        feed.missed()),
                gauge("mpd_dns_podman_containers", "Containers that names are made from.", feed.containers()),
                gauge(
                        "mpd_dns_podman_last_read_timestamp_seconds",
                        "Unix time at which the last full read that succeeded began; none before the first.",
                        each(feed.lastRead().stream().toList(), read -> Point.of(seconds(read)))));
    }

    private static List<Point> states(StatusReply status) {
        List<Point> points = new ArrayList<>();
        for (StatusReply.Source source : status.sources()) {
            for (String state : STATES) {
                points.add(Point.of(source.state().equals(state) ? 1 : 0, "source", source.name(), "state", state));
            }
        }
        return points;
    }

    private static List<StatusReply.Source> dated(StatusReply status) {
        return status.sources().stream()
                .filter(source -> source.since() != null)
                .toList();
    }

    private static long listeners(StatusReply status, boolean bound) {
        return status.listeners().stream()
                .filter(listener -> (listener.pending() == null) == bound)
                .count();
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1e3;
    }
}
