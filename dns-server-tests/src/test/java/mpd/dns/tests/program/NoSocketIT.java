package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mpd.dns.tests.lab.Commands;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// There is no socket to ask a nameserver with.
@Tag("root")
class NoSocketIT {

    private static final String UPSTREAM = "127.10.61.22";

    @TempDir
    private Path directory;

    private final InetSocketAddress address = Program.freeAddress("127.0.0.1");
    private final DnsClient client = new DnsClient(address);
    private final AtomicInteger names = new AtomicInteger();
    private ScriptedUpstream upstream;
    private Program program;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(directory.resolve("resolv.conf"), "nameserver " + UPSTREAM + "\n");
        upstream = ScriptedUpstream.startSaying(UPSTREAM, "192.0.2.22");
    }

    @AfterEach
    void stop() {
        program.close();
        upstream.close();
    }

    @Test
    void nameserverOfAFamilyThatIsNotThereIsPassedOver() throws IOException {
        Files.writeString(directory.resolve("resolv.conf"), "nameserver ::1\nnameserver " + UPSTREAM + "\n");
        program = Program.serveWithJavaOptions(
                directory, address, "-Dio.netty.transport.noNative=true -Djava.net.preferIPv4Stack=true");

        final long begun = System.nanoTime();
        assertThat(askAnother().getRcode()).as(program.output()).isEqualTo(Rcode.NOERROR);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    }

    /// All the files are open that the process may have.
    @Test
    void whoAsksIsToldAtOnceAndNamesAreForwardedAgainOnceThereIsRoom() throws IOException {
        program = Program.serve(directory, address, "--record", "php.runtime.mpd.test=10.163.0.100");
        await("forwarding").until(() -> askAnother().getRcode() == Rcode.NOERROR);
        final long pid = program.process().pid();
        final long before = openFiles(pid);

        limit(pid, "3");
        // The sockets there are go on for some seconds.
        await("an answer without a socket")
                .atMost(Duration.ofSeconds(20))
                .until(() -> askAnother().getRcode() == Rcode.SERVFAIL);
        final long begun = System.nanoTime();
        assertThat(askAnother().getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        assertThat(client.udp(Packets.query("php.runtime.mpd.test", Type.A)).getSection(Section.ANSWER))
                .hasSize(1);

        limit(pid, "4096");
        await("forwarding again").until(() -> askAnother().getRcode() == Rcode.NOERROR);
        await("no socket that nobody uses")
                .untilAsserted(() -> assertThat(openFiles(pid)).isLessThanOrEqualTo(before + 16));
    }

    private Message askAnother() {
        return client.udp(Packets.query("n" + names.incrementAndGet() + ".example", Type.A));
    }

    private static void limit(final long pid, final String files) {
        Commands.run(List.of("prlimit", "--pid", Long.toString(pid), "--nofile=" + files + ":4096"), "")
                .output();
    }

    private static long openFiles(final long pid) throws IOException {
        try (var open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return open.count();
        }
    }
}
