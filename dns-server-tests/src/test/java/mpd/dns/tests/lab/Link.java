package mpd.dns.tests.lab;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/// A host in a network namespace of its own beside a machine, and the way there, which can be made worse:
/// what `tc netem` does where the kernel has it (see `dns-server-tests/lab-parts/poor-link`).
///
/// @param machine this side
/// @param name    of the namespace and of this side's interface; eight letters at most
/// @param address of the host over there, in a network of 256
public record Link(Machine machine, String name, String address) {

    /// Makes the host and the way there, good for now.
    ///
    /// @param address must not end in .1, which is this side's
    public static Link to(final Machine machine, final String name, final String address) {
        final Link link = new Link(machine, name, address);
        machine.run("mkdir", "-p", link.directory()).output();
        link.write(0, 0);
        machine.launch("perl", "/lab/poor-link", name, link.directory());
        await("the link " + name)
                .atMost(20, SECONDS)
                .untilAsserted(() -> assertThat(
                                machine.run("cat", link.directory() + "/pid").status())
                        .isZero());
        machine.run("sh", "-ec", """
                ip netns add $0
                ip link set $0-far netns $0 name eth0
                ip address add ${1%.*}.1/24 dev $0
                ip link set $0 up
                ip -netns $0 address add $1/24 dev eth0
                ip -netns $0 link set lo up
                ip -netns $0 link set eth0 up
                """, name, address).output();
        return link;
    }

    /// Of a hundred packets so many are lost from now on, in each direction.
    public Link loss(final int percent) {
        return change(percent + " ${2}");
    }

    /// Packets from over there come later by this from now on.
    public Link delay(final Duration delay) {
        return change("${1} " + delay.toMillis());
    }

    /// Takes this side's interface down: the network is unreachable.
    public Link down() {
        return set("ip link set " + name + " down");
    }

    /// Takes the interface over there down: nobody answers any more.
    public Link farDown() {
        return set("ip -netns " + name + " link set eth0 down");
    }

    /// Takes both interfaces up, and all that was made worse back.
    public Link good() {
        change("0 0");
        return set("ip link set %1$s up; ip -netns %1$s link set eth0 up".formatted(name));
    }

    /// How many packets have been sent there, of those that left this side's interface.
    public long sent() {
        return Long.parseLong(machine.run("cat", "/sys/class/net/" + name + "/statistics/tx_packets")
                .output());
    }

    /// The namespace over there.
    public Network far() {
        return machine.network(name);
    }

    /// Starts a command over there that goes on.
    public void launch(final String... command) {
        final String[] whole = new String[command.length + 3];
        whole[0] = "nsenter";
        whole[1] = "--net=/run/netns/" + name;
        whole[2] = "--";
        System.arraycopy(command, 0, whole, 3, command.length);
        machine.launch(whole);
    }

    private Link set(final String commands) {
        machine.run("sh", "-ec", commands).output();
        return this;
    }

    /// `$1` and `$2` are loss and delay as they are.
    private Link change(final String settings) {
        machine.run("sh", "-ec", """
                cd $0
                set -- $(cat settings)
                echo "%s" > settings
                kill -HUP $(cat pid)
                """.formatted(settings), directory()).output();
        return this;
    }

    private void write(final int loss, final int delay) {
        machine.replaceFile(directory() + "/settings", loss + " " + delay + "\n");
    }

    private String directory() {
        return "/run/links/" + name;
    }
}
