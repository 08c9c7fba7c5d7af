package mpd.dns.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The addresses of this machine's interfaces. While these cannot be listed, as when there is no file
/// descriptor left to do it with, they are what they last were.
final class LocalAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(LocalAddresses.class);

    private final Listing listing;
    // Swapped by whoever asks. An address of a link may be in it more than once, each time with another scope.
    private volatile List<InetAddress> last = List.of();

    LocalAddresses() {
        this(() -> NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses));
    }

    LocalAddresses(Listing listing) {
        this.listing = listing;
    }

    /// How they are listed.
    @FunctionalInterface
    interface Listing {
        Stream<InetAddress> addresses() throws SocketException;
    }

    /// Every address of every interface, without scopes.
    Set<InetAddress> all() {
        return Set.copyOf(now());
    }

    /// Whether the address is one of this machine's.
    boolean contains(InetAddress address) {
        return address.isLoopbackAddress() || now().stream().anyMatch(local -> same(local, address));
    }

    /// Whether these are one address. One of a link is another on each interface (RFC 4007), which Java leaves
    /// out of account.
    static boolean same(InetAddress one, InetAddress other) {
        return one.equals(other) && (scope(one) == 0 || scope(other) == 0 || scope(one) == scope(other));
    }

    private static int scope(InetAddress address) {
        return address instanceof Inet6Address six ? six.getScopeId() : 0;
    }

    private List<InetAddress> now() {
        try {
            List<InetAddress> now = listing.addresses().toList();
            last = now;
            return now;
        } catch (SocketException e) {
            LOG.debug("interfaces cannot be listed", e);
            return last;
        }
    }
}
