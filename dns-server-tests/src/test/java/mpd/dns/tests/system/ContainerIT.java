package mpd.dns.tests.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;
import static mpd.dns.tests.lab.MpdHost.DNS_CONTAINER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import mpd.dns.tests.lab.Diagnosis;
import mpd.dns.tests.lab.Dig;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.MpdHost;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The image as a container among mpd's own: its health, its commands, its end, and the names a virtual machine
/// asks.
@ExtendWith(Diagnosis.class)
@Tag("system")
@ParameterizedClass
@EnumSource(LabRoot.class)
class ContainerIT {

    private static MpdHost host;
    private static Dig dig;

    @Parameter
    LabRoot root;

    @BeforeParameterizedClassInvocation
    static void startMpd(final LabRoot root) {
        host = MpdHost.start(root);
        host.startDns();
        host.startRuntime("php", "10.163.0.100");
        dig = host.dig();
        dig.awaitAddresses("php.runtime.mpd.test", "10.163.0.100");
    }

    @AfterParameterizedClassInvocation
    static void stopMpd() {
        host.close();
    }

    @Test
    void healthCheckOfTheImageIsHealthy() {
        assertThat(host.machine().run("podman", "healthcheck", "run", DNS_CONTAINER))
                .returns(0, outcome -> outcome.status());
    }

    @Test
    void documentedCommandLeavesOneCapabilityAndNothingToWriteTo() {
        Confinement.of(host, DNS_CONTAINER)
                .assertCapabilities("0000000000000400")
                .assertNothingToWriteTo();
    }

    @Test
    void explainNamesTheContainer() {
        assertThat(host.podman("exec", DNS_CONTAINER, "mpd-dns", "explain", "php.runtime.mpd.test"))
                .contains("10.163.0.100", "mpd-runtime-php-main");
    }

    @Test
    void recordsListEveryNameWithItsContainer() {
        assertThat(host.podman("exec", DNS_CONTAINER, "mpd-dns", "records"))
                .contains("php.runtime.mpd.test", "mpd-runtime-php-main", "dnsmasq.service.mpd.test", DNS_CONTAINER);
    }

    @Test
    void stoppedContainerEndsWithStatusZeroAndStartsAgain() {
        host.podman("stop", DNS_CONTAINER);
        assertThat(host.podman("inspect", "--format", "{{.State.ExitCode}}", DNS_CONTAINER))
                .isEqualTo("0");
        host.podman("start", DNS_CONTAINER);
        dig.awaitAddresses("php.runtime.mpd.test", "10.163.0.100");
    }

    @Test
    void killedContainerStartsAgainAsIfNothingHadHappened() {
        host.podman("kill", "--signal", "KILL", DNS_CONTAINER);
        await("the end")
                .atMost(20, SECONDS)
                .until(() -> host.podman("inspect", "--format", "{{.State.Running}}", DNS_CONTAINER)
                        .equals("false"));
        host.podman("start", DNS_CONTAINER);
        dig.awaitAddresses("php.runtime.mpd.test", "10.163.0.100");
        await("the control socket")
                .atMost(20, SECONDS)
                .untilAsserted(
                        () -> assertThat(host.machine().run("podman", "exec", DNS_CONTAINER, "mpd-dns", "health"))
                                .returns(0, outcome -> outcome.status()));
    }

    @Test
    void knownNameIsNeverNxDomainWhileTheContainerStarts() {
        for (int round = 0; round < 3; round++) {
            host.podman("restart", DNS_CONTAINER);
            await("first answer").atMost(20, SECONDS).until(() -> {
                final Dig.Answer answer = dig.ask("php.runtime.mpd.test", "A");
                assertThat(answer.status()).as(answer.everything()).isNotEqualTo("NXDOMAIN");
                return answer.records().contains("A 10.163.0.100");
            });
        }
    }

    @Test
    void nameOfTheMachineFollowsPlatformEnv() {
        host.machine().replaceFile("/var/lib/mpd/conf/platform.env", "MPD_VM_IP=10.211.55.5\n");
        dig.awaitAddresses("vm.service.mpd.test", "10.211.55.5");
        host.machine().replaceFile("/var/lib/mpd/conf/platform.env", "MPD_VM_IP=10.211.55.6\n");
        dig.awaitAddresses("vm.service.mpd.test", "10.211.55.6");
        host.machine().replaceFile("/var/lib/mpd/conf/platform.env", "MPD_VM_IP=\n");
        dig.awaitNoSuchName("vm.service.mpd.test");
    }

    /// `ssh` with ProxyJump has the jump host resolve the name, with the C library's resolver.
    @Test
    void resolverOfTheMachineFindsTheRuntime() {
        host.machine().replaceFile("/etc/resolv.conf", "nameserver " + DNS_ADDRESS + "\n");
        assertThat(host.machine()
                        .run("getent", "ahosts", "php.runtime.mpd.test")
                        .output())
                .contains("10.163.0.100");
        assertThat(host.machine().run("getent", "hosts", "10.163.0.100").output())
                .contains("php.runtime.mpd.test");
        // Nobody listens in the container: that it was reached at all is the proof.
        assertThat(host.machine()
                        .run("ssh", "-o", "BatchMode=yes", "user@php.runtime.mpd.test")
                        .err())
                .contains("connect to host php.runtime.mpd.test port 22: Connection refused");
    }
}
