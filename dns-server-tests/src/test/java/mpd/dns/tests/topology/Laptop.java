package mpd.dns.tests.topology;

import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.Commands;
import mpd.dns.tests.lab.Dig;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.MpdHost;

/// The laptop that a virtual machine runs on: a cable to it, and the WireGuard tunnel through which all names
/// are looked up.
public final class Laptop implements AutoCloseable {

    /// The tunnel's interface on both sides, and the name of its configuration for `wg-quick`.
    public static final String TUNNEL = "mpd";

    /// The laptop's address on the network that it has in common with the virtual machine.
    private static final String CABLE_ADDRESS = "192.168.64.1";

    private final Machine machine;
    private final Machine vm;

    private Laptop(final Machine machine, final Machine vm) {
        this.machine = machine;
        this.vm = vm;
    }

    /// Starts the laptop of a virtual machine and takes both ends of the tunnel up.
    ///
    /// @param vmAddress of the machine on the network that the two have in common, 192.168.64.0/24
    public static Laptop of(final MpdHost vm, final LabRoot root, final String vmAddress) {
        final Laptop laptop = new Laptop(Machine.startNamed("laptop", root), vm.machine());
        try {
            laptop.layCable(vmAddress);
            laptop.digTunnel(vmAddress);
            laptop.tunnelUp();
            return laptop;
        } catch (final RuntimeException | Error failure) {
            laptop.close();
            throw failure;
        }
    }

    private void layCable(final String vmAddress) {
        // Neither machine knows the other's processes: the namespace comes along as an open file.
        final List<String> command = new ArrayList<>(
                List.of("sh", "-ec", "exec \"$@\" 3< /proc/" + machine.firstProcess() + "/ns/net", "cable"));
        command.addAll(vm.inside(
                "ip", "link", "add", "laptop", "type", "veth", "peer", "name", "vm", "netns", "/proc/self/fd/3"));
        Commands.run(command, "").output();
        vm.run("sh", "-ec", "ip address add $0/24 dev laptop; ip link set laptop up", vmAddress)
                .output();
        machine.run("sh", "-ec", "ip address add $0/24 dev vm; ip link set vm up", CABLE_ADDRESS)
                .output();
    }

    /// Writes the tunnel's configuration as mpd does, and takes the virtual machine's end up. The route is
    /// ours: while no container runs there is no bridge, and without it the machine would pass the laptop's
    /// queries on to its default route, into a network outside.
    private void digTunnel(final String vmAddress) {
        final String vmKey = vm.run("wg", "genkey").output();
        final String laptopKey = machine.run("wg", "genkey").output();
        configure(vm, """
                [Interface]
                PrivateKey = %s
                Address = 10.164.0.2/30
                ListenPort = 51820
                PostUp = ip route add unreachable 10.163.0.0/24 metric 4096

                [Peer]
                PublicKey = %s
                AllowedIPs = 10.164.0.1/32
                """.formatted(vmKey, publicKey(laptopKey)));
        configure(machine, """
                [Interface]
                PrivateKey = %s
                Address = 10.164.0.1/30
                DNS = %s

                [Peer]
                PublicKey = %s
                Endpoint = %s:51820
                AllowedIPs = 10.164.0.0/30, 10.163.0.0/24
                PersistentKeepalive = 25
                """.formatted(laptopKey, MpdHost.DNS_ADDRESS, publicKey(vmKey), vmAddress));
        vm.run("sh", "-ec", "echo 1 > /proc/sys/net/ipv4/ip_forward").output();
        vm.run("wg-quick", "up", TUNNEL).output();
    }

    private String publicKey(final String privateKey) {
        return machine.runWithInput(privateKey + "\n", "wg", "pubkey").output();
    }

    private static void configure(final Machine end, final String configuration) {
        final String file = "/etc/wireguard/" + TUNNEL + ".conf";
        end.replaceFile(file, configuration);
        end.run("chmod", "600", file).output();
    }

    /// Takes the tunnel up, as the person on the laptop does: with it comes the nameserver for all names.
    public void tunnelUp() {
        machine.run("wg-quick", "up", TUNNEL).output();
    }

    /// Takes the tunnel down.
    public void tunnelDown() {
        machine.run("wg-quick", "down", TUNNEL).output();
    }

    /// The laptop itself.
    public Machine machine() {
        return machine;
    }

    /// Asks through the tunnel.
    public Dig dig() {
        return Dig.from(machine, MpdHost.DNS_ADDRESS);
    }

    @Override
    public void close() {
        machine.close();
    }
}
