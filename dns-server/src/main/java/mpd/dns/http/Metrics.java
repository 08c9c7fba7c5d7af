package mpd.dns.http;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.control.Documents;
import mpd.dns.control.Introspection;
import mpd.dns.control.Readiness;
import mpd.dns.control.StatusReply;
import mpd.dns.registry.View;
import org.xbill.DNS.Name;

/// All metrics, made of what the server counts anyway at the moment they are asked for.
final class Metrics implements MultiCollector {

    /// Version 0.0.4 of Prometheus' text format, which every Prometheus reads.
    static final String TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final Introspection introspection;
    private final Documents documents;
    private final Figures figures;
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    Metrics(Introspection introspection, Figures figures) {
        this.introspection = introspection;
        this.figures = figures;
        documents = new Documents(introspection);
    }

    /// Writes them in Prometheus' text format.
    void write(OutputStream out) throws IOException {
        writer.write(out, collect(), EscapingScheme.UNDERSCORE_ESCAPING);
    }

    @Override
    public MetricSnapshots collect() {
        View view = introspection.view();
        StatusReply status = documents.status();
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(build(status));
        all.addAll(SourceMetrics.of(view, status, Readiness.of(introspection, status)));
        all.addAll(SourceMetrics.of(figures));
        all.addAll(QueryMetrics.of(figures));
        all.addAll(UpstreamMetrics.of(figures.upstreams(), introspection.nameservers(Name.root)));
        all.addAll(ProcessMetrics.of(introspection.status().started()));
        return new MetricSnapshots(all);
    }

    private static MetricSnapshot build(StatusReply status) {
        return InfoSnapshot.builder()
                .name("mpd_dns_build")
                .help("Which version this is, and the Java it runs on; always 1.")
                .dataPoint(InfoDataPointSnapshot.builder()
                        .labels(Labels.of(
                                "version",
                                status.version(),
                                "java",
                                Runtime.version().toString()))
                        .build())
                .build();
    }
}
