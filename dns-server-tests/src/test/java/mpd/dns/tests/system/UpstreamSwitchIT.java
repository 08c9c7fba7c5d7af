package mpd.dns.tests.system;

import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mpd.dns.tests.lab.Diagnosis;
import mpd.dns.tests.lab.Dig;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Ledger;
import mpd.dns.tests.lab.MpdHost;
import mpd.dns.tests.lab.QueryStream;
import mpd.dns.tests.topology.OutsideNetwork;
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

    private static final String RESOLV_CONF = "/run/systemd/resolve/resolv.conf";

    private static MpdHost host;
    private static Dig dig;

    @Parameter
    LabRoot root;

    @BeforeParameterizedClassInvocation
    static void startMpd(final LabRoot root) {
        host = MpdHost.start(root);
        OutsideNetwork.makeAll(host.machine());
        host.startDns();
        dig = host.dig();
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
                for (final OutsideNetwork network : OutsideNetwork.values()) {
                    enter(network);
                }
            }
            stream.assertNothingFalse();
        }
    }

    @Test
    void nextNameserverHelpsWhenTheFirstIsSilent() {
        enter(OutsideNetwork.HOME);
        use("198.51.100.99", OutsideNetwork.HOME.nameserver());
        dig.awaitAddresses("www.example.org", "192.0.2.20");
    }

    @Test
    void ownAddressAmongTheNameserversIsLeftOut() {
        // Whose answers are good for no time at all, so that none of them is a remembered one.
        enter(OutsideNetwork.HOME);
        use(DNS_ADDRESS, OutsideNetwork.HOME.nameserver());
        dig.awaitAddresses("www.example.org", "192.0.2.20");
    }

    @Test
    void deletedResolvConfKeepsTheLastNameservers() {
        enter(OutsideNetwork.OFFICE);
        host.machine().run("rm", RESOLV_CONF).output();
        assertThat(dig.ask("ns.example.org", "A").records()).containsExactly("A 198.51.100.53");
    }

    @Test
    void containerReachesOtherNamesToo() {
        enter(OutsideNetwork.OFFICE);
        host.startContainer("mpd-service-portal", "10.163.0.4");
        host.digIn("mpd-service-portal").awaitAddresses("www.example.org", "192.0.2.10");
        host.podman("rm", "--force", "mpd-service-portal");
    }

    /// Takes the machine there and awaits that it shows.
    private static void enter(final OutsideNetwork network) {
        network.enter(host.machine());
        dig.awaitAddresses(OutsideNetwork.WWW, network.addressOfWww());
    }

    private static void use(final String... nameservers) {
        host.machine().replaceFile(RESOLV_CONF, "nameserver " + String.join("\nnameserver ", nameservers) + "\n");
    }
}
