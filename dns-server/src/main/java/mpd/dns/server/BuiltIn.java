package mpd.dns.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import mpd.dns.registry.Claim;
import mpd.dns.registry.Contribution;
import mpd.dns.registry.Origin;
import mpd.dns.registry.Precedence;
import mpd.dns.zone.Names;
import mpd.dns.zone.Subnet;
import mpd.dns.zone.ZoneSettings;
import mpd.dns.zone.ZoneSnapshot;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/// The records that no source has to give: `localhost`, and the address of the nameserver itself.
final class BuiltIn {

    private static final InetAddress LOOPBACK_4 = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress LOOPBACK_6 = InetAddress.ofLiteral("::1");

    private BuiltIn() {}

    /// @param addresses where the nameserver can be reached, best first; at least one
    static Contribution contribution(ZoneSettings settings, List<InetAddress> addresses) {
        List<Claim> claims = new ArrayList<>();
        Origin standard = new Origin.BuiltIn("RFC 6761");
        for (Name name : List.of(
                ZoneSettings.LOCALHOST, Names.wildcard(ZoneSettings.LOCALHOST).orElseThrow())) {
            claims.add(new Claim(record(name, LOOPBACK_4), Precedence.STANDARD, standard, false));
            claims.add(new Claim(record(name, LOOPBACK_6), Precedence.STANDARD, standard, false));
        }
        Origin self = new Origin.BuiltIn("this server");
        for (InetAddress address : addresses) {
            claims.add(new Claim(record(settings.nameserver(), address), Precedence.SELF, self, false));
        }
        return Contribution.of(claims);
    }

    /// Which of the addresses a nameserver record should tell: those listened on, or for a wildcard the
    /// machine's; of these the ones in the served subnets, else any that others can reach, else loopback.
    static List<InetAddress> reachable(
            Collection<InetSocketAddress> listening, Set<InetAddress> local, List<Subnet> subnets) {
        List<InetAddress> candidates = new ArrayList<>();
        for (InetSocketAddress address : listening) {
            if (!address.getAddress().isAnyLocalAddress()) {
                candidates.add(address.getAddress());
            } else {
                boolean v6 = address.getAddress() instanceof Inet6Address;
                local.stream()
                        .filter(each -> each instanceof Inet6Address == v6)
                        .forEach(candidates::add);
            }
        }
        List<InetAddress> inside = candidates.stream()
                .filter(address -> subnets.stream().anyMatch(subnet -> subnet.contains(address)))
                .distinct()
                .toList();
        List<InetAddress> others = candidates.stream()
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .distinct()
                .toList();
        if (!inside.isEmpty()) {
            return inside;
        }
        return others.isEmpty() ? List.of(LOOPBACK_4) : others;
    }

    private static Record record(Name name, InetAddress address) {
        return address instanceof Inet6Address
                ? new AAAARecord(name, DClass.IN, ZoneSnapshot.TTL, address)
                : new ARecord(name, DClass.IN, ZoneSnapshot.TTL, address);
    }
}
