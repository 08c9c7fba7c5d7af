package mpd.dns.tests.system;

import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;
import static mpd.dns.tests.lab.MpdHost.DNS_CONTAINER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mpd.dns.tests.lab.Deployment;
import mpd.dns.tests.lab.Diagnosis;
import mpd.dns.tests.lab.Dig;
import mpd.dns.tests.lab.Ledger;
import mpd.dns.tests.lab.MpdHost;
import mpd.dns.tests.lab.QueryStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Podman's REST service ends and comes back; names stay, and what changed meanwhile is found.
@ExtendWith(Diagnosis.class)
@Tag("system")
@ParameterizedClass
@EnumSource(Deployment.class)
class PodmanOutageIT {

    private static MpdHost host;
    private static Dig dig;

    private final Ledger ledger = new Ledger();

    @Parameter
    Deployment deployment;

    @BeforeParameterizedClassInvocation
    static void startMpd(final Deployment deployment) {
        host = deployment.startHost();
        deployment.startDns(host);
        host.startContainer("mpd-service-portal", "10.163.0.4");
        dig = host.dig();
        dig.awaitAddresses("portal.service.mpd.test", "10.163.0.4");
    }

    @AfterParameterizedClassInvocation
    static void stopMpd() {
        host.close();
    }

    @BeforeEach
    void openLedger() {
        ledger.holds("mpd.test", "10.163.0.4");
        ledger.holds("portal.service.mpd.test", "10.163.0.4");
        ledger.holds("dnsmasq.service.mpd.test", DNS_ADDRESS);
    }

    @AfterEach
    void restoreTheService() {
        host.killPodmanService();
        host.startPodmanService();
        host.podman("rm", "--force", "--ignore", "mpd-service-extra");
        dig.awaitNoSuchName("extra.service.mpd.test");
    }

    @Test
    void namesStayWhileTheServiceIsGone() {
        try (QueryStream stream = lastingNames()) {
            host.killPodmanService();
            dig.awaitAddresses("portal.service.mpd.test", "10.163.0.4");
            final Dig.Answer unknown = dig.ask("nothing.service.mpd.test", "A");
            assertThat(unknown.status()).as(unknown.everything()).isEqualTo("NXDOMAIN");
            assertThat(unknown.everything()).contains("EDE:").contains("Podman feed down since");
            host.startPodmanService();
            dig.awaitAddresses("portal.service.mpd.test", "10.163.0.4");
            stream.assertNothingFalse();
        }
    }

    @Test
    void firstQueryAfterTheServiceIsBackFindsWhatWasMadeMeanwhile() {
        try (QueryStream stream = lastingNames()) {
            host.killPodmanService();
            host.startContainer("mpd-service-extra", "10.163.0.20");
            host.startPodmanService();
            final Dig.Answer first = dig.ask("extra.service.mpd.test", "A");
            assertThat(first.records()).as(first.everything()).containsExactly("A 10.163.0.20");
            stream.assertNothingFalse();
        }
    }

    @Test
    void whatWasRemovedMeanwhileGoes() {
        host.startContainer("mpd-service-extra", "10.163.0.20");
        dig.awaitAddresses("extra.service.mpd.test", "10.163.0.20");
        try (QueryStream stream = lastingNames()) {
            host.killPodmanService();
            host.podman("rm", "--force", "mpd-service-extra");
            host.startPodmanService();
            dig.awaitNoSuchName("extra.service.mpd.test");
            stream.assertNothingFalse();
        }
    }

    @Test
    void serviceThatStartsAfterTheProgramJoins() {
        host.killPodmanService();
        host.podman("restart", DNS_CONTAINER);
        dig.awaitAddresses("localhost", "127.0.0.1");
        host.startPodmanService();
        dig.awaitAddresses("portal.service.mpd.test", "10.163.0.4");
    }

    private QueryStream lastingNames() {
        return QueryStream.start(
                host.machine(),
                DNS_ADDRESS,
                ledger,
                List.of("mpd.test", "portal.service.mpd.test", "dnsmasq.service.mpd.test"));
    }
}
