package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// An upstream that speaks of names of ours, or gives private addresses.
@Tag("root")
class UpstreamTrustIT {

    private static final String UPSTREAM = "127.10.53.2";
    private static final Name PHP = Name.fromConstantString("php.runtime.mpd.test.");

    @TempDir
    private Path directory;

    private final InetSocketAddress address = Program.freeAddress("127.0.0.1");
    private final DnsClient client = new DnsClient(address);
    private ScriptedUpstream upstream;
    private Program program;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(directory.resolve("resolv.conf"), "nameserver " + UPSTREAM + "\n");
        upstream = ScriptedUpstream.start(UPSTREAM, UpstreamTrustIT::answer);
        program = Program.serve(directory, address, "--record", "php.runtime.mpd.test=10.163.0.100");
    }

    @AfterEach
    void stop() {
        program.close();
        upstream.close();
    }

    /// Every name but one leads into the zone, with an address that is not ours.
    private static Optional<Message> answer(final Message query) {
        final Record question = query.getQuestion();
        final Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(question, Section.QUESTION);
        if (question.getName().toString().startsWith("home.")) {
            answer.addRecord(a(question.getName(), "192.168.1.1"), Section.ANSWER);
        } else {
            answer.addRecord(new CNAMERecord(question.getName(), DClass.IN, 300, PHP), Section.ANSWER);
            answer.addRecord(a(PHP, "203.0.113.66"), Section.ANSWER);
        }
        return Optional.of(answer);
    }

    private static Record a(final Name owner, final String literal) {
        return new ARecord(owner, DClass.IN, 300, InetAddress.ofLiteral(literal));
    }

    private List<String> ask(final String name) throws Exception {
        return client.udp(Packets.query(name, Type.A)).getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .toList();
    }

    @Test
    void anAliasFromOutsideGetsTheAddressOfTheZoneAlsoFromTheCache() throws Exception {
        for (int count = 0; count < 2; count++) {
            assertThat(ask("www.example.org")).containsExactly(PHP.toString(), "10.163.0.100");
            assertThat(ask("php.runtime.mpd.test")).containsExactly("10.163.0.100");
        }
        assertThat(upstream.questions("www.example.org")).isEqualTo(1);
    }

    @Test
    void stopDnsRebindCountsFromTheMomentItIsWritten() throws Exception {
        assertThat(ask("home.example.org")).containsExactly("192.168.1.1");
        Files.writeString(directory.resolve("dnsmasq.conf"), "stop-dns-rebind\nrebind-domain-ok=/home.example.com/\n");
        await("the answer is kept back")
                .untilAsserted(() -> assertThat(ask("home.example.org")).isEmpty());
        assertThat(ask("home.example.com")).containsExactly("192.168.1.1");
        assertThat(ask("www.example.org")).containsExactly(PHP.toString(), "10.163.0.100");
    }

    @Test
    void filtersCountFromTheMomentTheyAreWrittenForWhatIsCachedToo() throws Exception {
        final Path file = directory.resolve("dnsmasq.d/filters.conf");
        assertThat(ask("home.example.org")).containsExactly("192.168.1.1");
        Files.writeString(file, "filter-A\n");
        await("nothing is left")
                .untilAsserted(() -> assertThat(ask("home.example.org")).isEmpty());
        Files.writeString(file, "alias=192.168.1.0,10.0.0.0,255.255.255.0\n");
        await("another address")
                .untilAsserted(() -> assertThat(ask("home.example.org")).containsExactly("10.0.0.1"));
        Files.writeString(file, "bogus-nxdomain=192.168.1.1\n");
        await("no such name")
                .untilAsserted(() -> assertThat(client.udp(Packets.query("home.example.org", Type.A))
                                .getRcode())
                        .isEqualTo(Rcode.NXDOMAIN));
        Files.delete(file);
        await("the answer as it came")
                .untilAsserted(() -> assertThat(ask("home.example.org")).containsExactly("192.168.1.1"));
        assertThat(ask("php.runtime.mpd.test")).containsExactly("10.163.0.100");
        assertThat(upstream.questions("home.example.org")).isEqualTo(1);
    }
}
