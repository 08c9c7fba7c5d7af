package mpd.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.dns.DnsOpCode;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

class ResponseWriterTest {

    private static final Name NAME = Name.fromConstantString("Many.Mpd.Test.");

    static Query query(Optional<Edns> edns) {
        byte[] wire = Record.newRecord(NAME, Type.A, DClass.IN).toWire(Section.QUESTION);
        return new Query(0xABCD, true, false, false, new Question(NAME, Type.A, DClass.IN, wire), edns);
    }

    private static Response addresses(int count) {
        List<Record> records = IntStream.range(0, count)
                .<Record>mapToObj(i ->
                        new ARecord(NAME, DClass.IN, 1, InetAddress.ofLiteral("10.163." + i / 256 + "." + i % 256)))
                .toList();
        return new Response(DnsResponseCode.NOERROR, true, records, List.of(), Optional.empty());
    }

    @Test
    void theHeaderEchoesAndPromisesRecursion() throws IOException {
        Message message = new Message(ResponseWriter.write(query(Optional.empty()), addresses(1), 512));
        assertThat(message.getHeader().getID()).isEqualTo(0xABCD);
        assertThat(message.getHeader().getFlag(Flags.QR)).isTrue();
        assertThat(message.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(message.getHeader().getFlag(Flags.RD)).isTrue();
        assertThat(message.getHeader().getFlag(Flags.RA)).isTrue();
        assertThat(message.getQuestion().getName()).hasToString("Many.Mpd.Test.");
        assertThat(message.getSection(Section.ANSWER))
                .singleElement()
                .hasToString("Many.Mpd.Test.\t\t1\tIN\tA\t10.163.0.0");
        assertThat(message.getOPT()).isNull();
    }

    @Test
    void whatFitsTheClientIsNotCutAndWhatDoesNotIs() throws IOException {
        byte[] fits = ResponseWriter.write(query(Optional.empty()), addresses(29), 512);
        assertThat(fits).hasSizeLessThanOrEqualTo(512);
        assertThat(new Message(fits).getHeader().getFlag(Flags.TC)).isFalse();
        byte[] cut = ResponseWriter.write(query(Optional.empty()), addresses(40), 512);
        assertThat(cut).hasSizeLessThanOrEqualTo(512);
        assertThat(new Message(cut).getHeader().getFlag(Flags.TC)).isTrue();
    }

    @Test
    void aCutAnswerKeepsItsOpt() throws IOException {
        Query query = query(Optional.of(new Edns(512, 0, true)));
        Message message = new Message(ResponseWriter.write(query, addresses(200), ResponseWriter.udpLimit(query)));
        assertThat(message.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(message.getOPT().getPayloadSize()).isEqualTo(1232);
        assertThat(message.getOPT().getFlags()).isEqualTo(0x8000);
    }

    /// From well below the limit to well above it, a byte at a time.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerIsCutFromTheFirstByteThatDoesNotFit(boolean edns) throws IOException {
        Query query = query(edns ? Optional.of(new Edns(4096, 0, false)) : Optional.empty());
        for (int length = 100; length < 255; length++) {
            Record text = new TXTRecord(NAME, DClass.IN, 1, List.of("x".repeat(255), "x".repeat(length)));
            Response response = new Response(DnsResponseCode.NOERROR, true, List.of(text), List.of(), Optional.empty());
            int whole = ResponseWriter.write(query, response, ResponseWriter.MOST_TCP).length;
            byte[] written = ResponseWriter.write(query, response, 512);
            assertThat(new Message(written).getHeader().getFlag(Flags.TC))
                    .as("of %d bytes", whole)
                    .isEqualTo(whole > 512);
            assertThat(written).hasSizeLessThanOrEqualTo(512);
        }
    }

    @Test
    void theClientsSizeCountsBetween512And1232() {
        assertThat(ResponseWriter.udpLimit(query(Optional.empty()))).isEqualTo(512);
        assertThat(ResponseWriter.udpLimit(query(Optional.of(new Edns(100, 0, false)))))
                .isEqualTo(512);
        assertThat(ResponseWriter.udpLimit(query(Optional.of(new Edns(800, 0, false)))))
                .isEqualTo(800);
        assertThat(ResponseWriter.udpLimit(query(Optional.of(new Edns(4096, 0, false)))))
                .isEqualTo(1232);
    }

    /// RFC 8914 section 3.
    @Test
    void anErrorThatDoesNotFitGoesBeforeAnythingElse() throws IOException {
        Query query = query(Optional.of(new Edns(512, 0, false)));
        ExtendedError error = new ExtendedError(22, "x".repeat(250));
        Response response =
                new Response(DnsResponseCode.NOERROR, true, addresses(20).answer(), List.of(), Optional.of(error));
        byte[] written = ResponseWriter.write(query, response, 512);
        assertThat(written).hasSizeLessThanOrEqualTo(512);
        Message message = new Message(written);
        assertThat(message.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(message.getSection(Section.ANSWER)).hasSize(20);
        assertThat(message.getOPT().getOptions()).isEmpty();
    }

    @Test
    void theLongestNameWithTheLongestErrorKeepsItsQuestion() throws IOException {
        String label = "x".repeat(63) + ".";
        Name name = Name.fromString(label + label + label + "x".repeat(61) + ".");
        byte[] wire = Record.newRecord(name, Type.A, DClass.IN).toWire(Section.QUESTION);
        Query query = new Query(
                1,
                true,
                false,
                false,
                new Question(name, Type.A, DClass.IN, wire),
                Optional.of(new Edns(512, 0, false)));
        Response response = Response.bare(DnsResponseCode.SERVFAIL, new ExtendedError(22, "x".repeat(250)));
        Message message = new Message(ResponseWriter.write(query, response, 512));
        assertThat(message.getQuestion().getName()).isEqualTo(name);
        assertThat(message.getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void extendedErrorsGoToClientsThatSpeakEdns() throws IOException {
        Response response = Response.bare(DnsResponseCode.SERVFAIL, ExtendedError.notReady("reading"));
        Message with = new Message(ResponseWriter.write(query(Optional.of(new Edns(1232, 0, false))), response, 1232));
        assertThat(with.getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR))
                .singleElement()
                .isInstanceOfSatisfying(
                        ExtendedErrorCodeOption.class,
                        error -> assertThat(error.getErrorCode()).isEqualTo(14));
        Message without = new Message(ResponseWriter.write(query(Optional.empty()), response, 512));
        assertThat(without.getOPT()).isNull();
        assertThat(without.getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 512, 1232})
    void whoPadsGetsAnAnswerAsLongAsTheQuery(int length) {
        Query query = query(Optional.of(new Edns(1232, 0, false, length)));
        assertThat(ResponseWriter.write(query, addresses(1), 1232)).hasSize(length);
    }

    @Test
    void paddingNeverGoesBeyondWhatTheClientTakesAndNeverCutsAnAnswer() throws IOException {
        Query greedy = query(Optional.of(new Edns(512, 0, false, 4000)));
        assertThat(ResponseWriter.write(greedy, addresses(1), ResponseWriter.udpLimit(greedy)))
                .hasSize(512);
        Query small = query(Optional.of(new Edns(1232, 0, false, 60)));
        assertThat(new Message(ResponseWriter.write(small, addresses(9), 1232)).getSection(Section.ANSWER))
                .hasSize(9);
        Query cut = query(Optional.of(new Edns(512, 0, false, 512)));
        assertThat(new Message(ResponseWriter.write(cut, addresses(200), 512))
                        .getHeader()
                        .getFlag(Flags.TC))
                .isTrue();
    }

    @Test
    void badversNeedsTheUpperBitsInOpt() throws IOException {
        Query query = query(Optional.of(new Edns(1232, 1, false)));
        Message message = new Message(ResponseWriter.write(new Screened.Rejected(
                1,
                DnsOpCode.QUERY,
                true,
                DnsResponseCode.BADVERS_OR_BADSIG,
                Optional.of(query.question()),
                query.edns())));
        assertThat(message.getRcode()).isEqualTo(Rcode.BADVERS);
        assertThat(message.getOPT().getVersion()).isZero();
    }

    @Test
    void aRejectedOpcodeIsEchoed() throws IOException {
        Message message = new Message(ResponseWriter.write(new Screened.Rejected(
                7, DnsOpCode.UPDATE, false, DnsResponseCode.NOTIMP, Optional.empty(), Optional.empty())));
        assertThat(message.getHeader().getOpcode()).isEqualTo(5);
        assertThat(message.getRcode()).isEqualTo(Rcode.NOTIMP);
        assertThat(message.getHeader().getCount(Section.QUESTION)).isZero();
    }
}
