package mpd.dns.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.control.Introspection;
import mpd.dns.control.SampleServer;
import mpd.dns.control.ServerStatus;
import mpd.dns.registry.Claim;
import mpd.dns.registry.Contribution;
import mpd.dns.registry.Origin;
import mpd.dns.registry.Precedence;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.registry.View;
import mpd.dns.transport.Transport;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;

/// Servers on loopback that end with the test.
final class HttpServerFixture implements AutoCloseable {

    static final Name ZONE = Name.fromConstantString("mpd.test.");
    /// Long enough to never count in a test that is not about them.
    static final Limits PATIENT =
            new Limits(32, 4096, 8192, Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5));

    private final List<HttpServer> servers = new ArrayList<>();

    InetSocketAddress start(Introspection introspection, Limits limits) {
        HttpServer server = new HttpServer(Transport.best(), introspection, new SampleFigures(), List.of(ZONE), limits);
        servers.add(server);
        return server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    InetSocketAddress start() {
        return start(SampleServer.ready(), PATIENT);
    }

    @Override
    public void close() {
        servers.forEach(HttpServer::close);
    }

    /// A server with so many records that they fit into no buffer.
    static Introspection large(int records) {
        Registry registry = new Registry(List.of(ZONE), List.of(), () -> SampleServer.START);
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            ARecord record = new ARecord(
                    Name.fromConstantString("host" + i + ".mpd.test."),
                    DClass.IN,
                    1,
                    InetAddress.ofLiteral("10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255)));
            claims.add(new Claim(record, Precedence.FLAG, new Origin.Flag("--record"), false));
        }
        registry.update(SourceId.FLAGS, Contribution.of(claims), new SourceState.Following(SampleServer.START));
        return new Introspection() {
            @Override
            public View view() {
                return registry.view();
            }

            @Override
            public ServerStatus status() {
                return SampleServer.ready().status();
            }
        };
    }
}
