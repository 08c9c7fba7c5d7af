package mpd.dns.tests.system;

import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;
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

/// Names of containers follow Podman, and beside every change a stream of queries gets no false answer.
@ExtendWith(Diagnosis.class)
@Tag("system")
@ParameterizedClass
@EnumSource(Deployment.class)
class PodmanNamesIT {

    private static final List<String> LASTING = List.of(
            "mpd.test",
            "portal.service.mpd.test",
            "adminer.service.mpd.test",
            "dnsmasq.service.mpd.test",
            "moodle.db.mpd.test",
            "php.runtime.mpd.test");

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
        host.startContainer("mpd-service-adminer", "10.163.0.6");
        host.startContainer("mpd-db-1", "10.163.0.30", "mpd.type=db", "mpd.name=moodle");
        host.startRuntime("php", "10.163.0.100");
        dig = host.dig();
        dig.awaitAddresses("php.runtime.mpd.test", "10.163.0.100");
    }

    @BeforeEach
    void openLedger() {
        ledger.holds("mpd.test", "10.163.0.4");
        ledger.holds("portal.service.mpd.test", "10.163.0.4");
        ledger.holds("adminer.service.mpd.test", "10.163.0.4");
        ledger.holds("dnsmasq.service.mpd.test", DNS_ADDRESS);
        ledger.holds("moodle.db.mpd.test", "10.163.0.30");
        ledger.holds("php.runtime.mpd.test", "10.163.0.100");
        ledger.holds("extra.service.mpd.test");
        ledger.holds("renamed.service.mpd.test");
    }

    @AfterEach
    void removeExtraContainers() {
        host.podman("rm", "--force", "--ignore", "mpd-service-extra", "mpd-service-renamed");
        host.machine().run("podman", "network", "rm", "--force", "other");
        dig.awaitNoSuchName("extra.service.mpd.test");
        dig.awaitNoSuchName("renamed.service.mpd.test");
    }

    @AfterParameterizedClassInvocation
    static void stopMpd() {
        host.close();
    }

    @Test
    void everyNameIsAnsweredFromTheMachineAndFromAnotherContainer() {
        for (final Dig asker : List.of(dig, host.digIn("mpd-service-portal"), host.digIn("mpd-runtime-php-main"))) {
            asker.awaitAddresses("mpd.test", "10.163.0.4");
            asker.awaitAddresses("portal.service.mpd.test", "10.163.0.4");
            asker.awaitAddresses("adminer.service.mpd.test", "10.163.0.4");
            asker.awaitAddresses("dnsmasq.service.mpd.test", DNS_ADDRESS);
            asker.awaitAddresses("moodle.db.mpd.test", "10.163.0.30");
            asker.awaitAddresses("php.runtime.mpd.test", "10.163.0.100");
            asker.awaitNoSuchName("nothing.service.mpd.test");
        }
    }

    @Test
    void everyAddressPointsBackAtItsName() {
        dig.awaitPointer("10.163.0.3", "dnsmasq.service.mpd.test");
        dig.awaitPointer("10.163.0.4", "portal.service.mpd.test");
        dig.awaitPointer("10.163.0.30", "moodle.db.mpd.test");
        dig.awaitPointer("10.163.0.100", "php.runtime.mpd.test");
        assertThat(dig.ask("-x", "10.163.0.99").status()).isEqualTo("NXDOMAIN");
    }

    @Test
    void nameOutlivesItsContainersStop() {
        try (QueryStream stream = streamWith()) {
            host.podman("stop", "mpd-db-1");
            dig.awaitAddresses("moodle.db.mpd.test", "10.163.0.30");
            host.podman("start", "mpd-db-1");
            host.podman("pod", "stop", "mpd-runtime-php");
            dig.awaitAddresses("php.runtime.mpd.test", "10.163.0.100");
            host.podman("pod", "start", "mpd-runtime-php");
            dig.awaitAddresses("php.runtime.mpd.test", "10.163.0.100");
            stream.assertNothingFalse();
        }
    }

    @Test
    void nameComesWithItsContainerAndGoesWithIt() {
        try (QueryStream stream = streamWith("extra.service.mpd.test")) {
            ledger.change(
                    "extra.service.mpd.test",
                    () -> host.startContainer("mpd-service-extra", "10.163.0.20"),
                    "10.163.0.20");
            dig.awaitAddresses("extra.service.mpd.test", "10.163.0.20");
            dig.awaitPointer("10.163.0.20", "extra.service.mpd.test");
            ledger.change("extra.service.mpd.test", () -> host.podman("rm", "--force", "mpd-service-extra"));
            dig.awaitNoSuchName("extra.service.mpd.test");
            stream.assertNothingFalse();
        }
    }

    @Test
    void renamedContainerIsKnownByItsNewNameOnly() {
        host.startContainer("mpd-service-extra", "10.163.0.20");
        dig.awaitAddresses("extra.service.mpd.test", "10.163.0.20");
        ledger.holds("extra.service.mpd.test", "10.163.0.20");
        try (QueryStream stream = streamWith("extra.service.mpd.test", "renamed.service.mpd.test")) {
            ledger.change(
                    "renamed.service.mpd.test",
                    () -> ledger.change(
                            "extra.service.mpd.test",
                            () -> host.podman("rename", "mpd-service-extra", "mpd-service-renamed")),
                    "10.163.0.20");
            dig.awaitAddresses("renamed.service.mpd.test", "10.163.0.20");
            dig.awaitNoSuchName("extra.service.mpd.test");
            dig.awaitPointer("10.163.0.20", "renamed.service.mpd.test");
            stream.assertNothingFalse();
        }
    }

    @Test
    void recreatedContainerIsKnownByItsNewAddressOnly() {
        host.startContainer("mpd-service-extra", "10.163.0.20");
        dig.awaitAddresses("extra.service.mpd.test", "10.163.0.20");
        ledger.holds("extra.service.mpd.test", "10.163.0.20");
        try (QueryStream stream = streamWith("extra.service.mpd.test")) {
            ledger.change("extra.service.mpd.test", () -> host.podman("rm", "--force", "mpd-service-extra"));
            ledger.change(
                    "extra.service.mpd.test",
                    () -> host.startContainer("mpd-service-extra", "10.163.0.21"),
                    "10.163.0.21");
            dig.awaitAddresses("extra.service.mpd.test", "10.163.0.21");
            dig.awaitPointer("10.163.0.21", "extra.service.mpd.test");
            stream.assertNothingFalse();
        }
    }

    @Test
    void addressOnAnotherNetworkIsNeverPublished() {
        host.podman("network", "create", "--subnet", "10.99.0.0/24", "other");
        try (QueryStream stream = streamWith("extra.service.mpd.test")) {
            ledger.change(
                    "extra.service.mpd.test",
                    () -> host.startContainer("mpd-service-extra", "10.163.0.20"),
                    "10.163.0.20");
            host.podman("network", "connect", "other", "mpd-service-extra");
            dig.awaitAddresses("extra.service.mpd.test", "10.163.0.20");
            host.podman("network", "disconnect", "other", "mpd-service-extra");
            dig.awaitAddresses("extra.service.mpd.test", "10.163.0.20");
            stream.assertNothingFalse();
        }
    }

    @Test
    void addressFollowsReconnectionToTheNetwork() {
        host.podman("network", "create", "--subnet", "10.99.0.0/24", "other");
        try (QueryStream stream = streamWith("extra.service.mpd.test")) {
            ledger.change(
                    "extra.service.mpd.test",
                    () -> host.startContainer("mpd-service-extra", "10.163.0.20"),
                    "10.163.0.20");
            host.podman("network", "connect", "other", "mpd-service-extra");
            ledger.change(
                    "extra.service.mpd.test",
                    () -> {
                        host.podman("network", "disconnect", "mpd-internal", "mpd-service-extra");
                        host.podman("network", "connect", "--ip", "10.163.0.22", "mpd-internal", "mpd-service-extra");
                    },
                    "10.163.0.22");
            dig.awaitAddresses("extra.service.mpd.test", "10.163.0.22");
            stream.assertNothingFalse();
        }
    }

    private QueryStream streamWith(final String... more) {
        final List<String> names = new java.util.ArrayList<>(LASTING);
        names.addAll(List.of(more));
        return QueryStream.start(host.machine(), DNS_ADDRESS, ledger, names);
    }
}
