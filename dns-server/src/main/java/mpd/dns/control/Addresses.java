package mpd.dns.control;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.Record;

/// Addresses as a person types them.
public final class Addresses {

    private Addresses() {}

    /// `10.163.0.3:53` or `[::1]:53`.
    public static String text(InetSocketAddress address) {
        if (address.getAddress() instanceof Inet6Address six) {
            return "[" + compressed(six) + "]:" + address.getPort();
        }
        return address.getHostString() + ":" + address.getPort();
    }

    /// `10.163.0.3` or `::1`.
    public static String text(InetAddress address) {
        return address instanceof Inet6Address six ? compressed(six) : address.getHostAddress();
    }

    /// What [#text] has made of an address.
    ///
    /// @throws IllegalArgumentException for anything else
    public static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String address = text.substring(0, Math.max(0, colon)).replaceAll("^\\[|]$", "");
        return new InetSocketAddress(InetAddress.ofLiteral(address), Integer.parseInt(text.substring(colon + 1)));
    }

    /// The data of a record in presentation format, with IPv6 addresses as people write them.
    static String data(Record record) {
        return record instanceof AAAARecord quad && quad.getAddress() instanceof Inet6Address six
                ? compressed(six)
                : record.rdataToString();
    }

    /// The longest run of zero groups left out (RFC 5952 section 4.2).
    private static String compressed(Inet6Address address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        String groups = scope < 0 ? text : text.substring(0, scope);
        for (int zeros = 8; zeros > 1; zeros--) {
            String run = "0" + ":0".repeat(zeros - 1);
            int at = (":" + groups + ":").indexOf(":" + run + ":");
            if (at >= 0) {
                String before = at == 0 ? "" : groups.substring(0, at - 1);
                String after = groups.substring(Math.min(groups.length(), at + run.length() + 1));
                groups = before + "::" + after;
                break;
            }
        }
        return groups + (scope < 0 ? "" : text.substring(scope));
    }
}
