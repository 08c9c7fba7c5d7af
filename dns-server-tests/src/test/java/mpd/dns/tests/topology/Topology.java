package mpd.dns.tests.topology;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mpd.dns.tests.lab.Dig;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.MpdHost;

/// The whole picture: a laptop, its tunnel, a virtual machine with all of mpd's containers, and the networks
/// that the machine can be in. `dns-server-tests/lab` brings it up for people, tests for themselves.
public final class Topology implements AutoCloseable {

    /// Where the virtual machine keeps the drop-in files that mpd writes, mounted into the DNS container.
    public static final String DROP_INS = "/var/lib/containers/storage/volumes/mpd-data-volume/_data/state/dnsmasq.d";

    /// How mpd mounts them.
    static final String DROP_INS_MOUNT =
            "type=volume,source=mpd-data-volume,target=/etc/dnsmasq.d,subpath=state/dnsmasq.d,readonly";

    private static final String PORTAL = "10.163.0.4";
    private static final String FILEACCESS = "10.163.0.5";
    private static final String ADMINER = "10.163.0.6";
    private static final String POSTGRES = "10.163.0.30";
    private static final String MARIADB = "10.163.0.31";
    private static final String PHP = "10.163.0.100";
    private static final String NODE = "10.163.0.101";

    private final Settings settings;
    private final MpdHost vm;
    private final Laptop laptop;
    private final List<Capture> outside;

    private Topology(final Settings settings, final MpdHost vm, final Laptop laptop) {
        this.settings = settings;
        this.vm = vm;
        this.laptop = laptop;
        outside = settings.captured()
                ? Arrays.stream(OutsideNetwork.values())
                        .map(network -> network.capture(vm.machine()))
                        .toList()
                : List.of();
    }

    /// What may differ between two of them.
    ///
    /// @param vmAddress of the virtual machine, on 192.168.64.0/24
    /// @param dnsmasq   whether dnsmasq runs in the place of this program
    /// @param captured  whether what goes outside is kept, from before the first container starts
    public record Settings(String vmAddress, boolean dnsmasq, boolean captured) {}

    /// Brings everything up and awaits that the laptop has an answer for each name.
    ///
    /// @param progress is told what happens now
    public static Topology start(final Settings settings, final Consumer<String> progress) {
        progress.accept("the image of the program (built when it changed), and a virtual machine with Podman");
        final MpdHost vm = MpdHost.start(LabRoot.TRIXIE, LabRoot.BOOKWORM.path() + ":bookworm");
        try {
            progress.accept("the networks outside: office and home, with a nameserver each");
            OutsideNetwork.makeAll(vm.machine());
            OutsideNetwork.OFFICE.enter(vm.machine());
            progress.accept("the laptop, and the tunnel to the virtual machine " + settings.vmAddress());
            return withLaptop(settings, vm, progress);
        } catch (final RuntimeException | Error failure) {
            vm.close();
            throw failure;
        }
    }

    private static Topology withLaptop(final Settings settings, final MpdHost vm, final Consumer<String> progress) {
        final Laptop laptop = Laptop.of(vm, LabRoot.TRIXIE, settings.vmAddress());
        try {
            final Topology topology = new Topology(settings, vm, laptop);
            final String resolver = settings.dnsmasq() ? "dnsmasq" : "mpd-dns";
            progress.accept("mpd's containers, with " + resolver + " at " + MpdHost.DNS_ADDRESS);
            new ShellAccess(topology).prepare();
            topology.startContainers();
            progress.accept("an answer on the laptop for every name");
            topology.awaitNames();
            return topology;
        } catch (final RuntimeException | Error failure) {
            laptop.close();
            throw failure;
        }
    }

    private void startContainers() {
        final Machine machine = vm.machine();
        vm.podman("volume", "create", "mpd-data-volume");
        machine.replaceFile("/var/lib/mpd/conf/platform.env", "MPD_VM_IP=" + settings.vmAddress() + "\n");
        machine.replaceFile(DROP_INS + "/moodle45.conf", "# project\naddress=/moodle45.mpd.test/" + PHP + "\n");
        // As mpd sets its machines up: their own programs find the names too.
        machine.replaceFile("/etc/resolv.conf", "nameserver " + MpdHost.DNS_ADDRESS + "\n");
        if (settings.dnsmasq()) {
            new ReplacedDnsmasq(vm, names()).start();
        } else {
            startProgram();
        }
        vm.startContainer("mpd-service-portal", PORTAL);
        vm.startContainer("mpd-service-fileaccess", FILEACCESS);
        vm.startContainer("mpd-service-adminer", ADMINER);
        startDatabase("postgres-17", POSTGRES);
        startDatabase("mariadb-11", MARIADB);
        vm.startRuntime("php", PHP, ShellAccess.CONTAINER_OPTIONS, ShellAccess.CONTAINER_COMMAND);
        vm.startRuntime("node", NODE);
    }

    private void startProgram() {
        vm.startDns("--label", "mpd.ip=" + MpdHost.DNS_ADDRESS, "--mount", DROP_INS_MOUNT);
    }

    private void startDatabase(final String name, final String address) {
        vm.startContainer("mpd-db-" + name, address, "mpd.type=db", "mpd.name=" + name);
    }

    /// Every name with an address of its own, and the address.
    public Map<String, String> names() {
        final Map<String, String> names = new LinkedHashMap<>();
        names.put("mpd.test", PORTAL);
        names.put("dnsmasq.service.mpd.test", MpdHost.DNS_ADDRESS);
        names.put("portal.service.mpd.test", PORTAL);
        names.put("fileaccess.service.mpd.test", FILEACCESS);
        names.put("adminer.service.mpd.test", PORTAL);
        names.put("vm.service.mpd.test", settings.vmAddress());
        names.put("postgres-17.db.mpd.test", POSTGRES);
        names.put("mariadb-11.db.mpd.test", MARIADB);
        names.put("php.runtime.mpd.test", PHP);
        names.put("node.runtime.mpd.test", NODE);
        names.put("moodle45.mpd.test", PHP);
        return names;
    }

    private void awaitNames() {
        final Dig dig = laptop.dig();
        names().forEach(dig::awaitAddresses);
        dig.awaitAddresses(OutsideNetwork.WWW, OutsideNetwork.OFFICE.addressOfWww());
        await("ssh")
                .atMost(20, SECONDS)
                .untilAsserted(() -> assertThat(laptop.machine()
                                .run("ssh", "user@php.runtime.mpd.test", "true")
                                .output())
                        .isEmpty());
    }

    /// The virtual machine.
    public MpdHost vm() {
        return vm;
    }

    /// The laptop.
    public Laptop laptop() {
        return laptop;
    }

    /// What has been seen on each network outside, if that was wanted.
    public List<Capture> outside() {
        return outside;
    }

    @Override
    public void close() {
        laptop.close();
        vm.close();
    }
}
