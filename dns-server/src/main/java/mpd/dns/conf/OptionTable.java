package mpd.dns.conf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import mpd.dns.conf.ConfOption.Action;
import mpd.dns.conf.ConfOption.Arity;
import mpd.dns.conf.ConfOption.RecordAction;
import mpd.dns.conf.ConfOption.Verdict;
import mpd.dns.conf.SettingLines.Amount;
import mpd.dns.conf.SettingLines.Flag;
import org.xbill.DNS.Type;

/// Every option that dnsmasq 2.90 knows. This one table drives the reading of lines, `check`, and the page
/// docs/DNSMASQ-OPTIONS.md.
final class OptionTable {

    private static final Pattern SPACES = Pattern.compile(" ");
    private static final Map<String, ConfOption> OPTIONS = table();

    private OptionTable() {}

    /// Every option, those with an effect first.
    static List<ConfOption> all() {
        return List.copyOf(OPTIONS.values());
    }

    /// The option of that name.
    static Optional<ConfOption> find(String name) {
        return Optional.ofNullable(OPTIONS.get(name));
    }

    /// A known name that a mistyped one may have meant: the nearest, those with an effect first.
    static Optional<String> near(String name) {
        return NearOption.to(name, OPTIONS.keySet());
    }

    private static Map<String, ConfOption> table() {
        List<ConfOption> options = new ArrayList<>();
        records(options);
        servers(options);
        files(options);
        numbers(options);
        flags(options);
        filters(options);
        dhcp(options);
        otherDns(options);
        Map<String, ConfOption> byName = new LinkedHashMap<>();
        options.forEach(option -> byName.put(option.name(), option));
        return byName;
    }

    private static void records(List<ConfOption> options) {
        options.add(new ConfOption(
                "address",
                Arity.REQUIRED,
                better("other types of the name are NODATA, not NXDOMAIN; a broken address costs the line; //IP also"
                        + " where there is no nameserver"),
                (reading, line) -> reading.servers().address(line),
                Optional.of(new AddressLines())));
        options.add(record(
                "host-record",
                better("a token that is neither address, TTL nor name costs the line"),
                RecordLines::hostRecord));
        options.add(value(
                "cname",
                better("followed to its end, also outside and to address= names; *.NAME is a wildcard"),
                (reading, line) -> reading.records().cname(line)));
        options.add(record("txt-record", same(), RecordLines::txt));
        options.add(record("srv-host", same(), RecordLines::srv));
        options.add(record("mx-host", better("a target must be given"), RecordLines::mx));
        options.add(record("ptr-record", better("a target must be given"), RecordLines::ptr));
        options.add(record("caa-record", better("other types of the name are NODATA, not NXDOMAIN"), RecordLines::caa));
        options.add(record("naptr-record", same(), RecordLines::naptr));
        options.add(record(
                "dns-rr",
                better("data that is not of its type costs the line; other types of the name are NODATA"),
                RecordLines::any));
    }

    private static void servers(List<ConfOption> options) {
        String local = "answers of the domain are authoritative, negative ones with SOA";
        options.add(value(
                "local", better(local), (reading, line) -> reading.servers().server(line)));
        options.add(value(
                "server",
                better("a domain that is served here cannot be given away; names for servers, @interface and @source"
                        + " cost the line"),
                (reading, line) -> reading.servers().server(line)));
        options.add(value(
                "rev-server",
                better(local),
                (reading, line) -> reading.servers().revServer(line)));
    }

    private static void files(List<ConfOption> options) {
        String live = "a change counts by itself";
        options.add(value("addn-hosts", better(live), Reading::addnHosts));
        options.add(value("hostsdir", better(live + ", deleted lines and files too"), Reading::hostsDir));
        options.add(value("conf-file", better(live), Reading::confFile));
        options.add(value("conf-dir", better(live), Reading::confDir));
        options.add(value("servers-file", better(live + ", without a signal"), Reading::serversFile));
        options.add(value(
                "resolv-file",
                better("links may be re-pointed and directories replaced"),
                (reading, line) -> reading.settings().resolvFile(line)));
    }

    private static void numbers(List<ConfOption> options) {
        options.add(number("local-ttl", better("1 where it is not given, not 0"), Amount.LOCAL_TTL));
        options.add(number("neg-ttl", better("also the SOA minimum of the zones here"), Amount.NEG_TTL));
        options.add(number("max-ttl", same(), Amount.MAX_TTL));
        options.add(number("max-cache-ttl", same(), Amount.MAX_CACHE_TTL));
        options.add(number("min-cache-ttl", same(), Amount.MIN_CACHE_TTL));
        options.add(number(
                "cache-size", better("8 MiB where it is not given; answers of all types are kept"), Amount.CACHE_SIZE));
        options.add(number("port", better("0, for no DNS at all, costs the line"), Amount.PORT));
        options.add(number(
                "dns-forward-max",
                better("SERVFAIL with the reason, not REFUSED; 10,000 at most"),
                Amount.DNS_FORWARD_MAX));
    }

    private static void flags(List<ConfOption> options) {
        options.add(value(
                "listen-address", same(), (reading, line) -> reading.settings().listenAddress(line)));
        options.add(value(
                "interface",
                better(
                        "always as with bind-dynamic: addresses that come later are listened on, and let go when they go"),
                (reading, line) -> reading.settings().interfaces(line)));
        options.add(value(
                "except-interface",
                better("as interface"),
                (reading, line) -> reading.settings().exceptInterfaces(line)));
        options.add(value(
                "domain",
                better("for expand-hosts, and local= by its third part, as there are no leases"),
                (reading, line) -> reading.domains().domain(line)));
        options.add(value(
                "rebind-domain-ok",
                same(),
                (reading, line) -> reading.settings().rebindDomainOk(line)));
        options.add(flag("no-hosts", Flag.NO_HOSTS));
        options.add(flag("expand-hosts", Flag.EXPAND_HOSTS));
        options.add(flag("no-resolv", Flag.NO_RESOLV));
        options.add(flag("strict-order", Flag.STRICT_ORDER));
        options.add(flag("all-servers", Flag.ALL_SERVERS));
        options.add(flag("no-negcache", Flag.NO_NEGCACHE));
        options.add(flag("domain-needed", Flag.DOMAIN_NEEDED));
        options.add(flag("bogus-priv", Flag.BOGUS_PRIV));
        options.add(flag("stop-dns-rebind", better("the client is told so, EDE 15"), Flag.STOP_DNS_REBIND));
        options.add(flag("rebind-localhost-ok", Flag.REBIND_LOCALHOST_OK));
        options.add(new ConfOption(
                "log-queries",
                Arity.OPTIONAL,
                same(),
                (reading, _) -> reading.settings().flag(Flag.LOG_QUERIES)));
    }

    private static void filters(List<ConfOption> options) {
        String told = "the client is told so, EDE 17";
        options.add(new ConfOption(
                "filter-A",
                Arity.NONE,
                better(told),
                (reading, _) -> reading.filters().type(Type.A)));
        options.add(new ConfOption(
                "filter-AAAA",
                Arity.NONE,
                better(told),
                (reading, _) -> reading.filters().type(Type.AAAA)));
        options.add(value(
                "filter-rr", better(told), (reading, line) -> reading.filters().types(line)));
        options.add(new ConfOption(
                "filterwin2k",
                Arity.NONE,
                better(told),
                (reading, _) -> reading.filters().windows()));
        options.add(value(
                "bogus-nxdomain",
                better("the client is told so, EDE 15; with SOA"),
                (reading, line) -> reading.filters().bogus(line)));
        options.add(value(
                "ignore-address",
                better("SERVFAIL with EDE 15 at once, where dnsmasq waits for another answer and may say nothing"),
                (reading, line) -> reading.filters().ignored(line)));
        options.add(value("alias", same(), (reading, line) -> reading.filters().alias(line)));
    }

    private static void dhcp(List<ConfOption> options) {
        noEffect(
                options,
                "there is no DHCP, TFTP or router advertisement here",
                "add-cpe-id bootp-dynamic bridge-interface dhcp-alternate-port dhcp-authoritative dhcp-boot dhcp-broadcast"
                        + " dhcp-circuitid dhcp-client-update dhcp-duid dhcp-fqdn dhcp-generate-names dhcp-host dhcp-hostsdir"
                        + " dhcp-hostsfile dhcp-ignore dhcp-ignore-clid dhcp-ignore-names dhcp-lease-max dhcp-leasefile"
                        + " dhcp-luascript dhcp-mac dhcp-match dhcp-name-match dhcp-no-override dhcp-option dhcp-option-force"
                        + " dhcp-optsdir dhcp-optsfile dhcp-proxy dhcp-pxe-vendor dhcp-range dhcp-rapid-commit dhcp-relay"
                        + " dhcp-remoteid dhcp-reply-delay dhcp-script dhcp-scriptuser dhcp-sequential-ip dhcp-subscrid dhcp-ttl"
                        + " dhcp-userclass dhcp-vendorclass enable-ra enable-tftp leasefile-ro log-dhcp no-dhcp-interface"
                        + " no-dhcpv4-interface no-dhcpv6-interface no-ping pxe-prompt pxe-service quiet-dhcp quiet-dhcp6"
                        + " quiet-ra quiet-tftp ra-param read-ethers script-arp script-on-renewal shared-network tag-if"
                        + " tftp-lowercase tftp-max tftp-mtu tftp-no-blocksize tftp-no-fail tftp-port-range tftp-root"
                        + " tftp-secure tftp-single-port tftp-unique-root");
    }

    private static void otherDns(List<ConfOption> options) {
        noEffect(
                options,
                "answers are not validated; the client may",
                "dnssec dnssec-check-unsigned dnssec-debug dnssec-limits dnssec-no-timecheck dnssec-timestamp"
                        + " proxy-dnssec trust-anchor");
        noEffect(
                options,
                "every zone is answered with authority as it is",
                "auth-peer auth-sec-servers auth-server auth-soa auth-ttl auth-zone");
        noEffect(
                options,
                "this kind of record is not made here",
                "dynamic-host interface-name localmx mx-target selfmx synth-domain");
        noEffect(
                options,
                "nothing about the client is passed upstream",
                "add-mac add-subnet strip-mac strip-subnet umbrella");
        noEffect(
                options,
                "the program decides it by itself",
                "cache-rr clear-on-reload dns-loop-detect edns-packet-max fast-dns-retry localise-queries max-port"
                        + " max-tcp-connections min-port no-poll no-round-robin port-limit query-port use-stale-cache");
        noEffect(
                options,
                "the process is run by a service manager or in a container",
                "conf-script group help keep-in-foreground log-async log-debug log-facility no-daemon pid-file test user"
                        + " version");
        noEffect(options, "the addresses of interfaces are always bound, and followed", "bind-dynamic bind-interfaces");
        noEffect(options, "who is answered is decided by the program and its flag --allow", "local-service");
        noEffect(
                options,
                "nothing of the kind is done",
                "connmark-allowlist connmark-allowlist-enable conntrack dumpfile dumpmask"
                        + " enable-dbus enable-ubus ipset nftset no-ident");
    }

    private static void noEffect(List<ConfOption> options, String why, String names) {
        for (String name : SPACES.split(names, 0)) {
            options.add(new ConfOption(name, Arity.OPTIONAL, new Verdict.NoEffect(why), (_, _) -> {}));
        }
    }

    private static Verdict same() {
        return new Verdict.Same();
    }

    private static Verdict better(String how) {
        return new Verdict.Better(how);
    }

    private static ConfOption value(String name, Verdict verdict, Action action) {
        return new ConfOption(name, Arity.REQUIRED, verdict, action);
    }

    private static ConfOption record(String name, Verdict verdict, RecordAction records) {
        Action action = (reading, line) -> records.apply(reading.records(), line);
        return new ConfOption(name, Arity.REQUIRED, verdict, action, Optional.of(records));
    }

    private static ConfOption number(String name, Verdict verdict, Amount number) {
        return value(name, verdict, (reading, line) -> reading.settings().number(number, line));
    }

    private static ConfOption flag(String name, Flag flag) {
        return flag(name, same(), flag);
    }

    private static ConfOption flag(String name, Verdict verdict, Flag flag) {
        return new ConfOption(
                name, Arity.NONE, verdict, (reading, _) -> reading.settings().flag(flag));
    }
}
