package mpd.dns.server;

import java.util.List;
import mpd.dns.transport.Transport;

final class EpollDnsServerTest extends DnsServerContract {

    EpollDnsServerTest() {
        super(Transport.EPOLL);
    }

    @Override
    List<String> wildcardAddresses() {
        return List.of("127.0.0.1", "127.0.0.2", "127.8.9.10", "::1");
    }
}
