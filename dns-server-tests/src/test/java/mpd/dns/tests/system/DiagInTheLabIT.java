package mpd.dns.tests.system;

import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;
import static mpd.dns.tests.lab.MpdHost.DNS_CONTAINER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.Diagnosis;
import mpd.dns.tests.lab.Dig;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.MpdHost;
import mpd.dns.tests.lab.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `mpd-dns diag` in mpd's container under Podman 5.4.2, and from the machine around it.
@ExtendWith(Diagnosis.class)
@Tag("system")
class DiagInTheLabIT {

    private static final String NAMESERVER = "10.163.0.1";

    private static MpdHost host;
    private static Dig dig;

    @BeforeAll
    static void startMpd() {
        host = MpdHost.start(LabRoot.TRIXIE);
        host.machine().replaceFile("/var/lib/mpd/conf/platform.env", "MPD_VM_IP=10.211.55.5\n");
        host.machine().replaceFile("/run/systemd/resolve/resolv.conf", "nameserver " + NAMESERVER + "\n");
        host.startDns();
        host.startContainer("mpd-service-portal", "10.163.0.4");
        dig = host.dig();
        dig.awaitAddresses("mpd.test", "10.163.0.4");
        // The machine's end of the network has a nameserver, which knows the root and nothing else.
        host.machine()
                .launch(
                        "dnsmasq",
                        "--keep-in-foreground",
                        "--no-resolv",
                        "--no-hosts",
                        "--listen-address=" + NAMESERVER,
                        "--bind-interfaces",
                        "--dns-rr=.,2,0161076578616d706c6500",
                        "--auth-server=ns.example,lo");
    }

    @AfterAll
    static void stopMpd() {
        host.close();
    }

    @BeforeEach
    void podmanIsThere() {
        host.killPodmanService();
        host.startPodmanService();
        dig.awaitAddresses("mpd.test", "10.163.0.4");
    }

    private static Outcome diag(final String... arguments) {
        final List<String> command = new ArrayList<>(List.of("podman", "exec", DNS_CONTAINER, "mpd-dns", "diag"));
        command.addAll(List.of(arguments));
        return host.machine().run(command.toArray(String[]::new));
    }

    private static List<String> problems(final Outcome diag) {
        return diag.out().lines().filter(line -> line.startsWith("problem ")).toList();
    }

    @Test
    void everythingOfTheServerIsSeenAndSound() {
        final Outcome diag = diag("--expect-ip", "10.211.55.5");
        assertThat(diag.out())
                .containsPattern("ok +listening")
                .containsPattern("ok +sizes .*in both directions")
                .containsPattern("ok +podman +followed, last read in full ")
                .containsPattern("ok +identity .* is 10.211.55.5, as expected")
                .containsPattern("not seen: resolver: this is a container");
        assertThat(problems(diag)).allMatch(line -> line.matches("problem +(nameservers|forwarding) .*"));
    }

    @Test
    void aBrokenFeedOfPodmanIsNamed() {
        host.killPodmanService();
        // The first denial notices at the latest.
        dig.ask("nothing.service.mpd.test", "A");
        final Outcome diag = diag();
        assertThat(diag.status()).isEqualTo(1);
        assertThat(diag.out()).containsPattern("problem +podman +podman is down since .*last read in full");
        final Outcome outside = diag("@" + DNS_ADDRESS);
        assertThat(outside.out()).containsPattern("problem +zone +denials may be wrong: Podman feed down since");
    }

    @Test
    void theWrongMachineIsNamed() {
        final Outcome diag = diag("@" + DNS_ADDRESS, "--expect-ip", "10.211.55.6");
        assertThat(diag.status()).isEqualTo(1);
        assertThat(diag.out()).containsPattern("problem +identity +another machine answers: .*10.211.55.5");
    }
}
