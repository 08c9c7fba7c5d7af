package mpd.dns.diag;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.xbill.DNS.Name;

/// What steps find that look at a server from outside.
final class Outside {

    private static final Path NOTHING = Path.of("/nonexistent");

    private Outside() {}

    /// The server at this address, which says this over both transports, seen from a machine without any files.
    static Scene of(String server, Reply reply) {
        return new Scene(
                new InetSocketAddress(InetAddress.ofLiteral(server), 53),
                Name.fromConstantString("mpd.test."),
                Optional.empty(),
                new Insight.Outside(),
                new Contact(reply, reply),
                new Surroundings(NOTHING, NOTHING, NOTHING, (_, _) -> Optional.empty()));
    }
}
