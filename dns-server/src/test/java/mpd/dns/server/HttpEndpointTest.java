package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.cache.CacheStatus;
import mpd.dns.control.SampleServer;
import mpd.dns.forward.UpstreamStatus;
import mpd.dns.http.Figures;
import mpd.dns.http.HttpServer;
import mpd.dns.http.Limits;
import mpd.dns.query.QueryCounters;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

class HttpEndpointTest {

    private static HttpEndpoint at(InetSocketAddress address) {
        HttpServer server = new HttpServer(
                Transport.best(),
                SampleServer.ready(),
                new NoFigures(),
                List.of(Name.fromConstantString("mpd.test.")),
                Limits.STANDARD);
        return new HttpEndpoint(server, address);
    }

    @Test
    void anAddressThatIsNotThereYetIsNoProblem() {
        try (HttpEndpoint endpoint = at(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.77"), 9153))) {
            assertThat(endpoint.start()).isEmpty();
        }
    }

    @Test
    void aPortThatIsTakenIsAProblemThatNamesTheHolder() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpEndpoint endpoint = at((InetSocketAddress) taken.getLocalSocketAddress())) {
            assertThat(endpoint.start())
                    .get()
                    .asString()
                    .contains("127.0.0.1:" + taken.getLocalPort() + " (TCP) is taken by ")
                    .contains(Long.toString(ProcessHandle.current().pid()));
        }
    }

    /// Nothing was counted.
    private static final class NoFigures implements Figures {

        @Override
        public QueryCounters queries() {
            return new QueryCounters();
        }

        @Override
        public List<Responses> responses() {
            return List.of();
        }

        @Override
        public CacheStatus cache() {
            return new CacheStatus(0, 0, 0, 0, 0, 0, 0, 0);
        }

        @Override
        public List<UpstreamStatus> upstreams() {
            return List.of();
        }

        @Override
        public int heldQueries() {
            return 0;
        }

        @Override
        public int tcpConnections() {
            return 0;
        }

        @Override
        public long staleMounts() {
            return 0;
        }

        @Override
        public Map<String, Integer> problems() {
            return Map.of();
        }

        @Override
        public Optional<Feed> podman() {
            return Optional.empty();
        }
    }
}
