package mpd.dns.http;

import static org.assertj.core.api.Assertions.assertThat;

import mpd.dns.control.Documents;
import mpd.dns.control.Introspection;
import mpd.dns.control.Readiness;
import mpd.dns.control.SampleServer;
import mpd.dns.control.StatusReply;
import org.junit.jupiter.api.Test;

class StatusPageTest {

    private static String page(Introspection introspection) {
        StatusReply status = new Documents(introspection).status();
        return StatusPage.of(status, Readiness.of(introspection, status));
    }

    @Test
    void itSaysWhetherTheServerIsReadyAndWhy() {
        assertThat(page(SampleServer.ready())).contains(">Ready<").doesNotContain("Degraded");
        assertThat(page(SampleServer.waiting())).contains(">Not ready: waiting for podman<");
        assertThat(page(SampleServer.hampered())).contains(">Ready<").contains(">Degraded: a file is an old copy<");
    }

    @Test
    void itHasSourcesNameserversProblemsAndContainers() {
        assertThat(page(SampleServer.ready()))
                .contains("<td>podman</td><td>following since 2026-01-01T00:00:00Z</td>")
                .contains("<td>192.0.2.53:53</td><td>in use since 2026-01-01T00:00:00Z</td><td>12.0 ms</td>")
                .contains("<td>resolv.conf is older than its directory</td>")
                .contains("<td>mpd-service-mail</td><td>no address on network mpd-internal</td>")
                .contains("<td>10.164.0.2:53</td><td>not yet: no such address yet</td>");
    }

    @Test
    void itNeedsNothingFromElsewhere() {
        assertThat(page(SampleServer.ready())).doesNotContain("<script", "src=", "://", "<link", "@import", "url(");
    }

    @Test
    void namesOfOthersAreTextOnly() {
        assertThat(page(new HostileServer()))
                .contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;\\u{202e}\\u{a}\\")
                .doesNotContain("<script", "\u202e", "alert(\"");
    }
}
