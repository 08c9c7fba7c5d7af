package mpd.dns.query;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mpd.dns.wire.WireRecords;
import org.xbill.DNS.Type;

/// The addresses that an answer from upstream gives.
final class AnswerAddresses {

    private AnswerAddresses() {}

    /// Those of its answer section, in order.
    ///
    /// @param message readable to its end
    static List<InetAddress> of(byte[] message) {
        List<InetAddress> addresses = new ArrayList<>();
        WireRecords.walk(message, WireRecords.start(message), (section, _, at) -> {
            int type = WireRecords.u16(message, at);
            int length = WireRecords.u16(message, at + WireRecords.RDLENGTH);
            boolean address = (type == Type.A && length == 4) || (type == Type.AAAA && length == 16);
            if (section == WireRecords.ANSWER && address) {
                addresses.add(address(message, at + WireRecords.RDATA, length));
            }
        });
        return addresses;
    }

    // An IPv4 address in an IPv6 one (RFC 4291 section 2.5.5.2) becomes the IPv4 address that it is.
    private static InetAddress address(byte[] message, int start, int length) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(message, start, start + length));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the length was checked", e);
        }
    }
}
