package mpd.dns.conf;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mpd.dns.registry.Origin;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.Name;

/// The options that say who answers for a domain: `address=`, `server=`, `local=`, `rev-server=`.
final class ServerLines {

    private static final String SERVER_FORM =
            "expected server=IP[#PORT], server=/DOMAIN/IP[#PORT], server=/DOMAIN/# or server=/DOMAIN/";
    private static final Pattern SERVER = Pattern.compile("([^#@]+)(?:#(\\d{1,5}))?(@.*)?");
    private static final int PORT = 53;

    private final RecordLines records;
    private final List<Name> served;
    private final Map<Name, Origin> zones = new LinkedHashMap<>();
    private final Set<Subnet> subnets = new LinkedHashSet<>();
    private final List<DomainServers> servers = new ArrayList<>();
    private final List<Name> denied = new ArrayList<>();
    private final Set<InetAddress> dotless = new LinkedHashSet<>();
    private boolean dotlessLocal;

    /// @param served zones that are answered here whatever the files say
    ServerLines(RecordLines records, List<Name> served) {
        this.records = records;
        this.served = List.copyOf(served);
    }

    /// The domains answered here. A nameserver for the same domain beats `local=`.
    List<Name> zones() {
        List<Name> local = new ArrayList<>(zones.keySet());
        servers.forEach(given -> given.domain().ifPresent(local::remove));
        return local;
    }

    List<Subnet> subnets() {
        return List.copyOf(subnets);
    }

    /// Nameservers. Where a domain has the default ones (`server=/d/#`), its others do not count.
    List<DomainServers> servers() {
        return servers.stream()
                .filter(given -> given.servers().isEmpty()
                        || servers.stream().noneMatch(other -> other.servers().isEmpty() && sameNames(given, other)))
                .toList();
    }

    private static boolean sameNames(DomainServers one, DomainServers other) {
        return one.domain().equals(other.domain()) && one.dotless() == other.dotless();
    }

    /// Domains that are answered here without being zones. A nameserver for the same domain beats `local=`.
    List<Name> denied() {
        return denied.stream()
                .filter(domain ->
                        servers.stream().noneMatch(given -> given.domain().equals(Optional.of(domain))))
                .toList();
    }

    /// The addresses of every name without a dot.
    List<InetAddress> dotless() {
        return List.copyOf(dotless);
    }

    boolean dotlessLocal() {
        return dotlessLocal;
    }

    /// `address=/DOMAIN[/DOMAIN...]/IP`.
    void address(ConfLine line) throws BadLine {
        AddressLines.Parts parts = AddressLines.parts(line, AddressLines.FORM);
        if (parts.target().isEmpty()) {
            local(parts.domains(), line.origin());
            return;
        }
        List<InetAddress> addresses = parts.addresses();
        new AddressLines().apply(records, line);
        if (parts.domains().contains("")) {
            dotless.addAll(addresses);
        }
    }

    /// `server=` and `local=`, which are the same.
    void server(ConfLine line) throws BadLine {
        if (!line.required(SERVER_FORM).startsWith("/")) {
            servers.add(new DomainServers(
                    Optional.empty(), false, List.of(server(ConfLine.plain(line.required("")))), line.origin()));
            return;
        }
        AddressLines.Parts parts = AddressLines.parts(line, SERVER_FORM);
        if (parts.target().isEmpty()) {
            local(parts.domains(), line.origin());
            return;
        }
        List<InetSocketAddress> asked = parts.target().equals("#") ? List.of() : List.of(server(parts.target()));
        List<DomainServers> given = new ArrayList<>();
        for (String domain : parts.domains()) {
            if (domain.isEmpty()) {
                given.add(new DomainServers(Optional.empty(), true, asked, line.origin()));
            } else {
                Name name = AddressLines.everything(domain) ? Name.root : ConfNames.domain(domain);
                notServed(name);
                given.add(new DomainServers(Optional.of(name), false, asked, line.origin()));
            }
        }
        servers.addAll(given);
    }

    /// `rev-server=SUBNET[,IP[#PORT]]`.
    void revServer(ConfLine line) throws BadLine {
        String form = "expected rev-server=ADDRESS[/PREFIX][,IP[#PORT]]";
        List<String> tokens = ConfLine.commas(line.required(form));
        Subnet subnet = FilterLines.subnet(tokens.getFirst(), form);
        if (tokens.size() > 2 || subnet.prefix() == 0) {
            throw new BadLine(form);
        }
        if (tokens.size() == 1 || tokens.get(1).isEmpty()) {
            subnets.add(subnet);
            return;
        }
        List<InetSocketAddress> asked = tokens.get(1).equals("#") ? List.of() : List.of(server(tokens.get(1)));
        for (Name zone : subnet.reverseZones()) {
            notServed(zone);
        }
        for (Name zone : subnet.reverseZones()) {
            servers.add(new DomainServers(Optional.of(zone), false, asked, line.origin()));
        }
    }

    /// A domain and the reverse names of a subnet, both answered here (`domain=NAME,SUBNET,local`).
    void local(Name domain, Subnet subnet, Origin origin) {
        zones.putIfAbsent(domain, origin);
        subnets.add(subnet);
    }

    private void local(List<String> domains, Origin origin) throws BadLine {
        List<Name> names = new ArrayList<>();
        List<Name> patterns = new ArrayList<>();
        for (String domain : domains) {
            if (AddressLines.everything(domain)) {
                names.add(Name.root);
            } else if (domain.startsWith("*")) {
                patterns.add(ConfNames.domain(domain));
            } else if (!domain.isEmpty()) {
                names.add(ConfNames.domain(domain));
            }
        }
        dotlessLocal |= domains.contains("");
        names.forEach(name -> zones.putIfAbsent(name, origin));
        // What is in a zone is never asked elsewhere as it is.
        patterns.stream().filter(pattern -> zoneOf(pattern).isEmpty()).forEach(denied::add);
    }

    /// What is answered here is never asked elsewhere.
    private void notServed(Name domain) throws BadLine {
        Optional<Name> zone = zoneOf(domain);
        if (zone.isPresent()) {
            throw new BadLine(
                    "expected a domain outside " + zone.get() + " which is answered here and never forwarded");
        }
    }

    /// The zone that the domain lies in. A pattern such as `*pd.test.` leaves `mpd.test.` alone, which is
    /// longer.
    private Optional<Name> zoneOf(Name domain) {
        byte[] label = domain.getLabel(0);
        boolean star = domain.labels() > 1 && label[1] == '*';
        Name base = star ? new Name(domain, 1) : domain;
        return served.stream().filter(base::subdomain).findFirst();
    }

    private static InetSocketAddress server(String text) throws BadLine {
        Matcher matcher = SERVER.matcher(text);
        if (!matcher.matches() || matcher.group(3) != null) {
            throw new BadLine(SERVER_FORM
                    + (text.contains("@") ? " (the routing table decides about interface and source address)" : ""));
        }
        InetAddress address = ConfNames.address(matcher.group(1)).orElseThrow(() -> new BadLine(SERVER_FORM));
        int port = matcher.group(2) == null ? PORT : Integer.parseInt(matcher.group(2));
        if (port == 0 || port > 0xFFFF) {
            throw new BadLine("expected a port from 1 to 65535");
        }
        return new InetSocketAddress(address, port);
    }
}
