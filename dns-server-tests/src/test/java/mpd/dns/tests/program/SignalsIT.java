package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/// The signals that people send to dnsmasq.
@Tag("root")
class SignalsIT {

    private static final String UPSTREAM = "127.10.53.3";

    @TempDir
    private Path directory;

    private final InetSocketAddress address = Program.freeAddress("127.0.0.1");
    private final DnsClient client = new DnsClient(address);
    private ScriptedUpstream upstream;
    private Program program;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(directory.resolve("resolv.conf"), "nameserver " + UPSTREAM + "\n");
        upstream = ScriptedUpstream.start(UPSTREAM, ScriptedUpstream.addressOfEverything("192.0.2.1"));
        program = Program.serve(directory, address);
    }

    @AfterEach
    void stop() {
        program.close();
        upstream.close();
    }

    private void signal(final String name) throws IOException, InterruptedException {
        final long process = program.process().pid();
        final Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process)).start();
        assertThat(kill.waitFor()).isZero();
    }

    private void ask(final String name) {
        assertThat(client.udp(Packets.query(name, Type.A)).getRcode()).isZero();
    }

    @Test
    void hangUpEmptiesTheCacheAndReadsEverythingAgain() throws Exception {
        await("an answer from the cache").until(() -> {
            final int before = upstream.received().size();
            ask("www.example.org");
            return before > 0 && upstream.received().size() == before;
        });
        final int before = upstream.received().size();
        Files.writeString(directory.resolve("dnsmasq.d/new.conf"), "address=/new.mpd.test/10.163.0.9\n");
        signal("HUP");
        await("the end of the reading")
                .untilAsserted(() -> assertThat(program.output()).contains("everything has been read again"));
        ask("www.example.org");
        assertThat(upstream.received()).hasSizeGreaterThan(before);
        await("the new file").untilAsserted(() -> ask("new.mpd.test"));
        assertThat(program.process().isAlive()).isTrue();
    }

    @Test
    void userSignalWritesTheStatistics() throws Exception {
        ask("www.example.org");
        signal("USR1");
        await("the statistics")
                .untilAsserted(() -> assertThat(program.output())
                        .contains("queries forwarded 1")
                        .containsPattern("server " + UPSTREAM + "#53: queries sent [1-9]"));
        ask("www.example.org");
        assertThat(program.process().isAlive()).isTrue();
    }

    @Test
    void signalsDuringTheStartDoNotEndIt() throws Exception {
        program.close();
        program = Program.start(directory, Program.serveArguments(directory, address));
        await("the middle of the start")
                .pollInterval(Duration.ofMillis(5))
                .until(() -> program.output().contains("listening on"));
        signal("HUP");
        signal("USR1");
        await("the end of the start")
                .untilAsserted(
                        () -> assertThat(program.output()).contains(" serves ", "everything has been read again"));
        assertThat(program.process().isAlive()).isTrue();
        assertThat(program.output()).doesNotContain("stopping");
    }
}
