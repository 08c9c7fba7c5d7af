package mpd.dns.tests.program;

import static mpd.dns.tests.lab.Packets.RD;
import static mpd.dns.tests.lab.Packets.message;
import static mpd.dns.tests.lab.Packets.opt;
import static mpd.dns.tests.lab.Packets.question;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// Odd and broken packets, after RFC 8906: each gets the answer that tells its sender what is wrong, over UDP
/// and TCP alike, and the next query is answered as if nothing had been.
class Rfc8906IT {

    private static final byte[] GOOD = question("php.runtime.mpd.test", Type.A, 1);

    @TempDir
    private static Path directory;

    private static Program program;
    private static DnsClient client;

    /// A packet and the response code that it gets.
    record Case(String what, int rcode, byte[] packet) {
        @Override
        public String toString() {
            return what + " gets " + Rcode.string(rcode);
        }
    }

    @BeforeAll
    static void serve() {
        final InetSocketAddress address = Program.freeAddress("127.0.0.1");
        program = Program.serve(directory, address, "--record", "php.runtime.mpd.test=10.163.0.100");
        client = new DnsClient(address);
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    static Stream<Case> packets() {
        return Stream.of(opcodes(), classesAndTypes(), questions(), edns()).flatMap(List::stream);
    }

    private static List<Case> opcodes() {
        return IntStream.rangeClosed(1, 15)
                .mapToObj(opcode -> new Case(
                        "opcode " + Opcode.string(opcode), Rcode.NOTIMP, message(RD | opcode << 11, 1, 0, GOOD)))
                .toList();
    }

    private static List<Case> classesAndTypes() {
        final List<Case> cases = new ArrayList<>();
        for (final int unservedClass : List.of(0, 2, 4, 254, 255, 65_535)) {
            cases.add(new Case(
                    "class " + unservedClass,
                    Rcode.REFUSED,
                    message(RD, 1, 0, question("php.runtime.mpd.test", Type.A, unservedClass))));
        }
        cases.add(new Case("AXFR", Rcode.REFUSED, message(0, 1, 0, question("mpd.test", Type.AXFR, 1))));
        cases.add(new Case("IXFR", Rcode.REFUSED, message(0, 1, 0, question("mpd.test", Type.IXFR, 1))));
        cases.add(new Case("the type OPT", Rcode.NOERROR, message(RD, 1, 0, question("mpd.test", Packets.OPT, 1))));
        cases.add(new Case("type 0", Rcode.NOERROR, message(RD, 1, 0, question("mpd.test", 0, 1))));
        cases.add(new Case("type 65535", Rcode.NOERROR, message(RD, 1, 0, question("mpd.test", 65_535, 1))));
        return cases;
    }

    private static List<Case> questions() {
        final byte[] withRecord = message(RD, 1, 0, GOOD, new byte[] {0, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 1, 2, 3, 4});
        withRecord[7] = 1;
        return List.of(
                new Case("no question", Rcode.FORMERR, message(RD, 0, 0)),
                new Case("two questions", Rcode.FORMERR, message(RD, 2, 0, GOOD, GOOD)),
                new Case("a count of two with one question", Rcode.FORMERR, message(RD, 2, 0, GOOD)),
                new Case("a header alone that claims a question", Rcode.FORMERR, message(RD, 1, 0)),
                new Case("a question without class", Rcode.FORMERR, message(RD, 1, 0, new byte[] {1, 'a', 0, 0, 1})),
                new Case("a name without end", Rcode.FORMERR, message(RD, 1, 0, new byte[] {3, 'm', 'p', 'd'})),
                new Case("a name that points at itself", Rcode.FORMERR, message(RD, 1, 0, pointer(12))),
                new Case("a name that points ahead", Rcode.FORMERR, message(RD, 1, 0, pointer(200))),
                new Case("a label of the type 01", Rcode.FORMERR, message(RD, 1, 0, new byte[] {0x41, 1, 0, 0, 1, 0, 1
                })),
                new Case(
                        "a name over 255 bytes",
                        Rcode.FORMERR,
                        message(RD, 1, 0, question("a234567.".repeat(40) + "mpd.test", Type.A, 1))),
                new Case("an answer record in the query", Rcode.NOERROR, withRecord),
                new Case("the reserved flag", Rcode.NOERROR, message(RD | 0x40, 1, 0, GOOD)),
                new Case("AD and CD", Rcode.NOERROR, message(RD | 0x30, 1, 0, GOOD)),
                new Case("AA, TC and RA", Rcode.NOERROR, message(RD | 0x680, 1, 0, GOOD)));
    }

    private static byte[] pointer(final int offset) {
        return new byte[] {(byte) 0xc0, (byte) offset, 0, 1, 0, 1};
    }

    private static List<Case> edns() {
        final byte[] named = opt(1232, 0, 0);
        named[0] = 1;
        return List.of(
                new Case("EDNS version 1", 16, message(RD, 1, 1, GOOD, opt(1232, 1, 0))),
                new Case("EDNS version 255", 16, message(RD, 1, 1, GOOD, opt(1232, 255, 0))),
                new Case(
                        "EDNS version 1 outside the zone",
                        16,
                        message(RD, 1, 1, question("example.org", Type.A, 1), opt(1232, 1, 0))),
                new Case("two OPT", Rcode.FORMERR, message(RD, 1, 2, GOOD, opt(1232, 0, 0), opt(1232, 0, 0))),
                new Case("an OPT cut short", Rcode.FORMERR, message(RD, 1, 1, GOOD, new byte[] {0, 0, 41, 4})),
                new Case("an OPT with a name", Rcode.FORMERR, message(RD, 1, 1, GOOD, new byte[] {
                    1, 'a', 0, 0, 41, 4, 0, 0, 0, 0, 0, 0, 0
                })),
                new Case(
                        "an option longer than its OPT",
                        Rcode.FORMERR,
                        message(RD, 1, 1, GOOD, opt(1232, 0, 0, (byte) 0, (byte) 100, (byte) 0, (byte) 9))),
                new Case(
                        "an unknown option",
                        Rcode.NOERROR,
                        message(RD, 1, 1, GOOD, opt(1232, 0, 0, (byte) 0, (byte) 100, (byte) 0, (byte) 1, (byte) 7))),
                new Case("an unknown EDNS flag", Rcode.NOERROR, message(RD, 1, 1, GOOD, opt(1232, 0, 0x4000))),
                new Case("an EDNS size of 0", Rcode.NOERROR, message(RD, 1, 1, GOOD, opt(0, 0, 0))));
    }

    @ParameterizedTest
    @MethodSource("packets")
    void overUdp(final Case odd) {
        check(odd, client.udp(odd.packet()));
    }

    @ParameterizedTest
    @MethodSource("packets")
    void overTcp(final Case odd) {
        check(odd, client.tcp(odd.packet()));
    }

    private static void check(final Case odd, final Message answer) {
        assertThat(answer.getRcode()).as(answer.toString()).isEqualTo(odd.rcode());
        assertThat(answer.getHeader().getID()).isEqualTo(0x1234);
        assertThat(answer.getHeader().getFlag(Flags.QR)).isTrue();
        // RFC 6895 section 2.1: the reserved bit is clear.
        assertThat(answer.toWire()[3] & 0x40).isZero();
        if (answer.getOPT() != null) {
            assertThat(answer.getOPT().getVersion()).isZero();
            assertThat(answer.getOPT().getFlags() & 0x7fff).isZero();
        }
        assertThat(client.udp(message(RD, 1, 0, GOOD)).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void responsesAndFragmentsAreDropped() {
        assertThat(client.tryUdp(message(0x8000 | RD, 1, 0, GOOD))).isEmpty();
        assertThat(client.tryUdp(new byte[11])).isEmpty();
        assertThat(client.tryUdp(new byte[] {0x12})).isEmpty();
        assertThat(client.tryUdp(new byte[0])).isEmpty();
        assertThat(client.udp(message(RD, 1, 0, GOOD)).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void connectionWithALengthAndNothingBehindItBlocksNobody() throws Exception {
        try (Socket half = client.connect()) {
            half.getOutputStream().write(new byte[] {0, 50, 1});
            half.getOutputStream().flush();
            assertThat(client.tcp(message(RD, 1, 0, GOOD)).getRcode()).isEqualTo(Rcode.NOERROR);
        }
        try (Socket reset = client.connect()) {
            reset.setSoLinger(true, 0);
            reset.getOutputStream().write(new byte[] {0});
            reset.getOutputStream().flush();
        }
        assertThat(client.tcp(message(RD, 1, 0, GOOD)).getRcode()).isEqualTo(Rcode.NOERROR);
    }
}
