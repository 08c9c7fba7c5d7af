package mpd.dns.conf;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.Name;

/// `domain=`: what `expand-hosts` puts behind names without a dot, for all addresses or for some.
final class DomainLines {

    private final ServerLines servers;
    private final List<Domain> some = new ArrayList<>();
    private final List<ConfLine> lines = new ArrayList<>();
    private Optional<Name> all = Optional.empty();

    /// A domain for the addresses from one to another of the same family.
    private record Domain(Name name, byte[] first, byte[] last) {

        boolean concerns(byte[] address) {
            return address.length == first.length
                    && Arrays.compareUnsigned(first, address) <= 0
                    && Arrays.compareUnsigned(address, last) <= 0;
        }
    }

    /// @param servers gets the zones of `domain=NAME,SUBNET,local`
    DomainLines(ServerLines servers) {
        this.servers = servers;
    }

    /// `domain=NAME`, `domain=NAME,IP`, `domain=NAME,FIRST,LAST`, `domain=NAME,SUBNET[,local]`.
    void domain(ConfLine line) throws BadLine {
        String form = "expected domain=NAME[,IP/PREFIX[,local]] or domain=NAME,IP[,IP]";
        List<String> tokens = ConfLine.commas(line.required(form));
        if (tokens.getFirst().equals("#")) {
            throw new BadLine(form + ", as the domain of resolv.conf is not looked at");
        }
        Name name = ConfNames.name(tokens.getFirst());
        if (tokens.size() == 1) {
            all = Optional.of(name);
        } else if (tokens.get(1).contains("/")) {
            Subnet subnet = FilterLines.subnet(tokens.get(1), form);
            ofSubnet(name, subnet, tokens.subList(2, tokens.size()), line);
        } else {
            some.addFirst(ofRange(name, tokens.subList(1, tokens.size()), form));
        }
        lines.add(line);
    }

    /// The lines that all this is from.
    List<ConfLine> lines() {
        return List.copyOf(lines);
    }

    /// @param more what stands behind the subnet
    private void ofSubnet(Name name, Subnet subnet, List<String> more, ConfLine line) throws BadLine {
        if (!more.isEmpty() && !more.equals(List.of("local"))) {
            throw new BadLine("expected domain=NAME,IP/PREFIX[,local]");
        }
        byte[] last = subnet.network().getAddress();
        for (int bit = subnet.prefix(); bit < last.length * 8; bit++) {
            last[bit / 8] |= (byte) (0x80 >> bit % 8);
        }
        some.addFirst(new Domain(name, subnet.network().getAddress(), last));
        if (!more.isEmpty()) {
            servers.local(name, subnet, line.origin());
        }
    }

    private static Domain ofRange(Name name, List<String> range, String form) throws BadLine {
        byte[] first = address(range.getFirst(), form);
        byte[] last = address(range.getLast(), form);
        if (range.size() > 2 || first.length != last.length || Arrays.compareUnsigned(first, last) > 0) {
            throw new BadLine(form + ", the lower address first");
        }
        return new Domain(name, first, last);
    }

    /// What goes behind the names of the address: of the domains for some addresses the one that was given
    /// last, else that for all.
    Optional<Name> behind(InetAddress address) {
        byte[] bytes = address.getAddress();
        return some.stream()
                .filter(domain -> domain.concerns(bytes))
                .map(Domain::name)
                .findFirst()
                .or(() -> all);
    }

    private static byte[] address(String text, String form) throws BadLine {
        return ConfNames.address(text).orElseThrow(() -> new BadLine(form)).getAddress();
    }
}
