package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.Test;

final class EpollDnsServerTest extends DnsServerContract {

    EpollDnsServerTest() {
        super(Transport.EPOLL);
    }

    @Override
    List<String> wildcardAddresses() {
        return List.of("127.0.0.1", "127.0.0.2", "127.8.9.10", "::1");
    }

    @Test
    void fileThatHasJustBeenWrittenSaysWhereToListen() throws IOException, StartupException {
        int port = FreePort.onEveryAddress();
        Files.writeString(directory.resolve("dnsmasq.conf"), "listen-address=127.0.0.1\nport=" + port + "\n");
        assertThat(start().addresses())
                .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    }
}
