package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.dns.DnsResponseCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import mpd.dns.forward.UpstreamAnswer.Provenance;
import mpd.dns.query.Reply;
import mpd.dns.wire.ExtendedError;
import mpd.dns.wire.Response;
import org.junit.jupiter.api.Test;

/// What the log of queries says about where an answer is from.
class QueryLogTest {

    private static String relayed(Provenance provenance) {
        InetSocketAddress from = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.53"), 53);
        return Answering.source(new Reply.Relayed(new byte[12], from, provenance));
    }

    @Test
    void nameserverAndTheWayThatItsAnswerTookAreNamed() {
        assertThat(relayed(new Provenance.Asked())).isEqualTo("192.0.2.53");
        assertThat(relayed(new Provenance.Shared())).isEqualTo("coalesced/192.0.2.53");
        assertThat(relayed(Provenance.Cached.once(Duration.ofSeconds(1), 0))).isEqualTo("cache/192.0.2.53");
        assertThat(relayed(new Provenance.Stale(Duration.ofSeconds(1)))).isEqualTo("stale/192.0.2.53");
    }

    @Test
    void failureSaysWhyAsTheClientIsTold() {
        Response failure = Response.bare(DnsResponseCode.SERVFAIL, new ExtendedError(22, "192.0.2.1 timed out\n"));
        assertThat(Answering.source(new Reply.Local(failure))).isEqualTo("local why=\"192.0.2.1 timed out\\u{a}\"");
        assertThat(Answering.source(new Reply.Local(Response.bare(DnsResponseCode.REFUSED))))
                .isEqualTo("local");
    }
}
