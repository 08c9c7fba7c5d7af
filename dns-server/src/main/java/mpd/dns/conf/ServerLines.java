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

    private static final String ADDRESS_FORM = "expected address=/DOMAIN/IP (or /DOMAIN/# for the null addresses)";
    private static final String SERVER_FORM =
            "expected server=IP[#PORT], server=/DOMAIN/IP[#PORT], server=/DOMAIN/# or server=/DOMAIN/";
    private static final Pattern SERVER = Pattern.compile("([^#@]+)(?:#(\\d{1,5}))?(@.*)?");
    private static final InetAddress NULL_4 = InetAddress.ofLiteral("0.0.0.0");
    private static final InetAddress NULL_6 = InetAddress.ofLiteral("::");
    private static final int PORT = 53;

    private final Drafts drafts;
    private final List<Name> served;
    private final Map<Name, Origin> zones = new LinkedHashMap<>();
    private final Set<Subnet> subnets = new LinkedHashSet<>();
    private final List<DomainServers> servers = new ArrayList<>();
    private boolean dotlessLocal;

    /// @param served zones that are answered here whatever the files say
    ServerLines(Drafts drafts, List<Name> served) {
        this.drafts = drafts;
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

    List<DomainServers> servers() {
        return servers;
    }

    boolean dotlessLocal() {
        return dotlessLocal;
    }

    /// `address=/DOMAIN[/DOMAIN...]/IP`.
    void address(ConfLine line) throws BadLine {
        Parts parts = parts(line, ADDRESS_FORM);
        if (parts.target().isEmpty()) {
            local(parts.domains(), line.origin());
            return;
        }
        List<InetAddress> addresses = parts.target().equals("#")
                ? List.of(NULL_4, NULL_6)
                : List.of(ConfNames.address(parts.target()).orElseThrow(() -> new BadLine(ADDRESS_FORM)));
        List<Name> domains = new ArrayList<>();
        for (String domain : parts.domains()) {
            if (domain.isEmpty()) {
                throw new BadLine(ADDRESS_FORM + "; names without a dot cannot be given an address as a whole");
            }
            domains.add(everything(domain) ? Name.root : ConfNames.domain(domain));
        }
        for (Name domain : domains) {
            for (InetAddress address : addresses) {
                drafts.covering(domain, address, line.origin());
            }
        }
    }

    /// `server=` and `local=`, which are the same.
    void server(ConfLine line) throws BadLine {
        if (!line.required(SERVER_FORM).startsWith("/")) {
            servers.add(new DomainServers(
                    Optional.empty(), false, List.of(server(ConfLine.plain(line.required("")))), line.origin()));
            return;
        }
        Parts parts = parts(line, SERVER_FORM);
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
                Name name = everything(domain) ? Name.root : ConfNames.domain(domain);
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
        String text = tokens.getFirst();
        String whole = text.contains("/") ? text : text + (text.contains(":") ? "/128" : "/32");
        Subnet subnet =
                Subnet.parse(whole).filter(parsed -> parsed.prefix() > 0).orElseThrow(() -> new BadLine(form));
        if (tokens.size() > 2) {
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

    private void local(List<String> domains, Origin origin) throws BadLine {
        List<Name> names = new ArrayList<>();
        boolean dotless = false;
        for (String domain : domains) {
            if (domain.isEmpty()) {
                dotless = true;
            } else if (everything(domain)) {
                names.add(Name.root);
            } else if (domain.startsWith("*")) {
                throw new BadLine("expected a domain without * where no address is given");
            } else {
                names.add(ConfNames.domain(domain));
            }
        }
        dotlessLocal |= dotless;
        names.forEach(name -> zones.putIfAbsent(name, origin));
    }

    private static boolean everything(String domain) {
        return domain.equals("#") || domain.equals("*");
    }

    /// What is answered here is never asked elsewhere.
    private void notServed(Name domain) throws BadLine {
        byte[] label = domain.getLabel(0);
        Name base = label.length > 1 && label[1] == '*' ? new Name(domain, 1) : domain;
        for (Name zone : served) {
            if (base.subdomain(zone)) {
                throw new BadLine("expected a domain outside " + zone + " which is answered here and never forwarded");
            }
        }
    }

    private static InetSocketAddress server(String text) throws BadLine {
        Matcher matcher = SERVER.matcher(text);
        if (!matcher.matches() || matcher.group(3) != null) {
            throw new BadLine(
                    SERVER_FORM + (text.contains("@") ? " (an interface or source address cannot be given)" : ""));
        }
        InetAddress address = ConfNames.address(matcher.group(1)).orElseThrow(() -> new BadLine(SERVER_FORM));
        int port = matcher.group(2) == null ? PORT : Integer.parseInt(matcher.group(2));
        if (port == 0 || port > 0xFFFF) {
            throw new BadLine("expected a port from 1 to 65535");
        }
        return new InetSocketAddress(address, port);
    }

    private static Parts parts(ConfLine line, String form) throws BadLine {
        List<String> parts = ConfLine.slashes(line.required(form));
        if (parts.size() < 3 || !parts.getFirst().isEmpty()) {
            throw new BadLine(form);
        }
        List<String> domains = parts.subList(1, parts.size() - 1);
        for (String domain : domains) {
            if (ConfNames.address(domain).isPresent()) {
                throw new BadLine(form + ", and nothing behind the address");
            }
        }
        return new Parts(domains, parts.getLast());
    }

    /// @param target what stands behind the last slash
    private record Parts(List<String> domains, String target) {}
}
