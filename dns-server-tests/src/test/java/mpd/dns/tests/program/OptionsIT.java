package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSIDOption;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What clients and nameservers say to this program beside question and answer goes no further (RFC 6891
/// section 6.1.1: from hop to hop).
@Tag("root")
class OptionsIT {

    private static final String UPSTREAM = "127.10.53.3";
    private static final int PADDING = 12;
    private static final int UNASSIGNED = 65_001;
    private static final EDNSOption SUBNET = new ClientSubnetOption(24, 24, InetAddress.ofLiteral("198.51.100.0"));

    @TempDir
    private Path directory;

    private final InetSocketAddress address = Program.freeAddress("127.0.0.1");
    private final DnsClient client = new DnsClient(address);
    private ScriptedUpstream upstream;
    private Program program;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(directory.resolve("resolv.conf"), "nameserver " + UPSTREAM + "\n");
        upstream = ScriptedUpstream.start(UPSTREAM, OptionsIT::answer);
        program = Program.serve(directory, address);
    }

    @AfterEach
    void stop() {
        program.close();
        upstream.close();
    }

    /// With all that a nameserver may add.
    private static Optional<Message> answer(final Message query) {
        return ScriptedUpstream.addressOfEverything("192.0.2.1").apply(query).map(answer -> {
            if (query.getOPT() != null) {
                final EDNSOption error = new ExtendedErrorCodeOption(4, "forged for a test");
                final List<EDNSOption> options = List.of(SUBNET, new NSIDOption(new byte[] {1}), error);
                answer.addRecord(new OPTRecord(512, 0, 0, 0, options), Section.ADDITIONAL);
            }
            return answer;
        });
    }

    /// A query of a client that says all there is to say.
    private static byte[] talkative(final String name) {
        final Message query = new Message(0x1234);
        query.getHeader().setFlag(Flags.RD);
        query.getHeader().setFlag(Flags.CD);
        query.addRecord(Record.newRecord(Name.fromConstantString(name + "."), Type.A, DClass.IN), Section.QUESTION);
        final List<EDNSOption> options = List.of(
                SUBNET,
                new CookieOption(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}),
                new NSIDOption(new byte[0]),
                new GenericEDNSOption(PADDING, new byte[32]),
                new GenericEDNSOption(UNASSIGNED, new byte[] {9}));
        query.addRecord(new OPTRecord(4096, 0, 0, ExtendedFlags.DO, options), Section.ADDITIONAL);
        return query.toWire();
    }

    private Message receivedFor(final String name) throws IOException {
        for (final byte[] query : upstream.received()) {
            final Message message = new Message(query);
            if (message.getQuestion().getName().toString().equals(name + ".")) {
                return message;
            }
        }
        throw new AssertionError("the nameserver was not asked for " + name);
    }

    @Test
    void whatAClientSaysBesideItsQuestionStaysHereOverUdpAndTcp() throws Exception {
        client.udp(talkative("udp.example.org"));
        client.tcp(talkative("tcp.example.org"));
        for (final String name : List.of("udp.example.org", "tcp.example.org")) {
            final Message query = receivedFor(name);
            assertThat(query.getOPT().getOptions()).as(name).isEmpty();
            assertThat(query.getOPT().getPayloadSize()).as(name).isEqualTo(1232);
            // Those two are about the answer.
            assertThat(query.getOPT().getFlags()).as(name).isEqualTo(ExtendedFlags.DO);
            assertThat(query.getHeader().getFlag(Flags.CD)).as(name).isTrue();
        }
    }

    @Test
    void aClientWithoutEdnsIsAskedForWithIt() throws Exception {
        client.udp(Packets.query("plain.example.org", Type.A));
        final OPTRecord opt = receivedFor("plain.example.org").getOPT();
        assertThat(opt.getPayloadSize()).isEqualTo(1232);
        assertThat(opt.getOptions()).isEmpty();
        assertThat(opt.getFlags()).isZero();
    }

    @Test
    void ofWhatANameserverSaysBesideItsAnswerOnlyItsExtendedErrorReachesTheClient() throws Exception {
        for (int count = 0; count < 2; count++) {
            final OPTRecord opt = client.udp(talkative("www.example.org")).getOPT();
            assertThat(opt.getPayloadSize()).isEqualTo(1232);
            assertThat(opt.getOptions())
                    .noneMatch(option -> option instanceof ClientSubnetOption || option instanceof NSIDOption);
            assertThat(opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR)).hasSize(1);
        }
        assertThat(client.udp(Packets.query("other.example.org", Type.A)).getOPT())
                .isNull();
    }
}
