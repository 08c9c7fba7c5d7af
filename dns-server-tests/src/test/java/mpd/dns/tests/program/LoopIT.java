package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Nameservers that pass everything on to the program that asks them.
@Tag("root")
class LoopIT {

    private static final String ONE = "127.10.61.11";
    private static final String TWO = "127.10.61.12";
    private static final String GOOD = "127.10.61.13";

    @TempDir
    private Path directory;

    private final InetSocketAddress address = Program.freeAddress("127.0.0.1");
    private final DnsClient client = new DnsClient(address);
    private final AtomicBoolean looping = new AtomicBoolean(true);
    private final List<AutoCloseable> parts = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (final AutoCloseable part : parts.reversed()) {
            part.close();
        }
    }

    private <T extends AutoCloseable> T part(final T part) {
        parts.add(part);
        return part;
    }

    private Program serve(final String... more) throws Exception {
        return part(Program.serve(directory, address, more));
    }

    private void nameservers(final String... servers) throws Exception {
        final Path next = directory.resolve("resolv.next");
        Files.writeString(next, "nameserver " + String.join("\nnameserver ", servers) + "\n");
        Files.move(next, directory.resolve("resolv.conf"), StandardCopyOption.ATOMIC_MOVE);
    }

    /// Asks another, as a forwarder without a cache does.
    private Function<Message, Optional<Message>> forwarding(
            final Function<byte[], Message> further, final String answer) {
        return query -> looping.get()
                ? Optional.of(further.apply(query.toWire()))
                : ScriptedUpstream.addressOfEverything(answer).apply(query);
    }

    private void good() {
        part(ScriptedUpstream.start(GOOD, ScriptedUpstream.addressOfEverything("192.0.2.13")));
    }

    private List<String> ask(final String name) {
        return client.udp(Packets.query(name, Type.A)).getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .toList();
    }

    private String status() {
        return Program.run(
                        directory,
                        "status",
                        "--control",
                        directory.resolve("control.sock").toString())
                .output();
    }

    private static long warnings(final Program program) {
        return program.output().lines().filter(line -> line.contains("asks us")).count();
    }

    @Test
    void theOneThatLoopsIsDroppedAndTheRestGoesOn() throws Exception {
        part(ScriptedUpstream.start(ONE, forwarding(client::udp, "192.0.2.11")));
        good();
        nameservers(ONE, GOOD);
        final Program program = serve("--record", "php.runtime.mpd.test=10.163.0.100");
        await().until(() -> warnings(program) == 1);
        for (int count = 0; count < 20; count++) {
            assertThat(ask("www" + count + ".example.org")).containsExactly("192.0.2.13");
        }
        assertThat(ask("php.runtime.mpd.test")).containsExactly("10.163.0.100");
        assertThat(status()).containsPattern(ONE + ":53 +loop since ").containsPattern(GOOD + ":53 +in use since ");
        assertThat(warnings(program)).isEqualTo(1);
        assertThat(program.process().isAlive()).isTrue();
    }

    @Test
    void itIsAskedAgainWhenResolvConfNamesOthersAndItLoopsNoLonger() throws Exception {
        part(ScriptedUpstream.start(ONE, forwarding(client::udp, "192.0.2.11")));
        good();
        nameservers(ONE);
        final Program program = serve();
        await().until(() -> warnings(program) == 1);
        looping.set(false);
        nameservers(ONE, GOOD);
        await().untilAsserted(() -> assertThat(ask("www.example.org")).containsExactly("192.0.2.11"));
    }

    @Test
    void aLoopThroughTwoOthersIsFoundAlsoOverTcpAndAnotherAddress() throws Exception {
        final InetSocketAddress second = Program.freeAddress("127.0.0.2");
        final DnsClient further = new DnsClient(new InetSocketAddress(TWO, 53));
        part(ScriptedUpstream.start(ONE, forwarding(further::udp, "192.0.2.11")));
        part(ScriptedUpstream.start(TWO, forwarding(new DnsClient(second)::tcp, "192.0.2.12")));
        good();
        nameservers(ONE, GOOD);
        final Program program = serve("--listen", Program.text(second));
        await().until(() -> warnings(program) == 1);
        assertThat(ask("www.example.org")).containsExactly("192.0.2.13");
        assertThat(program.output()).contains("upstream " + ONE + " asks us");
    }

    @Test
    void whereEveryoneLoopsTheClientIsToldAtOnceAndTheZoneIsAnswered() throws Exception {
        part(ScriptedUpstream.start(ONE, forwarding(client::udp, "192.0.2.11")));
        part(ScriptedUpstream.start(TWO, forwarding(client::udp, "192.0.2.12")));
        nameservers(ONE, TWO);
        final Program program = serve("--record", "php.runtime.mpd.test=10.163.0.100");
        await().until(() -> warnings(program) == 2);
        assertThat(client.udp(Packets.query("www.example.org", Type.A)).getRcode())
                .isEqualTo(Rcode.SERVFAIL);
        assertThat(ask("php.runtime.mpd.test")).containsExactly("10.163.0.100");
    }

    @Test
    void aLoopThatComesAboutLaterEndsBeforeItsClientGivesUp() throws Exception {
        looping.set(false);
        part(ScriptedUpstream.start(ONE, forwarding(client::udp, "192.0.2.11")));
        good();
        nameservers(ONE, GOOD);
        final Program program = serve();
        assertThat(ask("before.example.org")).containsExactly("192.0.2.11");
        looping.set(true);
        assertThat(ask("after.example.org")).containsExactly("192.0.2.13");
        // The nameserver that loops deals with one question at a time, and holds that one until we fail it.
        await().atMost(Duration.ofSeconds(30)).until(() -> warnings(program) == 1);
        assertThat(ask("more.example.org")).containsExactly("192.0.2.13");
    }

    @Test
    void whereTheZoneIsTestNoProbeIsSent() throws Exception {
        final ScriptedUpstream upstream =
                part(ScriptedUpstream.start(ONE, ScriptedUpstream.addressOfEverything("192.0.2.11")));
        nameservers(ONE);
        part(Program.start(directory, Program.serveArguments(directory, address, "--zone", "test")));
        await().atMost(Duration.ofMinutes(3))
                .ignoreExceptions()
                .until(() -> client.tryUdp(Packets.query("test", Type.SOA)).isPresent());
        assertNoProbe(upstream);
    }

    @Test
    void whereAPatternKeepsNamesBelowTestHereNoProbeIsSent() throws Exception {
        final ScriptedUpstream upstream =
                part(ScriptedUpstream.start(ONE, ScriptedUpstream.addressOfEverything("192.0.2.11")));
        nameservers(ONE);
        final Path records = Files.createDirectories(directory.resolve("dnsmasq.d"));
        Files.writeString(records.resolve("test.conf"), "local=/*test/\n");
        serve();
        assertNoProbe(upstream);
    }

    /// A probe leaves before the first question can.
    private void assertNoProbe(final ScriptedUpstream upstream) {
        assertThat(ask("www.example.org")).containsExactly("192.0.2.11");
        assertThat(upstream.received())
                .allSatisfy(query -> assertThat(
                                new Message(query).getQuestion().getName().toString())
                        .isEqualTo("www.example.org."));
    }
}
