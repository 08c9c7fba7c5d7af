package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What the zone's own names answer, seen from outside.
class AnswersIT {

    @TempDir
    private static Path directory;

    private static Program program;
    private static DnsClient client;

    @BeforeAll
    static void serve() {
        final InetSocketAddress address = Program.freeAddress("127.0.0.1");
        program = Program.serve(
                directory,
                address,
                "--record",
                "php.runtime.mpd.test=10.163.0.100",
                "--record",
                "*.wild.mpd.test=10.163.0.9",
                "--record",
                "six.mpd.test=fd00::1");
        client = new DnsClient(address);
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @Test
    void addressIsAnsweredWithAuthority() {
        final Message answer = client.udp(Packets.query("php.runtime.mpd.test", Type.A));
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(answer.getHeader().getFlag(Flags.RA)).isTrue();
        assertThat(answer.getHeader().getFlag(Flags.RD)).isTrue();
        assertThat(data(answer, Section.ANSWER)).containsExactly("A 10.163.0.100");
        assertThat(answer.getSection(Section.ANSWER))
                .allSatisfy(record -> assertThat(record.getTTL()).isEqualTo(1));
    }

    @Test
    void otherTypesOfAnExistingNameAreNoDataWithSoa() {
        for (final int type : List.of(Type.AAAA, Type.HTTPS, Type.TXT, Type.MX, Type.NS, Type.SOA, Type.DS, 65_280)) {
            assertNegative(client.udp(Packets.query("php.runtime.mpd.test", type)), Rcode.NOERROR);
        }
    }

    @Test
    void unknownNameIsNxDomainWithSoa() {
        assertNegative(client.udp(Packets.query("nothing.mpd.test", Type.A)), Rcode.NXDOMAIN);
        assertNegative(client.udp(Packets.query("below.php.runtime.mpd.test", Type.A)), Rcode.NXDOMAIN);
    }

    @Test
    void parentOfOtherNamesIsNoData() {
        assertNegative(client.udp(Packets.query("runtime.mpd.test", Type.A)), Rcode.NOERROR);
    }

    @Test
    void wildcardCoversEveryDepth() {
        for (final String name : List.of("a.wild.mpd.test", "a.b.wild.mpd.test")) {
            assertThat(data(client.udp(Packets.query(name, Type.A)), Section.ANSWER))
                    .containsExactly("A 10.163.0.9");
            assertNegative(client.udp(Packets.query(name, Type.AAAA)), Rcode.NOERROR);
        }
    }

    @Test
    void apexHasSoaAndNameserverWithAddress() {
        assertThat(client.udp(Packets.query("mpd.test", Type.SOA)).getSection(Section.ANSWER))
                .singleElement()
                .returns(Type.SOA, Record::getType);
        final Message nameservers = client.udp(Packets.query("mpd.test", Type.NS));
        assertThat(nameservers.getSection(Section.ANSWER)).hasSize(1);
        final String target = nameservers.getSection(Section.ANSWER).getFirst().rdataToString();
        final Message address = client.udp(Packets.query(target, Type.A));
        assertThat(address.getSection(Section.ANSWER))
                .as("addresses of " + target)
                .isNotEmpty();
    }

    @Test
    void anyGivesOneSet() {
        assertThat(data(client.udp(Packets.query("php.runtime.mpd.test", Type.ANY)), Section.ANSWER))
                .hasSize(1);
    }

    @Test
    void reverseNamesAreAnsweredHere() {
        final Message pointer = client.udp(Packets.query("100.0.163.10.in-addr.arpa", Type.PTR));
        assertThat(data(pointer, Section.ANSWER)).containsExactly("PTR php.runtime.mpd.test.");
        assertNegative(client.udp(Packets.query("100.0.163.10.in-addr.arpa", Type.A)), Rcode.NOERROR);
        assertNegative(client.udp(Packets.query("99.0.163.10.in-addr.arpa", Type.PTR)), Rcode.NXDOMAIN);
    }

    @Test
    void localhostIsAnsweredHere() {
        assertThat(data(client.udp(Packets.query("localhost", Type.A)), Section.ANSWER))
                .containsExactly("A 127.0.0.1");
        assertThat(data(client.udp(Packets.query("deep.localhost", Type.AAAA)), Section.ANSWER))
                .containsExactly("AAAA 0:0:0:0:0:0:0:1");
        assertThat(client.udp(Packets.query("_dns.resolver.arpa", Type.SVCB)).getRcode())
                .isEqualTo(Rcode.NOERROR);
    }

    @Test
    void letterCaseOfTheQuestionIsEchoed() {
        final byte[] answer = client.udpBytes(Packets.query("PhP.rUnTiMe.MPD.test", Type.A));
        assertThat(new String(answer, java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("\3PhP\7rUnTiMe\3MPD\4test");
    }

    @Test
    void chaosTextTellsTheVersion() {
        final Message answer =
                client.udp(Packets.message(Packets.RD, 1, 0, Packets.question("version.bind", Type.TXT, 3)));
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getSection(Section.ANSWER)).hasSize(1);
    }

    @Test
    void withoutUpstreamOtherNamesFailAtOnceWithReason() {
        final Message answer = client.udp(
                Packets.message(Packets.RD, 1, 1, Packets.question("example.org", Type.A, 1), Packets.opt(1232, 0, 0)));
        assertThat(answer.getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(answer.getOPT()).isNotNull();
        assertThat(answer.getOPT().getOptions(15)).as("extended error").isNotEmpty();
    }

    @Test
    void withoutRecursionDesiredOtherNamesAreRefused() {
        assertThat(client.udp(Packets.message(0, 1, 0, Packets.question("example.org", Type.A, 1)))
                        .getRcode())
                .isEqualTo(Rcode.REFUSED);
    }

    @Test
    void queriesOfOneConnectionAreAllAnswered() {
        final List<byte[]> queries = java.util.stream.IntStream.range(0, 200)
                .mapToObj(number -> {
                    final byte[] query = Packets.query("php.runtime.mpd.test", Type.A);
                    query[0] = (byte) (number >> 8);
                    query[1] = (byte) number;
                    return query;
                })
                .toList();
        final List<Message> answers = client.tcp(queries);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(data(answer, Section.ANSWER)).hasSize(1));
        assertThat(answers.stream().map(answer -> answer.getHeader().getID()).distinct())
                .hasSize(200);
    }

    @Test
    void ednsIsAnsweredWithOwnSizeAndKeepsTheDnssecFlag() {
        final Message answer = client.udp(Packets.message(
                Packets.RD, 1, 1, Packets.question("php.runtime.mpd.test", Type.A, 1), Packets.opt(4096, 0, 0x8000)));
        assertThat(answer.getOPT().getPayloadSize()).isBetween(512, 1232);
        assertThat(answer.getOPT().getFlags() & ExtendedFlags.DO).isEqualTo(ExtendedFlags.DO);
    }

    private static void assertNegative(final Message answer, final int rcode) {
        assertThat(answer.getRcode()).as(answer.toString()).isEqualTo(rcode);
        assertThat(answer.getHeader().getFlag(Flags.AA)).as(answer.toString()).isTrue();
        assertThat(answer.getSection(Section.ANSWER)).as(answer.toString()).isEmpty();
        assertThat(answer.getSection(Section.AUTHORITY))
                .as(answer.toString())
                .singleElement()
                .returns(Type.SOA, Record::getType)
                .returns(1L, Record::getTTL);
    }

    private static List<String> data(final Message message, final int section) {
        return message.getSection(section).stream()
                .map(record -> Type.string(record.getType()) + " " + record.rdataToString())
                .toList();
    }
}
