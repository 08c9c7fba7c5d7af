package mpd.dns.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mpd.dns.control.Introspection;
import mpd.dns.control.SampleServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {

    private static final Path PAGE = Path.of("..", "docs", "MONITORING.md");
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z_]+)` \\| (gauge|counter) \\| ([a-z`, ]*) ?\\| (.*) \\|");
    private static final Pattern RULES = Pattern.compile("```yaml\ngroups:.*?```", Pattern.DOTALL);
    private static final Pattern USED = Pattern.compile("\\b(?:mpd_dns|process|jvm)_[a-z_]+");

    private static String text(Introspection introspection) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Metrics(introspection, new SampleFigures()).write(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void metricsKeepPrometheusConventions() throws IOException {
        assertThat(MetricsLint.complaints(text(SampleServer.ready()))).isEmpty();
        assertThat(MetricsLint.metrics(text(SampleServer.ready()))).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no end",
                "no_type 1\n",
                "# TYPE a gauge\na 1\n",
                "# HELP a A.\na 1\n",
                "# HELP a A.\n# TYPE a gauge\na x\n",
                "# HELP a A.\n# TYPE a gauge\na 1\na 1\n",
                "# HELP a A.\n# TYPE a gauge\n# TYPE a gauge\na 1\n",
                "# HELP a A.\n# TYPE a counter\na 1\n",
                "# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n",
                "# HELP a_total A.\n# TYPE a_total counter\na_total -1\n",
                "# HELP a_ms A.\n# TYPE a_ms gauge\na_ms 1\n",
                "# HELP a_count A.\n# TYPE a_count gauge\na_count 1\n",
                "# HELP a_gauge A.\n# TYPE a_gauge gauge\na_gauge 1\n",
                "# HELP a_info A.\n# TYPE a_info gauge\na_info 2\n",
                "# HELP a_timestamp A.\n# TYPE a_timestamp gauge\na_timestamp 2\n",
                "# HELP a_by_b A.\n# TYPE a_by_b gauge\na_by_b{b=\"x\"} 2\n",
                "# HELP aB A.\n# TYPE aB gauge\naB 2\n",
                "# HELP a A.\n# TYPE a gauge\na{b=\"x\"} 1\na{c=\"x\"} 1\n",
                "# HELP a A.\n# TYPE a gauge\na{B=\"x\"} 1\n",
                "# HELP a A.\n# TYPE a gauge\na{b=\"x\"y\"} 1\n",
            })
    void whatBreaksTheConventionsIsNoticed(String text) {
        assertThat(MetricsLint.complaints(text)).isNotEmpty();
    }

    @Test
    void valuesAreThoseThatWereCounted() throws IOException {
        assertThat(text(SampleServer.ready()))
                .contains("\nmpd_dns_ready 1.0\n")
                .contains("\nmpd_dns_queries_total{outcome=\"local\"} 2.0\n")
                .contains("\nmpd_dns_holds_total 1.0\n")
                .contains("\nmpd_dns_responses_total{rcode=\"NXDOMAIN\",transport=\"tcp\"} 3.0\n")
                .contains("\nmpd_dns_cache_hits_total 11.0\n")
                .contains("\nmpd_dns_cache_size_bytes 16.0\n")
                .contains("\nmpd_dns_upstream_latency_seconds{upstream=\"192.0.2.53:53\"} 0.012\n")
                .contains("\nmpd_dns_upstream_state{state=\"in use\",upstream=\"192.0.2.53:53\"} 1.0\n")
                .contains("\nmpd_dns_upstream_state{state=\"silent\",upstream=\"192.0.2.53:53\"} 0.0\n")
                .contains("\nmpd_dns_upstream_recent_latency_seconds{part=\"0.99\",upstream=\"192.0.2.53:53\"} 0.02\n")
                .contains("\nmpd_dns_default_upstreams_healthy 1.0\n")
                .contains("\nmpd_dns_upstream_healthy{upstream=\"[2001:db8::53]:53\"} 0.0\n")
                .contains("\nmpd_dns_source_state{source=\"podman\",state=\"following\"} 1.0\n")
                .contains("\nmpd_dns_problems{place=\"configuration\"} 2.0\n")
                .contains("\nmpd_dns_podman_last_read_timestamp_seconds 1.7E9\n");
        SampleServer withoutDefault = SampleServer.ready();
        withoutDefault.forgetUpstreams();
        assertThat(text(withoutDefault)).contains("\nmpd_dns_default_upstreams_healthy 0.0\n");
        assertThat(text(SampleServer.withoutPodman()))
                .contains("\nmpd_dns_degraded 1.0\n")
                .contains("\nmpd_dns_source_state_since_timestamp_seconds{source=\"podman\"} 1.767");
        assertThat(text(SampleServer.waiting()))
                .contains("\nmpd_dns_ready 0.0\n")
                .contains("\nmpd_dns_source_state{source=\"podman\",state=\"pending\"} 1.0\n");
    }

    @Test
    void namesOfOthersBreakOutOfNoLabel() throws IOException {
        String text = text(new HostileServer());
        assertThat(MetricsLint.complaints(text)).isEmpty();
        assertThat(text).contains("source=\"<script>alert(\\\"1\\\")</script>'&\u202e\\n\\\\\"");
    }

    @Test
    void thePageHasEveryMetricAndNoOther() throws IOException {
        List<MetricsLint.Metric> documented = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> labels = Pattern.compile("[a-z]+")
                        .matcher(row.group(3))
                        .results()
                        .map(label -> label.group())
                        .collect(Collectors.toSet());
                documented.add(new MetricsLint.Metric(row.group(1), row.group(2), row.group(4), labels));
            }
        }
        assertThat(documented).containsExactlyInAnyOrderElementsOf(MetricsLint.metrics(text(SampleServer.ready())));
    }

    @Test
    void rulesOnThePageUseMetricsThatExist() throws IOException {
        Set<String> existing = MetricsLint.metrics(text(SampleServer.ready())).stream()
                .map(MetricsLint.Metric::name)
                .collect(Collectors.toSet());
        Set<String> used = new TreeSet<>();
        Matcher rules = RULES.matcher(Files.readString(PAGE));
        assertThat(rules.find()).isTrue();
        USED.matcher(rules.group()).results().forEach(name -> used.add(name.group()));
        assertThat(used)
                .contains("mpd_dns_source_state", "mpd_dns_default_upstreams_healthy")
                .isSubsetOf(existing);
    }
}
