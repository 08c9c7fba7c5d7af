package mpd.dns.tests.bench;

import static java.util.concurrent.TimeUnit.SECONDS;
import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;
import static mpd.dns.tests.lab.MpdHost.DNS_CONTAINER;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.MpdHost;

/// An mpd machine on which this program and the real dnsmasq take turns at the address that everybody asks,
/// with the same files and the same two nameservers behind them.
final class TruthLab implements AutoCloseable {

    /// The name that the two nameservers answer differently.
    static final String FOREIGN = "www.example.org";

    /// Addresses of the nameservers, and what each says of [#FOREIGN].
    static final List<String> NAMESERVERS = List.of("10.99.0.1", "10.99.0.2");
    static final List<String> FOREIGN_ADDRESSES = List.of("192.0.2.1", "192.0.2.2");

    private static final String CONF = "/srv/assets/dnsmasq.conf";
    private static final String DROP_INS = "/srv/state/dnsmasq.d";
    private static final String RESOLV_CONF = "/run/systemd/resolve/resolv.conf";
    private static final String RELAY = "/run/relay";

    private final MpdHost host;
    private final PodmanRelay relay;
    private final Probe probe;

    private TruthLab(final MpdHost host) {
        this.host = host;
        machine().run("mkdir", "-p", RELAY, DROP_INS, "/srv/assets").output();
        relay = PodmanRelay.start(path(RELAY + "/podman.sock"), path("/run/podman/podman.sock"));
        probe = Probe.start(machine());
    }

    static TruthLab start(final LabRoot root) {
        final MpdHost host = MpdHost.start(root, LabRoot.BOOKWORM.path() + ":bookworm");
        try {
            final TruthLab lab = new TruthLab(host);
            for (int index = 0; index < NAMESERVERS.size(); index++) {
                lab.startNameserver(NAMESERVERS.get(index), FOREIGN_ADDRESSES.get(index));
            }
            lab.use(0);
            return lab;
        } catch (final RuntimeException | Error failure) {
            host.close();
            throw failure;
        }
    }

    private void startNameserver(final String address, final String answer) {
        machine().run("ip", "address", "add", address + "/32", "dev", "lo").output();
        machine()
                .launch(
                        "dnsmasq",
                        "--keep-in-foreground",
                        "--conf-file=/dev/null",
                        "--pid-file=/run/dnsmasq-" + address,
                        "--no-resolv",
                        "--no-hosts",
                        "--listen-address=" + address,
                        "--bind-interfaces",
                        "--address=/" + FOREIGN + "/" + answer);
    }

    MpdHost host() {
        return host;
    }

    Machine machine() {
        return host.machine();
    }

    Probe probe() {
        return probe;
    }

    /// When Podman's events reached this program.
    EventArrivals events() {
        return relay.arrivals();
    }

    /// What dnsmasq says its version is.
    String dnsmasqVersion() {
        return machine()
                .run("chroot", "/bookworm", "/usr/sbin/dnsmasq", "--version")
                .output()
                .split(" ", -1)[2];
    }

    /// What aardvark-dns says its version is.
    String aardvarkVersion() {
        return machine()
                .run("/usr/lib/podman/aardvark-dns", "--version")
                .output()
                .split(" ", -1)[1];
    }

    /// Starts this program in the place of whatever runs, and awaits that it is ready.
    void startOurs() {
        machine().replaceFile(CONF, "interface=*\nlocal=/mpd.test/\nconf-dir=/etc/dnsmasq.d/\n");
        start(
                List.of("-v", "/run/systemd/resolve:/run/systemd/resolve:ro", "-v", RELAY + ":/run/podman:ro"),
                List.of(MpdHost.PROGRAM_IMAGE));
        await("readiness")
                .atMost(60, SECONDS)
                .until(() -> machine()
                                .run("podman", "exec", DNS_CONTAINER, "mpd-dns", "health")
                                .status()
                        == 0);
    }

    /// Starts dnsmasq in the place of whatever runs, as mpd does: Debian 12's, which is the version that mpd
    /// has.
    void startDnsmasq() {
        machine().replaceFile(CONF, """
            interface=*
            local=/mpd.test/
            resolv-file=/etc/dnsmasq-host-resolv.conf
            conf-dir=/etc/dnsmasq.d/
            """);
        start(
                List.of("-v", RESOLV_CONF + ":/etc/dnsmasq-host-resolv.conf:ro", "-v", "/bookworm/usr:/usr:ro"),
                List.of(MpdHost.BASE_IMAGE, "/usr/sbin/dnsmasq", "--keep-in-foreground", "--user=root", "--pid-file="));
    }

    private void start(final List<String> mounts, final List<String> command) {
        machine().run("podman", "rm", "--force", "--time", "2", DNS_CONTAINER);
        final List<String> words = new ArrayList<>(List.of("run", "--detach", "--name", DNS_CONTAINER));
        words.addAll(List.of("--network", "mpd-internal:ip=" + DNS_ADDRESS + ",mac=" + MpdHost.DNS_MAC));
        words.addAll(List.of("--restart", "always", "--label", "mpd.ip=" + DNS_ADDRESS));
        words.addAll(List.of("-v", CONF + ":/etc/dnsmasq.conf:ro", "-v", DROP_INS + ":/etc/dnsmasq.d:ro"));
        words.addAll(mounts);
        words.addAll(command);
        host.podman(words.toArray(String[]::new));
    }

    /// Renames a new version over a drop-in file.
    void renameDropIn(final String name, final String content) {
        rename(path(DROP_INS + "/." + name + ".new"), path(DROP_INS + "/" + name + ".conf"), content);
    }

    /// Writes over a drop-in file in place, as `cp` does too.
    void writeDropIn(final String name, final String content) {
        write(path(DROP_INS + "/" + name + ".conf"), content);
    }

    /// Renames a resolv.conf with that one of the nameservers over the last one.
    void use(final int nameserver) {
        rename(path(RESOLV_CONF + ".new"), path(RESOLV_CONF), "nameserver " + NAMESERVERS.get(nameserver) + "\n");
    }

    private Path path(final String path) {
        return machine().path(path);
    }

    private static void write(final Path file, final String content) {
        try {
            Files.writeString(file, content, StandardCharsets.UTF_8);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void rename(final Path from, final Path to, final String content) {
        write(from, content);
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        probe.close();
        relay.close();
        host.close();
    }
}
