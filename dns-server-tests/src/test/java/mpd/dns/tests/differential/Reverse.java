package mpd.dns.tests.differential;

import java.net.InetAddress;
import org.xbill.DNS.ReverseMap;

/// Names of addresses in reverse.
final class Reverse {

    private Reverse() {}

    /// The name, without the final dot.
    static String of(final String address) {
        return ReverseMap.fromAddress(InetAddress.ofLiteral(address)).toString(true);
    }
}
