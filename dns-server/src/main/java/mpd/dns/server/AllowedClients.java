package mpd.dns.server;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import mpd.dns.zone.Subnet;

/// Whose queries are answered: those from private networks (RFC 1918, RFC 4193), from loopback and link-local
/// addresses, and from what a person has added.
///
/// Addresses that carriers share out among their customers (RFC 6598) are not private: neighbours have them
/// too. Nor are an IPv6 host's own global addresses.
final class AllowedClients {

    private final List<Subnet> added;

    /// @param added answered besides
    AllowedClients(List<Subnet> added) {
        this.added = List.copyOf(added);
    }

    /// Whether a client at this address is answered. Asked for each packet, so that the usual clients of IPv4
    /// cost three comparisons.
    boolean allows(InetAddress client) {
        if (client.isLoopbackAddress() || client.isLinkLocalAddress()) {
            return true;
        }
        if (client instanceof Inet4Address) {
            return client.isSiteLocalAddress() || isAdded(client);
        }
        byte[] address = client.getAddress();
        return unmapped(address) instanceof Inet4Address mapped
                ? allows(mapped)
                : uniqueLocal(address) || isAdded(client);
    }

    private boolean isAdded(InetAddress client) {
        for (Subnet subnet : added) {
            if (subnet.contains(client)) {
                return true;
            }
        }
        return false;
    }

    private static boolean uniqueLocal(byte[] address) {
        return (address[0] & 0xFE) == 0xFC;
    }

    /// An IPv4 client may look like an IPv6 one (RFC 4291 section 2.5.5.2), which makes it no other client. The
    /// JDK makes an IPv4 address of such bytes.
    private static InetAddress unmapped(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("only for a wrong number of bytes", e);
        }
    }
}
