package mpd.dns.tests.system;

import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mpd.dns.tests.lab.Diagnosis;
import mpd.dns.tests.lab.Dig;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Ledger;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.MpdHost;
import mpd.dns.tests.lab.QueryStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The machine changes networks: at the office Knot answers, at home dnsmasq, and the same name differs.
@ExtendWith(Diagnosis.class)
@Tag("system")
@ParameterizedClass
@EnumSource(LabRoot.class)
class UpstreamSwitchIT {

    private static final String OFFICE = "198.51.100.53";
    private static final String HOME = "203.0.113.53";
    private static final String RESOLV_CONF = "/run/systemd/resolve/resolv.conf";

    private static MpdHost host;
    private static Dig dig;

    @Parameter
    LabRoot root;

    @BeforeParameterizedClassInvocation
    static void startMpd(final LabRoot root) {
        host = MpdHost.start(root);
        final Machine machine = host.machine();
        addNetwork(machine, "office", "198.51.100.1", OFFICE);
        addNetwork(machine, "home", "203.0.113.1", HOME);
        startKnot(machine);
        machine.launch(
                "nsenter",
                "--net=/run/netns/home",
                "--",
                "dnsmasq",
                "--keep-in-foreground",
                "--no-resolv",
                "--no-hosts",
                "--listen-address=" + HOME,
                "--bind-interfaces",
                "--address=/www.example.org/192.0.2.20");
        Dig.from(machine, OFFICE).awaitAddresses("www.example.org", "192.0.2.10");
        Dig.from(machine, HOME).awaitAddresses("www.example.org", "192.0.2.20");
        host.startDns();
        dig = host.dig();
    }

    /// A network namespace with one host in it, and this side's address on the way there.
    private static void addNetwork(
            final Machine machine, final String name, final String gateway, final String address) {
        machine.run("sh", "-ec", """
                ip netns add $0
                ip link add $0 type veth peer name eth0 netns $0
                ip address add $1/24 dev $0
                ip link set $0 up
                ip -netns $0 address add $2/24 dev eth0
                ip -netns $0 link set lo up
                ip -netns $0 link set eth0 up
                ip -netns $0 route add default via $1
                """, name, gateway, address).output();
    }

    private static void startKnot(final Machine machine) {
        machine.replaceFile("/etc/office/knot.conf", """
                server:
                    listen: %s@53
                    rundir: /run/office
                    user: root
                database:
                    storage: /run/office
                zone:
                  - domain: example.org
                    storage: /etc/office
                    file: example.org.zone
                    zonefile-load: whole
                    journal-content: none
                """.formatted(OFFICE));
        machine.replaceFile("/etc/office/example.org.zone", """
                @    3600 SOA ns admin 1 3600 600 86400 60
                @    3600 NS  ns
                ns   3600 A   198.51.100.53
                www  3600 A   192.0.2.10
                """);
        machine.run("mkdir", "-p", "/run/office").output();
        machine.launch("nsenter", "--net=/run/netns/office", "--", "knotd", "--config", "/etc/office/knot.conf");
    }

    @AfterParameterizedClassInvocation
    static void stopMpd() {
        host.close();
    }

    @AfterEach
    void leaveAllNetworks() {
        host.machine().replaceFile(RESOLV_CONF, "# no nameserver known\n");
    }

    @Test
    void renamedResolvConfCountsAtOnceAndFlushesTheCache() {
        final Ledger ledger = new Ledger();
        ledger.holds("dnsmasq.service.mpd.test", DNS_ADDRESS);
        try (QueryStream stream =
                QueryStream.start(host.machine(), DNS_ADDRESS, ledger, List.of("dnsmasq.service.mpd.test"))) {
            for (int round = 0; round < 3; round++) {
                use(OFFICE);
                dig.awaitAddresses("www.example.org", "192.0.2.10");
                use(HOME);
                dig.awaitAddresses("www.example.org", "192.0.2.20");
            }
            stream.assertNothingFalse();
        }
    }

    @Test
    void nextNameserverHelpsWhenTheFirstIsSilent() {
        use("198.51.100.99", HOME);
        dig.awaitAddresses("www.example.org", "192.0.2.20");
    }

    @Test
    void ownAddressAmongTheNameserversIsLeftOut() {
        use(DNS_ADDRESS, OFFICE);
        dig.awaitAddresses("www.example.org", "192.0.2.10");
    }

    @Test
    void deletedResolvConfKeepsTheLastNameservers() {
        use(OFFICE);
        dig.awaitAddresses("www.example.org", "192.0.2.10");
        host.machine().run("rm", RESOLV_CONF).output();
        assertThat(dig.ask("ns.example.org", "A").records()).containsExactly("A 198.51.100.53");
    }

    @Test
    void containerReachesOtherNamesToo() {
        use(OFFICE);
        host.startContainer("mpd-service-portal", "10.163.0.4");
        host.digIn("mpd-service-portal").awaitAddresses("www.example.org", "192.0.2.10");
        host.podman("rm", "--force", "mpd-service-portal");
    }

    private static void use(final String... nameservers) {
        host.machine().replaceFile(RESOLV_CONF, "nameserver " + String.join("\nnameserver ", nameservers) + "\n");
    }
}
