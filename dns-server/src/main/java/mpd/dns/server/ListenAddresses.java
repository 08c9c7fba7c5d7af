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
import java.util.function.Supplier;
import java.util.stream.Stream;
import mpd.dns.conf.ConfOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where to listen: as the command line has it, or as configuration files do (`port=`, `listen-address=`,
/// `interface=`, `except-interface=`). Where interfaces are named, that changes as they and their addresses
/// come and go.
final class ListenAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(ListenAddresses.class);
    private static final int PORT = 53;
    private static final List<InetAddress> ANY = List.of(InetAddress.ofLiteral("0.0.0.0"), InetAddress.ofLiteral("::"));

    private final boolean flagged;
    private final List<InetSocketAddress> fixed;
    private final ConfOptions.Listen listen;
    private final Supplier<List<Link>> links;
    // Of the one thread that reads configuration.
    private ConfOptions.Listen told;
    // Replaced by whoever lists them.
    private volatile List<Link> listed = List.of();

    private ListenAddresses(
            boolean flagged, List<InetSocketAddress> fixed, ConfOptions.Listen listen, Supplier<List<Link>> links) {
        this.flagged = flagged;
        this.fixed = fixed;
        this.listen = listen;
        told = listen;
        this.links = links;
    }

    /// A network interface with its addresses.
    record Link(String name, boolean loopback, List<InetAddress> addresses) {}

    /// What the command line names, else what files do.
    static ListenAddresses of(List<InetSocketAddress> flags, ConfOptions.Listen listen) {
        return of(flags, listen, ListenAddresses::links);
    }

    /// @param links the machine's interfaces now; none where they cannot be listed
    static ListenAddresses of(List<InetSocketAddress> flags, ConfOptions.Listen listen, Supplier<List<Link>> links) {
        boolean everywhere = listen.except().isEmpty()
                && (listen.interfaces().contains("*")
                        || (listen.interfaces().isEmpty() && listen.addresses().isEmpty()));
        if (!flags.isEmpty() || everywhere) {
            List<InetSocketAddress> all =
                    ANY.stream().map(address -> at(address, listen)).toList();
            return new ListenAddresses(!flags.isEmpty(), flags.isEmpty() ? all : List.copyOf(flags), listen, links);
        }
        ListenAddresses chosen = new ListenAddresses(/* flagged= */ false, List.of(), listen, links);
        chosen.tellAbsent();
        return chosen;
    }

    /// Whether files say now what counts at the next start only.
    boolean outdated(ConfOptions.Listen now) {
        return !flagged && !now.equals(listen);
    }

    /// Says so where that is the case, and was not when files were last read.
    void tell(ConfOptions.Listen now) {
        if (outdated(now) && !now.equals(told)) {
            LOG.warn("port=, listen-address=, interface= or except-interface= has changed in the configuration files:"
                    + " that counts at the next start");
        }
        told = now;
    }

    /// Where to listen now. With an interface named, its addresses and loopback, as dnsmasq has it; an
    /// interface that is left out takes its addresses along, whatever else names them.
    List<InetSocketAddress> now() {
        if (!fixed.isEmpty()) {
            return fixed;
        }
        SequencedSet<InetAddress> addresses = new LinkedHashSet<>(listen.addresses());
        boolean all = listen.interfaces().isEmpty() && listen.addresses().isEmpty();
        List<Link> there = there();
        for (Link link : there) {
            boolean named = all || named(listen.interfaces(), link.name());
            if (named || (link.loopback() && !listen.interfaces().isEmpty())) {
                addresses.addAll(link.addresses());
            }
        }
        for (Link link : there) {
            if (named(listen.except(), link.name())) {
                link.addresses().forEach(addresses::remove);
            }
        }
        return addresses.stream().map(address -> at(address, listen)).toList();
    }

    /// Whether somebody who sends to this address is heard.
    ///
    /// @param local the addresses that a wildcard stands for
    boolean includes(InetSocketAddress address, LocalAddresses local) {
        return now().stream()
                .filter(listening -> listening.getPort() == address.getPort())
                .map(InetSocketAddress::getAddress)
                .anyMatch(listening -> listening.isAnyLocalAddress()
                        ? local.contains(address.getAddress())
                        : LocalAddresses.same(listening, address.getAddress()));
    }

    /// No machine is without interfaces: where there are none they could not be listed, and those of before
    /// count.
    private List<Link> there() {
        List<Link> now = links.get();
        if (!now.isEmpty()) {
            listed = now;
        }
        return listed;
    }

    private void tellAbsent() {
        List<Link> there = there();
        for (String name : listen.interfaces()) {
            if (there.stream().noneMatch(link -> named(List.of(name), link.name()))) {
                LOG.warn("interface={}: there is no such interface yet, it is listened on once there is", name);
            }
        }
    }

    /// Whether one of the names is that of the interface; a name may end in `*`.
    private static boolean named(List<String> names, String link) {
        return names.stream()
                .anyMatch(name ->
                        name.endsWith("*") ? link.startsWith(name.substring(0, name.length() - 1)) : link.equals(name));
    }

    private static InetSocketAddress at(InetAddress address, ConfOptions.Listen listen) {
        return new InetSocketAddress(address, listen.port().orElse(PORT));
    }

    private static List<Link> links() {
        try (Stream<NetworkInterface> interfaces = NetworkInterface.networkInterfaces()) {
            List<Link> links = new ArrayList<>();
            for (NetworkInterface each : interfaces.toList()) {
                List<InetAddress> addresses = each.inetAddresses().toList();
                // Not isLoopback(): it asks the kernel again, and fails where the interface has gone meanwhile.
                links.add(new Link(
                        each.getName(),
                        addresses.stream().anyMatch(InetAddress::isLoopbackAddress),
                        addresses.stream().filter(ListenAddresses::global).toList()));
            }
            return links;
        } catch (SocketException e) {
            LOG.debug("interfaces cannot be listed", e);
            return List.of();
        }
    }

    /// Link-local addresses of IPv6 mean something on one interface only, and nobody is sent there.
    private static boolean global(InetAddress address) {
        return !(address instanceof Inet6Address six && six.isLinkLocalAddress());
    }
}
