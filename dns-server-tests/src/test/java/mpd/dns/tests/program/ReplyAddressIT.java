package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/// Replies leave from the address that was asked: the client's socket is connected and sees no other.
class ReplyAddressIT {

    @TempDir
    private Path directory;

    @Test
    void wildcardListenersAnswerFromTheAddressAsked() {
        final int port = Program.freeAddress("127.0.0.1").getPort();
        try (Program _ = Program.serve(directory, new InetSocketAddress("0.0.0.0", port), "--listen", "[::]:" + port)) {
            for (final String asked : List.of("127.0.0.1", "127.0.0.2", "127.9.9.9", "::1")) {
                final DnsClient client = new DnsClient(new InetSocketAddress(asked, port));
                assertThat(client.tryUdp(Packets.query("mpd.test", Type.SOA)))
                        .as(asked)
                        .isPresent();
                assertThat(client.tcp(Packets.query("mpd.test", Type.SOA)))
                        .as(asked)
                        .isNotNull();
            }
        }
    }
}
