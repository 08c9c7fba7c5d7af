package mpd.dns.tests.lab;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A machine as mpd sets it up: Podman with its REST service, the network `mpd-internal`, and this program in
/// its container.
public final class MpdHost implements AutoCloseable {

    /// The address that the whole world asks.
    public static final String DNS_ADDRESS = "10.163.0.3";

    /// Pinned, or whoever asked before a restart keeps sending to the old one for half a minute.
    public static final String DNS_MAC = "02:00:0a:a3:00:03";

    private static final String BRIDGE_MAC = "02:00:0a:a3:00:01";

    /// The name of the container that answers there.
    public static final String DNS_CONTAINER = "mpd-service-dnsmasq";

    /// The name of the container that has Podman's socket where the one that answers has not.
    public static final String WATCH_CONTAINER = "mpd-dns-watch";

    /// A Debian to run anything in.
    public static final String BASE_IMAGE = "localhost/debian:trixie-slim";

    /// This program's image.
    public static final String PROGRAM_IMAGE = "localhost/mpd-dns";

    // Set by the thread that starts a host, read by the one that tells of a failure.
    private static volatile Optional<MpdHost> latest = Optional.empty();

    private final LabRoot root;
    private final Machine machine;

    private MpdHost(final LabRoot root, final Machine machine) {
        this.root = root;
        this.machine = machine;
    }

    /// Starts a machine with Podman, network and images; the program does not run yet.
    ///
    /// @param shares directories of the host to see read-only, `SOURCE:TARGET`
    public static MpdHost start(final LabRoot root, final String... shares) {
        final List<String> all = new ArrayList<>(List.of(shares));
        all.add(StoredImages.of(root) + ":images");
        final MpdHost host = new MpdHost(root, Machine.startNamed("vm", root, all.toArray(String[]::new)));
        try {
            host.machine.run(StoredImages.copy("/images")).output();
            host.podman("network", "create", "--subnet", "10.163.0.0/24", "mpd-internal");
            host.machine.replaceFile("/run/systemd/resolve/resolv.conf", "# no nameserver known\n");
            host.machine.replaceFile("/var/lib/mpd/conf/platform.env", "MPD_VM_IP=\n");
            host.startPodmanService();
            latest = Optional.of(host);
            return host;
        } catch (final RuntimeException | Error failure) {
            host.close();
            throw failure;
        }
    }

    /// The host that was started last, while it runs.
    static Optional<MpdHost> latest() {
        return latest;
    }

    /// The machine itself.
    public Machine machine() {
        return machine;
    }

    /// Runs `podman` with these arguments.
    ///
    /// @throws AssertionError when it fails
    public String podman(final String... arguments) {
        final List<String> command = new ArrayList<>(List.of("podman"));
        command.addAll(List.of(arguments));
        return machine.run(command.toArray(String[]::new)).output();
    }

    /// Starts Podman's REST service and awaits that it answers.
    public void startPodmanService() {
        machine.run("mkdir", "-p", "/run/podman").output();
        machine.launch("podman", "system", "service", "--time=0", "unix:///run/podman/podman.sock");
        await("Podman's service")
                .atMost(20, SECONDS)
                .untilAsserted(() -> assertThat(machine.run(
                                        "curl",
                                        "--silent",
                                        "--unix-socket",
                                        "/run/podman/podman.sock",
                                        "http://podman/_ping")
                                .out())
                        .isEqualTo("OK"));
    }

    /// Kills Podman's REST service and takes its socket away, as a machine that restarts it does.
    public void killPodmanService() {
        machine.run("pkill", "-KILL", "-f", "podman system service");
        machine.run("rm", "-f", "/run/podman/podman.sock").output();
    }

    /// Starts this program with the very command of the documentation, and awaits that it is ready.
    ///
    /// @param more further words before the image's name, e.g. mounts
    public void startDns(final String... more) {
        runDocumented("## Run", 0, more);
        pinAddressOfBridge();
        awaitReady();
    }

    /// Starts this program in two containers with the very commands of the documentation, and awaits that it is
    /// ready.
    public void startSeparatedDns() {
        startWatchOfSeparatedDns();
        startServeOfSeparatedDns();
        awaitReady();
    }

    /// Starts the container that has Podman's socket and no network.
    public void startWatchOfSeparatedDns() {
        runDocumented("### Without Podman's socket", 0);
    }

    /// Starts the container that has the network and not Podman's socket.
    public void startServeOfSeparatedDns() {
        runDocumented("### Without Podman's socket", 1);
        pinAddressOfBridge();
    }

    private void runDocumented(final String heading, final int index, final String... more) {
        final String command = DocumentedCommand.below("CONTAINER.md", heading).get(index);
        final String image = " " + PROGRAM_IMAGE;
        assertThat(command).contains(image);
        machine.run("sh", "-c", command.replace(image, " " + String.join(" ", more) + image))
                .output();
    }

    // The bridge of Podman 4.3.1 has the hardware address of one of its containers, and another one whenever
    // that container comes or goes: an answer that is on its way just then is lost, whoever sent it.
    private void pinAddressOfBridge() {
        if (root == LabRoot.BOOKWORM) {
            final String bridge = podman("network", "inspect", "--format", "{{.NetworkInterface}}", "mpd-internal");
            machine.run("ip", "link", "set", "dev", bridge, "address", BRIDGE_MAC)
                    .output();
        }
    }

    /// Awaits that the program is ready.
    public void awaitReady() {
        await("readiness")
                .atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(machine.run("podman", "exec", DNS_CONTAINER, "mpd-dns", "health"))
                        .returns(0, Outcome::status));
    }

    /// Runs the image with the very command line that mpd runs its dnsmasq with, and what is added to it.
    ///
    /// @param more further words before the image's name, e.g. mounts
    public void runInPlaceOfDnsmasq(final List<String> more) {
        final List<String> arguments = new ArrayList<>(List.of(
                "run",
                "-d",
                "--name",
                DNS_CONTAINER,
                "--network",
                "mpd-internal:ip=" + DNS_ADDRESS,
                "--restart",
                "always",
                "--label",
                "com.docker.compose.project=mpd-service",
                "--label",
                "mpd.service.revision=9",
                "--label",
                "mpd.ca.fingerprint=0123456789abcdef"));
        arguments.addAll(more);
        arguments.add(PROGRAM_IMAGE);
        podman(arguments.toArray(String[]::new));
        pinAddressOfBridge();
    }

    /// Makes and starts a container on mpd's network that does nothing, with its address pinned as mpd does.
    public void startContainer(final String name, final String address, final String... labels) {
        final List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--detach",
                "--name",
                name,
                "--stop-signal",
                "KILL",
                "--network",
                "mpd-internal",
                "--ip",
                address,
                "--label",
                "mpd.ip=" + address));
        for (final String label : labels) {
            arguments.addAll(List.of("--label", label));
        }
        arguments.addAll(List.of(BASE_IMAGE, "sleep", "infinity"));
        podman(arguments.toArray(String[]::new));
    }

    /// Starts a runtime as mpd does: the pod `mpd-runtime-NAME` that has the address, and in it a main
    /// container that does nothing.
    public void startRuntime(final String name, final String address) {
        startRuntime(name, address, List.of(), List.of("sleep", "infinity"));
    }

    /// Starts a runtime whose main container does something.
    ///
    /// @param options further words before the image's name, e.g. mounts
    public void startRuntime(
            final String name, final String address, final List<String> options, final List<String> command) {
        final String pod = "mpd-runtime-" + name;
        podman("pod", "create", "--name", pod, "--network", "mpd-internal", "--ip", address);
        final List<String> arguments = new ArrayList<>(List.of("run", "--detach", "--pod", pod));
        arguments.addAll(List.of("--name", pod + "-main", "--stop-signal", "KILL"));
        arguments.addAll(List.of("--label", "mpd.runtime=" + name, "--label", "mpd.ip=" + address));
        arguments.addAll(options);
        arguments.add(BASE_IMAGE);
        arguments.addAll(command);
        podman(arguments.toArray(String[]::new));
    }

    /// Asks the program from the machine.
    public Dig dig() {
        return Dig.from(machine, DNS_ADDRESS);
    }

    /// Asks the program from within a container's network.
    public Dig digIn(final String container) {
        final String process = podman("inspect", "--format", "{{.State.Pid}}", container);
        return new Dig(machine, List.of("nsenter", "--net=/proc/" + process + "/ns/net", "--"), DNS_ADDRESS);
    }

    @Override
    public void close() {
        latest = Optional.empty();
        machine.close();
    }
}
