package mpd.dns.tests.system;

import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;

import java.util.List;
import mpd.dns.tests.lab.Diagnosis;
import mpd.dns.tests.lab.Dig;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.MpdHost;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The way of every query in daily use: laptop, WireGuard tunnel, virtual machine, container.
@ExtendWith(Diagnosis.class)
@Tag("system")
class WireGuardIT {

    /// Both ends of a tunnel; `$0` is the laptop's namespace.
    private static final String TUNNEL = """
            ip netns add $0
            ip link add $0 type veth peer name eth0 netns $0
            ip address add 192.0.2.1/30 dev $0
            ip link set $0 up
            ip -netns $0 address add 192.0.2.2/30 dev eth0
            ip -netns $0 link set eth0 up
            ip -netns $0 link set lo up
            cd /tmp && umask 077
            wg genkey > vm.key && wg genkey > laptop.key
            wireguard-go wg-vm > /dev/null 2>&1
            nsenter --net=/run/netns/$0 wireguard-go wg-laptop > /dev/null 2>&1
            wg set wg-vm private-key vm.key listen-port 51820 peer "$(wg pubkey < laptop.key)" allowed-ips 10.164.0.1/32
            nsenter --net=/run/netns/$0 wg set wg-laptop private-key laptop.key \\
                peer "$(wg pubkey < vm.key)" endpoint 192.0.2.1:51820 allowed-ips 10.164.0.0/30,10.163.0.0/24
            ip address add 10.164.0.2/30 dev wg-vm
            ip link set wg-vm up
            ip -netns $0 address add 10.164.0.1/30 dev wg-laptop
            ip -netns $0 link set wg-laptop up
            ip -netns $0 route add 10.163.0.0/24 dev wg-laptop
            """;

    @Test
    void laptopReachesEveryNameThroughTheTunnel() {
        try (MpdHost host = MpdHost.start(LabRoot.BOOKWORM)) {
            host.startDns();
            host.startContainer("mpd-service-portal", "10.163.0.4");
            final Machine machine = host.machine();
            machine.run("sh", "-ec", TUNNEL, "laptop").output();
            final Dig laptop = new Dig(machine, List.of("nsenter", "--net=/run/netns/laptop", "--"), DNS_ADDRESS);
            laptop.awaitAddresses("mpd.test", "10.163.0.4");
            laptop.awaitAddresses("portal.service.mpd.test", "10.163.0.4");
            laptop.awaitPointer("10.163.0.4", "portal.service.mpd.test");
            laptop.awaitNoSuchName("nothing.mpd.test");
        }
    }
}
