package mpd.dns.tests.differential;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mpd.dns.tests.differential.Statement.Address;
import mpd.dns.tests.differential.Statement.Cname;
import mpd.dns.tests.differential.Statement.Host;
import mpd.dns.tests.differential.Statement.HostsLine;
import mpd.dns.tests.differential.Statement.Local;
import mpd.dns.tests.differential.Statement.RevServer;
import mpd.dns.tests.differential.Statement.Server;
import mpd.dns.tests.differential.Statement.Setting;
import mpd.dns.tests.differential.Statement.Single;
import mpd.dns.tests.differential.Statement.Txt;
import org.xbill.DNS.Type;

/// What a configuration says of a name, as far as the rules need it. Names are in lower case and without the
/// final dot. No answer is worked out here: that is left to the two servers.
final class Facts {

    /// What `/etc/hosts` says unless `no-hosts` is there.
    static final List<HostsLine> ETC_HOSTS = List.of(
            new HostsLine("127.0.0.1", List.of("localhost")),
            new HostsLine("::1", List.of("localhost", "ip6-localhost")),
            new HostsLine("10.163.0.2", List.of("machine.mpd.test", "machine")));

    private final int number;
    private final Set<String> settings = new HashSet<>();
    private final Map<String, Set<Integer>> types = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Map<String, Set<Integer>> covering = new HashMap<>();
    private final Set<String> denied = new HashSet<>();
    private final Set<String> zones = new HashSet<>();
    private final Map<String, String> servers = new HashMap<>();
    private final List<String> addresses = new ArrayList<>();
    private boolean upstream;

    private Facts(final int number) {
        this.number = number;
    }

    /// The facts of a scenario.
    static Facts of(final Scenario scenario) {
        final Facts facts = new Facts(scenario.number());
        facts.upstream = scenario.nameserverFile().isPresent();
        scenario.statements().stream()
                .filter(Setting.class::isInstance)
                .forEach(setting -> facts.settings.add(setting.option()));
        final Optional<String> suffix = scenario.statements().stream()
                .filter(statement -> statement.option().equals("domain") && facts.has("expand-hosts"))
                .map(Statement::value)
                .reduce((_, last) -> last);
        if (!facts.has("no-hosts")) {
            ETC_HOSTS.forEach(line -> facts.hosts(line, suffix));
        }
        scenario.statements().forEach(statement -> facts.take(statement, suffix));
        return facts;
    }

    private void take(final Statement statement, final Optional<String> suffix) {
        switch (statement) {
            case Address(List<String> domains, String target) -> address(domains, target);
            case Local(List<String> domains) -> domains.forEach(domain -> zones.add(lower(domain)));
            case Server(List<String> domains, String address) -> server(domains, address);
            case RevServer(String subnet, String address) -> reverse(subnet, address);
            case Host(List<String> names, List<String> given, var _) ->
                given.forEach(address -> names.forEach(name -> hostAddress(name, address)));
            case Cname(List<String> names, String target, var _) ->
                names.forEach(name -> {
                    aliases.put(lower(name), lower(target));
                    owner(name, Type.CNAME);
                });
            case Txt(String name, var _) -> owner(name, Type.TXT);
            case Single(var _, int type, String name, var _) -> owner(name, type);
            case Setting _ -> {}
            case HostsLine line -> hosts(line, suffix);
        }
    }

    private void hosts(final HostsLine line, final Optional<String> suffix) {
        for (final String name : line.names()) {
            hostAddress(name, line.address());
            if (!name.contains(".")) {
                suffix.ifPresent(domain -> hostAddress(name + "." + domain, line.address()));
            }
        }
    }

    private void address(final List<String> domains, final String target) {
        for (final String domain : domains) {
            if (target.isEmpty()) {
                denied.add(lower(domain));
                zones.add(lower(domain));
            } else {
                final Set<Integer> families = covering.computeIfAbsent(lower(domain), _ -> new TreeSet<>());
                families.addAll(target.equals("#") ? Set.of(Type.A, Type.AAAA) : Set.of(family(target)));
            }
        }
        if (!target.isEmpty() && !target.equals("#")) {
            addresses.add(target);
        }
    }

    private void server(final List<String> domains, final String address) {
        if (domains.isEmpty()) {
            upstream = true;
        }
        domains.forEach(domain -> servers.put(lower(domain), address));
    }

    private void reverse(final String subnet, final String address) {
        final String[] parts = subnet.split("/", -1);
        final int labels = Integer.parseInt(parts[1]) / (parts[0].contains(":") ? 4 : 8);
        final String name = Reverse.of(parts[0]);
        final String[] all = name.split("\\.", -1);
        final String zone = String.join(".", List.of(all).subList(all.length - 2 - labels, all.length));
        if (address.isEmpty()) {
            zones.add(zone);
        } else {
            servers.put(zone, address);
        }
    }

    private void hostAddress(final String name, final String address) {
        owner(name, family(address));
        owner(Reverse.of(address), Type.PTR);
        addresses.add(address);
    }

    private void owner(final String name, final int type) {
        types.computeIfAbsent(lower(name), _ -> new TreeSet<>()).add(type);
    }

    private static int family(final String address) {
        return InetAddress.ofLiteral(address).getAddress().length == 4 ? Type.A : Type.AAAA;
    }

    private static String lower(final String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    int number() {
        return number;
    }

    /// Whether a flag or setting is there.
    boolean has(final String setting) {
        return settings.contains(setting);
    }

    /// Whether there is a nameserver for everything.
    boolean hasUpstream() {
        return upstream;
    }

    /// The names that records are given for, those of reverse names among them.
    Set<String> owners() {
        return types.keySet();
    }

    /// The types of the records of that very name.
    Set<Integer> typesAt(final String name) {
        return types.getOrDefault(name, Set.of());
    }

    /// Every name of the files that is not a reverse name, in one order.
    List<String> names() {
        final Set<String> names = new TreeSet<>(zones);
        names.addAll(types.keySet());
        covering.keySet().forEach(domain -> names.add(plain(domain)));
        names.addAll(servers.keySet());
        names.removeIf(name -> name.endsWith(".arpa") || name.isEmpty());
        return List.copyOf(names);
    }

    /// Every address of the files.
    List<String> addresses() {
        return addresses;
    }

    /// The name behind the aliases that begin at `name`.
    String canonical(final String name) {
        String at = name;
        while (aliases.containsKey(at)) {
            at = aliases.get(at);
        }
        return at;
    }

    /// The domain of the longest `address=` with an address that the name is in.
    Optional<String> coveringDomain(final String name) {
        return longest(name, covering.keySet());
    }

    /// The families that the `address=` lines of the domain give: A, AAAA.
    Set<Integer> familiesOf(final String domain) {
        return covering.getOrDefault(domain, Set.of());
    }

    /// The domain that is answered here and that the name is in, whatever is given to nameservers in it.
    Optional<String> zone(final String name) {
        return longest(name, zones);
    }

    /// Whether the name is in a domain that is answered here, and not in a longer or the same one that is given
    /// to nameservers.
    boolean here(final String name) {
        final int given = longest(name, servers.keySet()).map(String::length).orElse(-1);
        return zone(name).filter(zone -> zone.length() > given).isPresent();
    }

    /// Whether anybody is to be asked about the name.
    boolean asked(final String name) {
        final Optional<String> domain = longest(name, servers.keySet());
        return (domain.isPresent() && !servers.get(domain.get()).equals("#")) || upstream;
    }

    /// Whether a name with a record is below.
    boolean aboveOwner(final String name) {
        return Layout.PROBES.endsWith("." + name)
                || types.keySet().stream().anyMatch(owner -> owner.endsWith("." + name));
    }

    /// Whether a domain of `address=` is below.
    boolean aboveCovering(final String name) {
        return covering.keySet().stream()
                .anyMatch(domain -> domain.equals("*." + name) || plain(domain).endsWith("." + name));
    }

    /// Whether a domain that is answered here is below.
    boolean aboveZone(final String name) {
        return zones.stream().anyMatch(zone -> zone.endsWith("." + name));
    }

    /// Whether anything is known of the name itself: a record, or one of a name below.
    boolean known(final String name) {
        return types.containsKey(name) || aboveOwner(name);
    }

    /// Whether records or `address=` lines give the name addresses.
    boolean hasAddresses(final String name) {
        final Set<Integer> own = typesAt(name);
        return own.contains(Type.A)
                || own.contains(Type.AAAA)
                || coveringDomain(name).isPresent();
    }

    private static String plain(final String domain) {
        return domain.replaceFirst("^[*]?[.]?", "");
    }

    private static Optional<String> longest(final String name, final Set<String> domains) {
        return domains.stream()
                .filter(domain -> covers(domain, name))
                .max(java.util.Comparator.comparingInt(domain -> plain(domain).length()));
    }

    private static boolean covers(final String domain, final String name) {
        if (domain.startsWith("*.")) {
            return name.endsWith(domain.substring(1));
        }
        if (domain.startsWith("*")) {
            return name.endsWith(domain.substring(1));
        }
        final String plain = plain(domain);
        return name.equals(plain) || name.endsWith("." + plain);
    }
}
