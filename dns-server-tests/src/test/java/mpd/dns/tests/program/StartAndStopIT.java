package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import mpd.dns.tests.lab.Commands;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/// How the program starts, refuses to start, and ends.
class StartAndStopIT {

    @TempDir
    private Path directory;

    @Test
    void terminationEndsWithStatusZeroAndFreesThePort() throws IOException {
        final InetSocketAddress address = Program.freeAddress("127.0.0.1");
        try (Program program = Program.serve(directory, address)) {
            program.process().destroy();
            assertThat(program.awaitExit()).as(program.output()).isZero();
        }
        try (DatagramSocket udp = new DatagramSocket(address);
                ServerSocket tcp = new ServerSocket(address.getPort(), 1, address.getAddress())) {
            assertThat(udp.getLocalPort()).isEqualTo(tcp.getLocalPort());
        }
    }

    @Test
    void aKillLeavesNothingThatStopsTheNextStart() throws IOException {
        final InetSocketAddress address = Program.freeAddress("127.0.0.1");
        final Path control = directory.resolve("control.sock");
        try (Program killed = Program.serve(directory, address)) {
            killed.process().destroyForcibly();
            assertThat(killed.awaitExit()).isNotZero();
        }
        assertThat(control).as("what is left behind").exists();
        try (Program next = Program.serve(directory, address)) {
            final Program health = Program.run(directory, "health", "--control", control.toString());
            assertThat(health.process().exitValue()).as(health.output()).isZero();
            next.process().destroy();
            assertThat(next.awaitExit()).as(next.output()).isZero();
        }
        assertThat(control).doesNotExist();
    }

    @Test
    void eachThreadHasASocketOfItsOwn() throws IOException {
        final InetSocketAddress address = Program.freeAddress("127.0.0.1");
        try (Program _ = Program.serve(directory, address, "--threads", "3")) {
            assertThat(Files.readAllLines(Path.of("/proc/net/udp")))
                    .filteredOn(line -> line.contains(String.format(Locale.ROOT, " 0100007F:%04X ", address.getPort())))
                    .hasSize(3);
        }
    }

    /// The JVM waits 300 ms at its end for a thread in the kernel that will not come back.
    @Test
    void noThreadWaitsForSocketsOfVirtualThreads() throws IOException {
        final InetSocketAddress address = Program.freeAddress("127.0.0.1");
        try (Program program = Program.serve(directory, address)) {
            Program.run(
                    directory,
                    "health",
                    "--control",
                    directory.resolve("control.sock").toString());
            final String threads = Commands.run(
                            List.of(
                                    Path.of(System.getProperty("java.home"), "bin/jcmd")
                                            .toString(),
                                    Long.toString(program.process().pid()),
                                    "Thread.print"),
                            "")
                    .output();
            assertThat(threads).contains("\"control\" #").doesNotContainPattern("\"[^\"]*Poller[^\"]*\" #");
        }
    }

    @Test
    void aStartThatFailsHasAnsweredNobody() throws Exception {
        final InetSocketAddress address = Program.freeAddress("127.0.0.1");
        Files.writeString(directory.resolve("control.sock"), "no socket");
        try (DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                Program program = Program.start(directory, Program.serveArguments(directory, address))) {
            client.setSoTimeout(2);
            final byte[] query = Packets.query("mpd.test", Type.SOA);
            final DatagramPacket answer = new DatagramPacket(new byte[1232], 1232);
            while (program.process().isAlive()) {
                client.send(new DatagramPacket(query, query.length, address));
                assertThatThrownBy(() -> client.receive(answer)).isInstanceOf(SocketTimeoutException.class);
            }
            assertThat(program.awaitExit()).as(program.output()).isEqualTo(2);
            assertThat(program.output()).contains("control.sock is there already and is no socket");
        }
    }

    @Test
    void portTakenByAnotherProcessIsToldWithItsHolder() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            final InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
            try (Program program = Program.start(directory, Program.serveArguments(directory, address))) {
                assertThat(program.awaitExit()).as(program.output()).isEqualTo(2);
                assertThat(program.output())
                        .contains(Program.text(address))
                        .contains(Long.toString(ProcessHandle.current().pid()));
            }
        }
    }

    @Test
    void tcpPortTakenIsToldAndNothingIsLeftBound() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
            try (Program program = Program.start(directory, Program.serveArguments(directory, address))) {
                assertThat(program.awaitExit()).as(program.output()).isEqualTo(2);
                assertThat(program.output()).contains(Program.text(address));
            }
            new DatagramSocket(address).close();
        }
    }

    @Test
    void secondServerOnTheSameAddressIsRefused() throws IOException {
        final InetSocketAddress address = Program.freeAddress("127.0.0.1");
        final Path other = Files.createDirectory(directory.resolve("other"));
        try (Program first = Program.serve(directory, address);
                Program second = Program.start(other, Program.serveArguments(other, address))) {
            assertThat(second.awaitExit()).as(second.output()).isEqualTo(2);
            assertThat(second.output())
                    .contains(Program.text(address))
                    .contains(Long.toString(first.process().pid()));
            assertThat(new DnsClient(address).udp(Packets.query("mpd.test", Type.SOA)))
                    .isNotNull();
        }
    }

    @Test
    void everyWrongFlagIsToldAtOnce() {
        final Program program = Program.run(
                directory,
                "serve",
                "--listen",
                "somewhere",
                "--record",
                "name-without-address",
                "--subnet",
                "10.0.0.0/99",
                "--zone",
                "..");
        assertThat(program.process().exitValue()).isEqualTo(2);
        assertThat(program.output())
                .contains("--listen", "somewhere")
                .contains("--record", "name-without-address")
                .contains("--subnet", "10.0.0.0/99")
                .contains("--zone");
    }

    @Test
    void commandsSayThatNoServerRuns() {
        for (final String command : List.of("status", "records", "health")) {
            final Program program = Program.run(
                    directory,
                    command,
                    "--control",
                    directory.resolve("none.sock").toString());
            assertThat(program.process().exitValue()).as(program.output()).isNotZero();
            assertThat(program.output()).contains("none.sock").doesNotContain("Exception");
        }
    }

    @Test
    void commandsTellWhatTheServerDoes() {
        final InetSocketAddress address = Program.freeAddress("127.0.0.1");
        try (Program _ = Program.serve(directory, address, "--record", "php.runtime.mpd.test=10.163.0.100")) {
            final String control = directory.resolve("control.sock").toString();
            assertThat(Program.run(directory, "health", "--control", control)
                            .process()
                            .exitValue())
                    .isZero();
            assertThat(Program.run(directory, "records", "--control", control).output())
                    .contains("php.runtime.mpd.test", "10.163.0.100", "--record");
            assertThat(Program.run(directory, "explain", "php.runtime.mpd.test", "--control", control)
                            .output())
                    .contains("10.163.0.100", "--record");
            assertThat(Program.run(directory, "status", "--json", "--control", control)
                            .output())
                    .startsWith("{");
        }
    }
}
