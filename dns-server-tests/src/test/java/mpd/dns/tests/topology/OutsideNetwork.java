package mpd.dns.tests.topology;

import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.Dig;
import mpd.dns.tests.lab.Machine;

/// A network outside that the virtual machine can be in, with one nameserver of its own. They answer the same
/// name differently, as nameservers behind different doors do.
public enum OutsideNetwork {
    /// Knot, authoritative.
    OFFICE("198.51.100.1", "198.51.100.53", "192.0.2.10") {
        @Override
        void startNameserver(final Machine machine) {
            machine.replaceFile("/etc/office/knot.conf", """
                    server:
                        listen: 198.51.100.53@53
                        rundir: /run/office
                        user: root
                    database:
                        storage: /run/office
                    template:
                      - id: default
                        storage: /etc/office
                        zonefile-load: whole
                        journal-content: none
                    zone:
                      - domain: example.org
                        file: example.org.zone
                      - domain: .
                        file: root.zone
                    """);
            // What every resolver knows; `mpd-dns diag` asks for it.
            machine.replaceFile("/etc/office/root.zone", """
                    @    3600 SOA ns.example.org. admin.example.org. 1 3600 600 86400 60
                    @    3600 NS  ns.example.org.
                    example.org. 3600 NS ns.example.org.
                    ns.example.org. 3600 A 198.51.100.53
                    """);
            machine.replaceFile("/etc/office/example.org.zone", """
                    @    3600 SOA ns admin 1 3600 600 86400 60
                    @    3600 NS  ns
                    ns   3600 A   198.51.100.53
                    www  3600 A   192.0.2.10
                    big  3600 TXT %s
                    """.formatted(
                            ("\"" + "office ".repeat(30) + "\" ").repeat(BIG_STRINGS)));
            machine.run("mkdir", "-p", "/run/office").output();
            launch(machine, "knotd", "--config", "/etc/office/knot.conf");
        }
    },
    /// dnsmasq, as in a home router.
    HOME("203.0.113.1", "203.0.113.53", "192.0.2.20") {
        @Override
        void startNameserver(final Machine machine) {
            launch(
                    machine,
                    "dnsmasq",
                    "--keep-in-foreground",
                    "--conf-file=/dev/null",
                    "--pid-file=",
                    "--no-resolv",
                    "--no-hosts",
                    "--listen-address=203.0.113.53",
                    "--bind-interfaces",
                    "--address=/www.example.org/192.0.2.20",
                    // The root's NS record, which `mpd-dns diag` asks for.
                    "--dns-rr=.,2,00",
                    "--txt-record=big.example.org" + (",\"" + "home ".repeat(42) + "\"").repeat(BIG_STRINGS));
        }
    };

    /// The name that each of them answers with another address.
    public static final String WWW = "www.example.org";

    /// The name with a TXT record that no datagram holds.
    public static final String BIG = "big.example.org";

    private static final int BIG_STRINGS = 14;

    private final String machineAddress;
    private final String nameserver;
    private final String addressOfWww;

    OutsideNetwork(final String machineAddress, final String nameserver, final String addressOfWww) {
        this.machineAddress = machineAddress;
        this.nameserver = nameserver;
        this.addressOfWww = addressOfWww;
    }

    /// Its name, and that of the machine's interface on the way there.
    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /// The address of its nameserver.
    public String nameserver() {
        return nameserver;
    }

    /// What its nameserver says of [#WWW].
    public String addressOfWww() {
        return addressOfWww;
    }

    /// Makes the networks beside a machine, each with a host that answers, and lets the machine into none yet:
    /// `switch-network` does.
    public static void makeAll(final Machine machine) {
        for (final OutsideNetwork network : values()) {
            machine.run("sh", "-ec", """
                    ip netns add $0
                    ip link add $0 type veth peer name eth0 netns $0
                    ip address add $1/24 dev $0
                    ip link set $0 up
                    ip -netns $0 address add $2/24 dev eth0
                    ip -netns $0 link set lo up
                    ip -netns $0 link set eth0 up
                    ip -netns $0 route add default via $1
                    mkdir -p /etc/networks.d
                    echo $2 $2 > /etc/networks.d/$0
                    """, network.id(), network.machineAddress, network.nameserver)
                    .output();
            network.startNameserver(machine);
            Dig.from(machine, network.nameserver).awaitAddresses(WWW, network.addressOfWww);
        }
        for (final OutsideNetwork network : values()) {
            machine.run("ip", "link", "set", network.id(), "down").output();
        }
    }

    /// Takes the machine into this network.
    public void enter(final Machine machine) {
        machine.run("/lab/switch-network", id()).output();
    }

    abstract void startNameserver(Machine machine);

    /// Begins to keep what arrives over there, where the interface stays up whatever the machine does.
    Capture capture(final Machine machine) {
        return Capture.start(machine, overThere(), "eth0", id());
    }

    private List<String> overThere() {
        return List.of("nsenter", "--net=/run/netns/" + id(), "--");
    }

    final void launch(final Machine machine, final String... command) {
        final List<String> whole = new ArrayList<>(overThere());
        whole.addAll(List.of(command));
        machine.launch(whole.toArray(String[]::new));
    }
}
