package mpd.dns.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import mpd.dns.conf.ConfOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where to listen, as configuration files have it (`port=`, `listen-address=`, `interface=`).
final class ListenAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(ListenAddresses.class);
    private static final int PORT = 53;
    private static final List<InetAddress> ANY = List.of(InetAddress.ofLiteral("0.0.0.0"), InetAddress.ofLiteral("::"));
    private static final List<InetAddress> LOOPBACK =
            List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));

    private ListenAddresses() {}

    /// Every address there is, unless the files name some. With an interface named, its addresses of now and
    /// loopback, as dnsmasq has it.
    static List<InetSocketAddress> of(ConfOptions.Listen listen) {
        SequencedSet<InetAddress> addresses = new LinkedHashSet<>(listen.addresses());
        for (String name : listen.interfaces()) {
            addresses.addAll(name.equals("*") ? ANY : ofInterface(name));
        }
        boolean all = addresses.isEmpty() || addresses.containsAll(ANY);
        int port = listen.port().orElse(PORT);
        return (all ? ANY : List.copyOf(addresses))
                .stream().map(address -> new InetSocketAddress(address, port)).toList();
    }

    private static List<InetAddress> ofInterface(String name) {
        List<InetAddress> addresses = new ArrayList<>(LOOPBACK);
        try {
            NetworkInterface found = NetworkInterface.getByName(name);
            if (found == null) {
                LOG.warn("interface={}: there is no such interface, so nothing listens there", name);
            } else {
                found.inetAddresses()
                        .filter(address -> !(address instanceof Inet6Address six && six.isLinkLocalAddress()))
                        .forEach(addresses::add);
            }
        } catch (SocketException e) {
            LOG.warn("interface={}: cannot be looked at: {}", name, e.getMessage());
        }
        return addresses;
    }
}
