package mpd.dns.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

class DnsperfTest {

    private static final String OUTPUT = """
            [Status] Command line: dnsperf -s 127.0.2.2 -v -n 1
            > NOERROR n1.mpd.test A 0.000647
            > NXDOMAIN no1.mpd.test A 0.000223
            [Timeout] Query timed out: msg id 2
            [Status] Testing complete (end of file)

            Statistics:

              Queries sent:         3
              Queries completed:    2 (66.67%)
              Queries lost:         1 (33.33%)

              Response codes:       NOERROR 1 (50.00%), NXDOMAIN 1 (50.00%)
              Average packet size:  request 29, response 43
              Run time (s):         0.002375
              Queries per second:   1684.210526
            """;

    @Test
    void whatItPrintsIsRead() {
        assertThat(Dnsperf.Run.parse(OUTPUT)).isEqualTo(new Dnsperf.Run(2, 1, 1684));
        assertThat(Dnsperf.Latencies.parse(OUTPUT))
                .isEqualTo(new Dnsperf.Latencies(new Sample(List.of(647_000L, 223_000L, 2_000_000_000L)), 1));
    }

    @Test
    void refusedQueriesAreNoMeasurement() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Dnsperf.Run.parse(OUTPUT.replace("NXDOMAIN 1 (", "REFUSED 1 (")))
                .withMessageContaining("REFUSED");
        assertThatIllegalStateException().isThrownBy(() -> Dnsperf.Run.parse("no route to host"));
    }
}
