package mpd.dns.tests.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.Dig;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.Program;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Addresses that come after the program, as a WireGuard interface does.
@Tag("system")
class LateAddressIT {

    @TempDir
    private Path directory;

    @Test
    void addressThatComesLaterIsServedAndTheOthersMeanwhile() {
        try (Machine machine = Machine.start(LabRoot.TRIXIE);
                Program program = Program.startOn(
                        machine,
                        directory,
                        Program.serveArguments(
                                directory,
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 53),
                                "--listen",
                                "10.164.0.2:53",
                                "--record",
                                "php.runtime.mpd.test=10.163.0.100"))) {
            await("the address that is there")
                    .atMost(180, SECONDS)
                    .untilAsserted(() -> assertThat(Dig.from(machine, "127.0.0.1")
                                    .ask("php.runtime.mpd.test", "A")
                                    .records())
                            .as(program.output())
                            .containsExactly("A 10.163.0.100"));
            machine.run(
                            "sh",
                            "-ec",
                            "ip link add wg0 type veth peer name other; ip address add 10.164.0.2/30 dev wg0; ip link set wg0 up")
                    .output();
            Dig.from(machine, "10.164.0.2").awaitAddresses("php.runtime.mpd.test", "10.163.0.100");
        }
    }

    @Test
    void interfaceThatAFileNamesIsListenedOnWhileItIsThere() throws IOException {
        Files.writeString(directory.resolve("dnsmasq.conf"), """
                no-hosts
                interface=wg0
                host-record=php.runtime.mpd.test,10.163.0.100
                """);
        final String up = "ip link add wg0 type veth peer name other; ip address add 10.164.0.2/30 dev wg0;"
                + " ip link set wg0 up";
        final List<String> arguments = new ArrayList<>(
                Program.serveArguments(directory, new InetSocketAddress(InetAddress.getLoopbackAddress(), 53)));
        final int listen = arguments.indexOf("--listen");
        arguments.subList(listen, listen + 2).clear();
        try (Machine machine = Machine.start(LabRoot.TRIXIE);
                Program program = Program.startOn(machine, directory, arguments)) {
            await("loopback")
                    .atMost(180, SECONDS)
                    .untilAsserted(() -> assertThat(Dig.from(machine, "127.0.0.1")
                                    .ask("php.runtime.mpd.test", "A")
                                    .records())
                            .as(program.output())
                            .containsExactly("A 10.163.0.100"));
            for (int round = 0; round < 2; round++) {
                machine.run("sh", "-ec", up).output();
                Dig.from(machine, "10.164.0.2").awaitAddresses("php.runtime.mpd.test", "10.163.0.100");
                machine.run("ip", "link", "delete", "wg0").output();
                await("nothing listens on the address that is gone")
                        .atMost(20, SECONDS)
                        .untilAsserted(
                                () -> assertThat(machine.run("ss", "-Hlnut").out())
                                        .contains("127.0.0.1:53")
                                        .doesNotContain("10.164.0.2"));
            }
        }
    }

    @Test
    void machineWithoutIpv6ServesIpv4() {
        try (Machine machine = Machine.start(LabRoot.TRIXIE)) {
            machine.run("sh", "-ec", "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6")
                    .output();
            try (Program program = Program.startOn(
                    machine,
                    directory,
                    Program.serveArguments(
                            directory,
                            new InetSocketAddress("0.0.0.0", 53),
                            "--listen",
                            "[::]:53",
                            "--record",
                            "php.runtime.mpd.test=10.163.0.100"))) {
                await("IPv4")
                        .atMost(180, SECONDS)
                        .untilAsserted(() -> assertThat(Dig.from(machine, "127.0.0.1")
                                        .ask("php.runtime.mpd.test", "A")
                                        .records())
                                .as(program.output())
                                .containsExactly("A 10.163.0.100"));
            }
        }
    }
}
