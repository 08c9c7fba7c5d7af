package mpd.dns.forward;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;

/// Which nameserver is meant: its address with the interface that it is on, where it is of one link alone (RFC
/// 4007). Java takes two such addresses for the same when only their interfaces differ, and routers of two
/// networks often have the same one.
///
/// @param address with the port
/// @param scope   index of the interface; 0 where the address says none
public record Nameserver(InetSocketAddress address, int scope) {

    /// The one at this address.
    public static Nameserver of(InetSocketAddress address) {
        return new Nameserver(address, address.getAddress() instanceof Inet6Address six ? six.getScopeId() : 0);
    }

    /// Those at these addresses, in that order.
    public static List<Nameserver> of(Collection<InetSocketAddress> addresses) {
        return addresses.stream().map(Nameserver::of).toList();
    }
}
