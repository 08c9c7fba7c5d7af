package mpd.dns.server;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import mpd.dns.zone.Subnet;

/// Whose queries are answered: those from private networks (RFC 1918, RFC 4193), from loopback and link-local
/// addresses, and from what a person has added.
///
/// Addresses that carriers share out among their customers (RFC 6598) are not private: neighbours have them
/// too. Nor are an IPv6 host's own global addresses.
final class AllowedClients {

    private static final int MAPPED_PREFIX = 12;

    private final Block[] added;

    /// @param added answered besides
    AllowedClients(List<Subnet> added) {
        this.added = added.stream().map(Block::of).toArray(Block[]::new);
    }

    /// Whether a client at this address is answered. Asked for each packet, so that the usual clients of IPv4
    /// cost three comparisons.
    boolean allows(InetAddress client) {
        if (client.isLoopbackAddress() || client.isLinkLocalAddress()) {
            return true;
        }
        if (client instanceof Inet4Address) {
            return client.isSiteLocalAddress() || isAdded(client.getAddress());
        }
        byte[] address = client.getAddress();
        return mapped(address)
                ? allowsV4(Arrays.copyOfRange(address, MAPPED_PREFIX, address.length))
                : uniqueLocal(address) || isAdded(address);
    }

    /// An IPv4 client may look like an IPv6 one (RFC 4291 section 2.5.5.2), which makes it no other client.
    private boolean allowsV4(byte[] address) {
        int first = address[0] & 0xFF;
        int second = address[1] & 0xFF;
        return first == 127
                || first == 10
                || (first == 172 && second >> 4 == 1)
                || (first == 192 && second == 168)
                || (first == 169 && second == 254)
                || isAdded(address);
    }

    private boolean isAdded(byte[] address) {
        for (Block block : added) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static boolean uniqueLocal(byte[] address) {
        return (address[0] & 0xFE) == 0xFC;
    }

    private static boolean mapped(byte[] address) {
        for (int i = 0; i < MAPPED_PREFIX - 2; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[MAPPED_PREFIX - 2] == -1 && address[MAPPED_PREFIX - 1] == -1;
    }

    /// A subnet as bytes.
    private record Block(byte[] network, int prefix) {

        static Block of(Subnet subnet) {
            return new Block(subnet.network().getAddress(), subnet.prefix());
        }

        boolean contains(byte[] address) {
            int whole = prefix / 8;
            int rest = prefix % 8;
            return address.length == network.length
                    && Arrays.equals(address, 0, whole, network, 0, whole)
                    && (rest == 0 || (address[whole] ^ network[whole]) >> (8 - rest) == 0);
        }
    }
}
