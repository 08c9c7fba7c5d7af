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
import mpd.dns.tests.lab.ScriptedUpstream;
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

    private static final String NAMESERVER = "10.99.0.1";

    private static MpdHost host;
    private static Dig dig;
    private static ScriptedUpstream nameserver;

    @BeforeAll
    static void startMpd() {
        host = MpdHost.start(LabRoot.TRIXIE);
        host.machine().replaceFile("/var/lib/mpd/conf/platform.env", "MPD_VM_IP=10.211.55.5\n");
        host.machine().replaceFile("/run/systemd/resolve/resolv.conf", "nameserver " + NAMESERVER + "\n");
        host.startDns();
        host.startContainer("mpd-service-portal", "10.163.0.4");
        dig = host.dig();
        dig.awaitAddresses("mpd.test", "10.163.0.4");
        host.machine()
                .run("ip", "address", "add", NAMESERVER + "/32", "dev", "lo")
                .output();
        nameserver = host.machine()
                .network()
                .call(() -> ScriptedUpstream.start(NAMESERVER, ScriptedUpstream.addressOfEverything("192.0.2.1")));
    }

    @AfterAll
    static void stopMpd() {
        nameserver.close();
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

    @Test
    void everythingOfTheServerIsSeenAndSound() {
        final Outcome diag = diag("--expect-ip", "10.211.55.5");
        assertThat(diag.out())
                .containsPattern("ok +listening")
                .containsPattern("ok +sizes .*in both directions")
                .containsPattern("ok +podman +followed, last read in full ")
                .containsPattern("ok +identity .* is 10.211.55.5, as expected")
                .containsPattern("not seen: resolver: this is a container");
        assertThat(diag.status()).as(diag.out()).isZero();
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
