package mpd.dns.diag;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.control.StatusReply;
import org.xbill.DNS.Name;

/// What steps find that look at a server from outside.
final class Outside {

    // Where systemd-resolved would write, too.
    private static final Path NOTHING = Path.of("/nonexistent");

    private Outside() {}

    /// The same where the server itself says what troubles it has.
    static Scene told(StatusReply.Trouble... troubles) {
        StatusReply status = new StatusReply(
                "0.1.0",
                "2026-11-29T12:00:00Z",
                true,
                null,
                List.of("mpd.test."),
                List.of(),
                1,
                "2026-11-29T12:00:00Z",
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(troubles),
                null);
        Reply reply = new Reply.Silent(Duration.ZERO);
        return of("127.0.0.1", new Insight.Told(status), reply);
    }

    /// The server at this address, which says this over both transports, seen from a machine without any files.
    static Scene of(String server, Reply reply) {
        return of(server, new Insight.Outside(), reply);
    }

    private static Scene of(String server, Insight insight, Reply reply) {
        return new Scene(
                new InetSocketAddress(InetAddress.ofLiteral(server), 53),
                Name.fromConstantString("mpd.test."),
                Optional.empty(),
                insight,
                new Contact(reply, reply),
                new Surroundings(NOTHING, NOTHING, NOTHING, (_, _) -> Optional.empty()));
    }
}
