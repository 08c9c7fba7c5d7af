package mpd.dns.server;

import java.util.List;
import mpd.dns.transport.Transport;

final class NioDnsServerTest extends DnsServerContract {

    NioDnsServerTest() {
        super(Transport.NIO);
    }

    /// NIO does not tell which address was asked, so only addresses that an interface has by name count.
    @Override
    List<String> wildcardAddresses() {
        return List.of("127.0.0.1", "::1");
    }
}
