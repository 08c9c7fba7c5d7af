package mpd.dns.query;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.Name;

/// Networks that nobody has to himself (RFC 6303, RFC 6890; the list is dnsmasq's).
final class PrivateNetworks {

    private static final List<Subnet> LOOPBACK = subnets("127.0.0.0/8", "::1/128");
    private static final List<Subnet> OTHERS = subnets(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "169.254.0.0/16",
            "0.0.0.0/8",
            "192.0.2.0/24",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "255.255.255.255/32",
            "::/128",
            "fe80::/10",
            "fec0::/10",
            "fd00::/8",
            "2001:db8::/32");
    private static final List<Name> REVERSE_ZONES = Stream.concat(LOOPBACK.stream(), OTHERS.stream())
            .flatMap(subnet -> subnet.reverseZones().stream())
            .toList();

    private PrivateNetworks() {}

    static boolean loopback(InetAddress address) {
        return LOOPBACK.stream().anyMatch(subnet -> subnet.contains(address));
    }

    /// Whether the address is in one of the networks that are not loopback.
    static boolean contain(InetAddress address) {
        return OTHERS.stream().anyMatch(subnet -> subnet.contains(address));
    }

    /// Whether the name is the reverse name of an address in any of the networks.
    static boolean containReverse(Name name) {
        return REVERSE_ZONES.stream().anyMatch(name::subdomain);
    }

    private static List<Subnet> subnets(String... texts) {
        return Stream.of(texts).map(text -> Subnet.parse(text).orElseThrow()).toList();
    }
}
