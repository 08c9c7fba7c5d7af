package mpd.dns.tests.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static mpd.dns.tests.lab.MpdHost.DNS_CONTAINER;
import static mpd.dns.tests.lab.MpdHost.WATCH_CONTAINER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import mpd.dns.tests.lab.Diagnosis;
import mpd.dns.tests.lab.Dig;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Ledger;
import mpd.dns.tests.lab.MpdHost;
import mpd.dns.tests.lab.Outcome;
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

/// `watch` and `serve` in two containers, with the very commands of the documentation.
@ExtendWith(Diagnosis.class)
@Tag("system")
@ParameterizedClass
@EnumSource(LabRoot.class)
class SeparatedIT {

    private static final String PORTAL = "portal.service.mpd.test";
    private static final String EXTRA = "extra.service.mpd.test";

    private static MpdHost host;
    private static Dig dig;

    @Parameter
    LabRoot root;

    @BeforeParameterizedClassInvocation
    static void startMpd(final LabRoot root) {
        host = MpdHost.start(root);
        dig = host.dig();
        host.startContainer("mpd-service-portal", "10.163.0.4");
        // The wrong way round: until there is a feed, nothing is known, and nothing denied.
        host.startServeOfSeparatedDns();
        await("an answer")
                .atMost(30, SECONDS)
                .until(() -> !dig.ask("localhost", "A").records().isEmpty());
        final Dig.Answer early = dig.ask(PORTAL, "A");
        assertThat(early.status()).as(early.everything()).isEqualTo("SERVFAIL");
        assertThat(early.everything()).contains("EDE: 14");
        host.startWatchOfSeparatedDns();
        dig.awaitAddresses(PORTAL, "10.163.0.4");
        host.awaitReady();
    }

    @AfterParameterizedClassInvocation
    static void stopMpd() {
        host.close();
    }

    @AfterEach
    void removeWhatIsExtra() {
        host.podman("start", WATCH_CONTAINER, DNS_CONTAINER);
        host.podman("rm", "--force", "--ignore", "mpd-service-extra");
        dig.awaitNoSuchName(EXTRA);
    }

    private static Outcome health() {
        return host.machine().run("podman", "exec", DNS_CONTAINER, "mpd-dns", "health");
    }

    @Test
    void explainNamesTheContainerAlthoughServeHasNoSocket() {
        assertThat(host.podman("exec", DNS_CONTAINER, "mpd-dns", "explain", PORTAL))
                .contains("10.163.0.4", "mpd-service-portal");
        assertThat(host.machine()
                        .run("podman", "exec", DNS_CONTAINER, "test", "-e", "/run/podman")
                        .status())
                .isEqualTo(1);
        dig.awaitPointer("10.163.0.4", PORTAL);
    }

    /// Podman is read for a denial once a second at most, and its events may take longer than a start.
    @Test
    void nameIsThereAtTheFirstQueryOnceItsContainerHasExistedForASecond() {
        for (int round = 0; round < 5; round++) {
            host.startContainer("mpd-service-extra", "10.163.0.20");
            await().pollDelay(1, SECONDS).until(() -> true);
            final Dig.Answer first = dig.ask(EXTRA, "A");
            assertThat(first.records()).as(first.everything()).containsExactly("A 10.163.0.20");
            host.podman("rm", "--force", "mpd-service-extra");
            dig.awaitNoSuchName(EXTRA);
        }
    }

    @Test
    void namesStayWhileWatchIsGoneAndUnknownOnesAreDeniedWithTheReason() {
        final Ledger ledger = new Ledger();
        ledger.holds(PORTAL, "10.163.0.4");
        try (QueryStream stream = QueryStream.start(host.machine(), MpdHost.DNS_ADDRESS, ledger, List.of(PORTAL))) {
            host.podman("kill", WATCH_CONTAINER);
            final Dig.Answer unknown = dig.ask(EXTRA, "A");
            assertThat(unknown.status()).as(unknown.everything()).isEqualTo("NXDOMAIN");
            assertThat(unknown.everything()).contains("Podman feed down since");
            assertThat(health().output()).contains("ready; but").contains("podman");
            host.startContainer("mpd-service-extra", "10.163.0.20");
            host.podman("start", WATCH_CONTAINER);
            dig.awaitAddresses(EXTRA, "10.163.0.20");
            await("health").atMost(30, SECONDS).until(() -> !health().out().contains("podman"));
            stream.assertNothingFalse();
        }
    }

    @Test
    void knownNameIsNeverDeniedWhileBothStartAgain() {
        for (int round = 0; round < 3; round++) {
            host.podman("kill", DNS_CONTAINER, WATCH_CONTAINER);
            host.podman("start", DNS_CONTAINER, WATCH_CONTAINER);
            await("first answer").atMost(20, SECONDS).until(() -> {
                final Dig.Answer answer = dig.ask(PORTAL, "A");
                assertThat(answer.status()).as(answer.everything()).isNotEqualTo("NXDOMAIN");
                return answer.records().contains("A 10.163.0.4");
            });
        }
    }

    @Test
    void newServiceOfPodmanIsFollowedAtOnce() {
        host.killPodmanService();
        host.startContainer("mpd-service-extra", "10.163.0.20");
        host.startPodmanService();
        final Dig.Answer first = dig.ask(EXTRA, "A");
        assertThat(first.records()).as(first.everything()).containsExactly("A 10.163.0.20");
    }

    @Test
    void watchHasNoNetwork() {
        assertThat(host.podman("exec", WATCH_CONTAINER, "cat", "/proc/net/dev")).doesNotContain("eth");
    }

    @Test
    void neitherHasACapabilityItDoesNotNeedNorCanWrite() {
        Confinement.of(host, WATCH_CONTAINER)
                .assertCapabilities("0000000000000000")
                .assertNothingToWriteTo();
        Confinement.of(host, DNS_CONTAINER)
                .assertCapabilities("0000000000000400")
                .assertNothingToWriteTo();
    }
}
