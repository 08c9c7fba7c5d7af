package mpd.dns.tests.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;
import static mpd.dns.tests.lab.MpdHost.DNS_CONTAINER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.Diagnosis;
import mpd.dns.tests.lab.Dig;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.MpdHost;
import mpd.dns.tests.lab.Outcome;
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

/// The image in the place of mpd's dnsmasq: mpd's own command line, files, probes, changes and restarts.
@ExtendWith(Diagnosis.class)
@Tag("system")
@ParameterizedClass
@EnumSource(LabRoot.class)
class InPlaceOfDnsmasqIT {

    private static final String ASSETS = "/srv/assets";
    private static final String RESOLV_CONF = "/run/systemd/resolve/resolv.conf";
    private static final String OFFICE = "10.99.0.2";
    private static final String HOME = "10.99.0.1";

    private static MpdHost host;
    private static Machine machine;
    private static String dropIns;
    private static List<String> mounts;

    @Parameter
    LabRoot root;

    @BeforeParameterizedClassInvocation
    static void startMpd(final LabRoot root) {
        host = MpdHost.start(root);
        machine = host.machine();
        final List<String> directory = directoryMount(root);
        mounts = new ArrayList<>(List.of("-v", ASSETS + "/dnsmasq.conf:/etc/dnsmasq.conf:ro"));
        mounts.addAll(directory);
        mounts.addAll(List.of("-v", RESOLV_CONF + ":/etc/dnsmasq-host-resolv.conf:ro"));
        // Two networks whose nameservers answer one name differently.
        machine.run("ip", "address", "add", OFFICE + "/32", "dev", "lo").output();
        machine.run("ip", "address", "add", HOME + "/32", "dev", "lo").output();
        startUpstream(OFFICE, "192.0.2.10");
        startUpstream(HOME, "192.0.2.20");
        host.startContainer("mpd-service-portal", "10.163.0.4");
    }

    /// The volume's subdirectory where Podman can mount one, else the directory itself.
    private static List<String> directoryMount(final LabRoot root) {
        if (root == LabRoot.TRIXIE) {
            host.podman("volume", "create", "mpd-data-volume");
            dropIns = host.podman("volume", "inspect", "--format", "{{.Mountpoint}}", "mpd-data-volume")
                            .strip()
                    + "/state/dnsmasq.d";
            machine.run("mkdir", "-p", dropIns).output();
            return List.of(
                    "--mount",
                    "type=volume,source=mpd-data-volume,target=/etc/dnsmasq.d,subpath=state/dnsmasq.d,readonly");
        }
        dropIns = "/srv/state/dnsmasq.d";
        machine.run("mkdir", "-p", dropIns).output();
        return List.of("-v", dropIns + ":/etc/dnsmasq.d:ro");
    }

    private static void startUpstream(final String address, final String answer) {
        machine.launch(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--pid-file=/run/dnsmasq-" + address,
                "--no-resolv",
                "--no-hosts",
                "--listen-address=" + address,
                "--bind-interfaces",
                "--address=/www.example.org/" + answer);
        Dig.from(machine, address).awaitAddresses("www.example.org", answer);
    }

    @AfterParameterizedClassInvocation
    static void stopMpd() {
        host.close();
    }

    @BeforeEach
    void writeFiles() {
        machine.replaceFile(ASSETS + "/dnsmasq.conf", """
                interface=*
                local=/mpd.test/
                resolv-file=/etc/dnsmasq-host-resolv.conf
                conf-dir=/etc/dnsmasq.d/
                """);
        machine.replaceFile(dropIns + "/services.conf", """
                # services
                host-record=mpd.test,10.163.0.4
                address=/adminer.service.mpd.test/10.163.0.4
                host-record=vm.service.mpd.test,192.168.64.7
                """);
        machine.replaceFile(dropIns + "/databases.conf", """
                # databases
                address=/postgres-17.db.mpd.test/10.163.0.30
                """);
        machine.replaceFile(dropIns + "/php.conf", "# runtime\naddress=/php.runtime.mpd.test/10.163.0.100\n");
        machine.replaceFile(dropIns + "/moodle45.conf", """
                # project
                address=/moodle45.mpd.test/10.163.0.100
                address=/mail.moodle45.mpd.test/10.163.0.100
                """);
        use(OFFICE);
    }

    @AfterEach
    void removeContainer() {
        machine.run("podman", "rm", "--force", "--time", "2", DNS_CONTAINER);
        machine.run("sh", "-c", "rm -f " + dropIns + "/*");
    }

    private static void use(final String nameserver) {
        machine.replaceFile(RESOLV_CONF, "nameserver " + nameserver + "\n");
    }

    /// Starts the container as mpd does and waits for its TCP port as long as mpd does.
    private static Dig start(final String... more) {
        final List<String> words = new ArrayList<>(mounts);
        words.addAll(List.of(more));
        host.runInPlaceOfDnsmasq(words);
        forgetNeighbour();
        await("TCP port 53")
                .atMost(8, SECONDS)
                .untilAsserted(() -> assertThat(machine.run("bash", "-c", "exec 3<> /dev/tcp/" + DNS_ADDRESS + "/53"))
                        .returns(0, Outcome::status));
        return host.dig();
    }

    /// A container that is made anew has another hardware address, whose old one the machine remembers for a
    /// while.
    private static void forgetNeighbour() {
        machine.run("ip", "neighbour", "flush", "to", DNS_ADDRESS);
    }

    private static String status() {
        return machine.run("podman", "exec", DNS_CONTAINER, "mpd-dns", "status").out();
    }

    private static void shell(final String script) {
        machine.run("sh", "-ec", "cd " + dropIns + "; " + script).output();
    }

    @Test
    void whatTheFilesSayIsAnswered() {
        final Dig dig = start();
        dig.awaitAddresses("mpd.test", "10.163.0.4");
        dig.awaitAddresses("adminer.service.mpd.test", "10.163.0.4");
        dig.awaitAddresses("vm.service.mpd.test", "192.168.64.7");
        dig.awaitAddresses("postgres-17.db.mpd.test", "10.163.0.30");
        dig.awaitAddresses("php.runtime.mpd.test", "10.163.0.100");
        dig.awaitAddresses("any.thing.moodle45.mpd.test", "10.163.0.100");
        dig.awaitAddresses("MAIL.moodle45.mpd.test", "10.163.0.100");
        dig.awaitAddresses("www.example.org", "192.0.2.10");
        dig.awaitNoSuchName("moodle46.mpd.test");
        dig.awaitPointer("10.163.0.4", "mpd.test");
        dig.awaitPointer("192.168.64.7", "vm.service.mpd.test");
        final Dig.Answer six = dig.ask("moodle45.mpd.test", "AAAA");
        assertThat(six.status()).as(six.everything()).isEqualTo("NOERROR");
        assertThat(six.everything()).contains("SOA", "flags: qr aa rd ra");
        assertThat(status()).contains("configuration", "following").doesNotContain("expected");
    }

    @Test
    void nslookupInTheContainerAnswersAfterEveryRestart() {
        start();
        for (int round = 0; round < 3; round++) {
            machine.replaceFile(dropIns + "/round.conf", "address=/round" + round + ".mpd.test/10.163.0.9\n");
            host.podman("restart", DNS_CONTAINER);
            final String name = round == 0 ? "mpd.test" : "round" + round + ".mpd.test";
            final Outcome asked = nslookupWithinFiveSeconds(name);
            assertThat(asked.status()).as(asked.toString()).isZero();
            assertThat(asked.out()).contains("Address: 10.163.0.");
        }
    }

    /// The seconds are counted inside: on a busy machine `podman exec` itself now and then returns five seconds
    /// after its command has ended, whatever that was.
    private Outcome nslookupWithinFiveSeconds(final String name) {
        final String untilAnswered = "until nslookup " + name + " 127.0.0.1; do sleep 0.1; done";
        return machine.run("podman", "exec", DNS_CONTAINER, "timeout", "5", "bash", "-c", untilAnswered);
    }

    @Test
    void everyWayToChangeAFileCountsByItself() {
        final Dig dig = start();
        dig.awaitAddresses("php.runtime.mpd.test", "10.163.0.100");
        shell("echo address=/php.runtime.mpd.test/10.163.0.101 > .php.conf.Xy7; mv .php.conf.Xy7 php.conf");
        dig.awaitAddresses("php.runtime.mpd.test", "10.163.0.101");
        shell("echo address=/php.runtime.mpd.test/10.163.0.102 > php.conf");
        dig.awaitAddresses("php.runtime.mpd.test", "10.163.0.102");
        shell("sed -i s/10.163.0.102/10.163.0.103/ php.conf");
        dig.awaitAddresses("php.runtime.mpd.test", "10.163.0.103");
        shell("echo address=/util.runtime.mpd.test/10.163.0.110 > /tmp/util.conf; cp /tmp/util.conf util.conf");
        dig.awaitAddresses("util.runtime.mpd.test", "10.163.0.110");
        machine.replaceFile("/tmp/project.conf", "address=/moodle46.mpd.test/10.163.0.101\n");
        host.podman(
                "run",
                "--detach",
                "--name",
                "copier",
                "--volume",
                dropIns + ":/d",
                "localhost/debian:trixie-slim",
                "sleep",
                "infinity");
        host.podman("cp", "/tmp/project.conf", "copier:/d/project.conf");
        dig.awaitAddresses("moodle46.mpd.test", "10.163.0.101");
        host.podman("rm", "--force", "--time", "0", "copier");
        shell("rm project.conf util.conf");
        dig.awaitNoSuchName("moodle46.mpd.test");
        dig.awaitNoSuchName("util.runtime.mpd.test");
    }

    @Test
    void rsyncCountsByRenameInPlaceAndWithDeletion() {
        final Dig dig = start();
        shell("mkdir -p /tmp/sync; cp -a . /tmp/sync/; rm -f /tmp/sync/moodle45.conf;"
                + " echo address=/synced.mpd.test/10.163.0.101 > /tmp/sync/synced.conf;"
                + " rsync --archive --delete /tmp/sync/ .");
        dig.awaitAddresses("synced.mpd.test", "10.163.0.101");
        dig.awaitNoSuchName("moodle45.mpd.test");
        shell("echo address=/synced.mpd.test/10.163.0.102 > /tmp/sync/synced.conf;"
                + " rsync --archive --inplace --checksum /tmp/sync/ .");
        dig.awaitAddresses("synced.mpd.test", "10.163.0.102");
        shell("echo address=/synced.mpd.test/10.163.0.103 > /tmp/sync/synced.conf;"
                + " rsync --archive --delay-updates --checksum /tmp/sync/ .; rm -r /tmp/sync");
        dig.awaitAddresses("synced.mpd.test", "10.163.0.103");
        dig.awaitAddresses("php.runtime.mpd.test", "10.163.0.100");
    }

    @Test
    void aBadLineCostsThatLineAndIsTold() {
        final Dig dig = start();
        shell("printf 'nonsense\\naddress=/good.mpd.test/10.163.0.9\\n' > bad.conf");
        dig.awaitAddresses("good.mpd.test", "10.163.0.9");
        dig.awaitAddresses("mpd.test", "10.163.0.4");
        assertThat(status()).contains("/etc/dnsmasq.d/bad.conf:1: 'nonsense': expected");
        assertThat(host.podman("logs", DNS_CONTAINER)).doesNotContain("ERROR");
    }

    @Test
    void aNetworkSwitchThatASingleFileMountHidesIsTold() {
        final Dig dig = start();
        dig.awaitAddresses("www.example.org", "192.0.2.10");
        use(HOME);
        await("the old copy is noticed")
                .atMost(10, SECONDS)
                .untilAsserted(() -> assertThat(status())
                        .contains("/etc/dnsmasq-host-resolv.conf", "old copy", "mount its directory instead")
                        .containsPattern("stale_mounts +1"));
        assertThat(machine.run("podman", "exec", DNS_CONTAINER, "mpd-dns", "health"))
                .returns(0, Outcome::status)
                .satisfies(health -> assertThat(health.out()).startsWith("ready; but /etc/dnsmasq-host-resolv.conf"));
        final Outcome logs = machine.run("podman", "logs", DNS_CONTAINER);
        assertThat(logs.out() + logs.err()).containsPattern("WARN.*old copy");
        // The old nameserver is all that it knows.
        dig.awaitAddresses("www.example.org", "192.0.2.10");
        machine.run("pkill", "-F", "/run/dnsmasq-" + OFFICE).output();
        try {
            await("the reason").atMost(15, SECONDS).untilAsserted(() -> {
                final Dig.Answer failed = dig.ask("failing.example.org", "A");
                assertThat(failed.status()).isEqualTo("SERVFAIL");
                assertThat(failed.everything()).contains("EDE", "old copy");
            });
            dig.awaitAddresses("mpd.test", "10.163.0.4");
        } finally {
            startUpstream(OFFICE, "192.0.2.10");
        }
    }

    @Test
    void aReplacedConfFileIsToldUntilTheRestart() {
        final Dig dig = start();
        dig.awaitAddresses("mpd.test", "10.163.0.4");
        machine.runWithInput("local=/other.test/\n", "tee", "-a", ASSETS + "/next")
                .output();
        machine.run("mv", ASSETS + "/next", ASSETS + "/dnsmasq.conf").output();
        await("the old copy is noticed")
                .atMost(10, SECONDS)
                .untilAsserted(() -> assertThat(status())
                        .contains("/etc/dnsmasq.conf", "old copy", "restart the container")
                        .containsPattern("stale_mounts +1"));
        assertThat(machine.run("podman", "exec", DNS_CONTAINER, "mpd-dns", "health")
                        .out())
                .startsWith("ready; but /etc/dnsmasq.conf is an old copy");
        dig.awaitAddresses("mpd.test", "10.163.0.4");
        host.podman("restart", DNS_CONTAINER);
        await("the new file")
                .atMost(10, SECONDS)
                .untilAsserted(() -> assertThat(status()).containsPattern("stale_mounts +0"));
    }

    @Test
    void digAndBindsOwnNslookupAreThere() {
        start();
        assertThat(host.podman("exec", DNS_CONTAINER, "dig", "@127.0.0.1", "+short", "php.runtime.mpd.test"))
                .isEqualTo("10.163.0.100");
        assertThat(host.podman("exec", DNS_CONTAINER, "nslookup", "-type=soa", "mpd.test", "127.0.0.1"))
                .contains("origin = ");
        assertThat(Long.parseLong(host.podman("image", "inspect", "--format", "{{.Size}}", "localhost/mpd-dns")))
                .as("bytes of the image, unpacked")
                .isLessThanOrEqualTo(150_000_000L);
    }

    @Test
    void classesOfTheImageComeOutOfItsCache() {
        start();
        assertThat(host.podman(
                                "exec",
                                "--env",
                                "JAVA_TOOL_OPTIONS=-Xlog:class+load",
                                DNS_CONTAINER,
                                "mpd-dns",
                                "--version")
                        .lines())
                .filteredOn(line -> line.contains(" mpd.dns.cli.Main ") || line.contains(" picocli.CommandLine "))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("shared objects file"));
    }

    @Test
    void aNetworkSwitchIsSeenWhereTheDirectoryIsMountedAsWell() {
        final Dig dig = start("-v", "/run/systemd/resolve:/run/systemd/resolve:ro");
        dig.awaitAddresses("www.example.org", "192.0.2.10");
        for (int round = 0; round < 2; round++) {
            use(HOME);
            dig.awaitAddresses("www.example.org", "192.0.2.20");
            use(OFFICE);
            dig.awaitAddresses("www.example.org", "192.0.2.10");
        }
        assertThat(status()).contains("is used in the place of /etc/dnsmasq-host-resolv.conf");
    }

    @Test
    void podmansEventsJoinInWhereItsSocketIsMounted() {
        final Dig dig = start("-v", "/run/podman:/run/podman:ro");
        dig.awaitAddresses("portal.service.mpd.test", "10.163.0.4");
        host.startContainer("mpd-service-fileaccess", "10.163.0.5");
        dig.awaitAddresses("fileaccess.service.mpd.test", "10.163.0.5");
        host.podman("rm", "--force", "--time", "0", "mpd-service-fileaccess");
        dig.awaitNoSuchName("fileaccess.service.mpd.test");
        dig.awaitAddresses("moodle45.mpd.test", "10.163.0.100");
    }
}
