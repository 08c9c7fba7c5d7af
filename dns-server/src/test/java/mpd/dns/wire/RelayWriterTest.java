package mpd.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSIDOption;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.UNKRecord;

class RelayWriterTest {

    private static final Name ASKED = Name.fromConstantString("wWw.Example.Org.");
    private static final Name SENT = Name.fromConstantString("www.example.org.");
    private static final Edns EDNS = new Edns(1232, 0, false);

    private static Query query(Optional<Edns> edns) {
        byte[] wire = Record.newRecord(ASKED, Type.A, DClass.IN).toWire(Section.QUESTION);
        return new Query(0x1234, true, false, false, new Question(ASKED, Type.A, DClass.IN, wire), edns);
    }

    private static Message upstream() {
        Message message = new Message(0x9999);
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setFlag(Flags.AD);
        message.addRecord(Record.newRecord(SENT, Type.A, DClass.IN), Section.QUESTION);
        Name target = Name.fromConstantString("host.example.org.");
        message.addRecord(new CNAMERecord(SENT, DClass.IN, 60, target), Section.ANSWER);
        message.addRecord(new ARecord(target, DClass.IN, 60, InetAddress.ofLiteral("192.0.2.1")), Section.ANSWER);
        return message;
    }

    private static Message relay(Query query, Message upstream) throws IOException {
        return new Message(RelayWriter.write(query, upstream.toWire(), 1232).orElseThrow());
    }

    @Test
    void recordsArePassedOnAndTheHeaderIsTheClients() throws IOException {
        Message relayed = relay(query(Optional.empty()), upstream());
        assertThat(relayed.getHeader().getID()).isEqualTo(0x1234);
        assertThat(relayed.getQuestion().getName()).hasToString("wWw.Example.Org.");
        assertThat(relayed.getHeader().getFlag(Flags.RA)).isTrue();
        assertThat(relayed.getHeader().getFlag(Flags.RD)).isTrue();
        assertThat(relayed.getHeader().getFlag(Flags.AD)).isFalse();
        assertThat(relayed.getSection(Section.ANSWER)).isEqualTo(upstream().getSection(Section.ANSWER));
    }

    @Test
    void recordsOfUnknownTypesAreKeptByteForByte() throws IOException {
        Message upstream = upstream();
        byte[] data = HexFormat.of().parseHex("c00c00ff");
        upstream.addRecord(Record.newRecord(SENT, 65_280, DClass.IN, 5, data), Section.ANSWER);
        Message relayed = relay(query(Optional.empty()), upstream);
        Record last = relayed.getSection(Section.ANSWER).getLast();
        assertThat(last)
                .isInstanceOfSatisfying(
                        UNKRecord.class, record -> assertThat(record.getData()).isEqualTo(data));
    }

    @Test
    void theUpstreamsOptStaysBehindButItsExtendedErrors() throws IOException {
        Message upstream = upstream();
        List<EDNSOption> options = List.of(
                new NSIDOption("upstream".getBytes(StandardCharsets.US_ASCII)),
                new ExtendedErrorCodeOption(3, "stale"));
        upstream.addRecord(new OPTRecord(4096, 0, 0, 0, options), Section.ADDITIONAL);
        assertThat(relay(query(Optional.empty()), upstream).getOPT()).isNull();
        OPTRecord opt = relay(query(Optional.of(EDNS)), upstream).getOPT();
        assertThat(opt.getPayloadSize()).isEqualTo(1232);
        assertThat(opt.getOptions())
                .singleElement()
                .isInstanceOfSatisfying(
                        ExtendedErrorCodeOption.class,
                        error -> assertThat(error.getText()).isEqualTo("stale"));
    }

    @Test
    void anOptBeforeOtherRecordsIsTakenOutWithoutHarm() throws IOException {
        Message upstream = upstream();
        upstream.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
        Record glue = new ARecord(
                Name.fromConstantString("host.example.org."), DClass.IN, 60, InetAddress.ofLiteral("192.0.2.9"));
        upstream.addRecord(glue, Section.ADDITIONAL);
        Message relayed = relay(query(Optional.empty()), upstream);
        assertThat(relayed.getSection(Section.ADDITIONAL)).containsExactly(glue);
    }

    @Test
    void anAnswerThatDoesNotFitIsMarkedAndEmpty() throws IOException {
        Message upstream = upstream();
        for (int i = 0; i < 100; i++) {
            upstream.addRecord(new ARecord(SENT, DClass.IN, 60, InetAddress.ofLiteral("192.0.2." + i)), Section.ANSWER);
        }
        byte[] bytes = RelayWriter.write(query(Optional.of(EDNS)), upstream.toWire(), 512)
                .orElseThrow();
        Message relayed = new Message(bytes);
        assertThat(bytes).hasSizeLessThanOrEqualTo(512);
        assertThat(relayed.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(relayed.getSection(Section.ANSWER)).isEmpty();
        assertThat(relayed.getOPT()).isNotNull();
    }

    @Test
    void anErrorThatDoesNotFitGoesBeforeAnythingElse() throws IOException {
        Message upstream = upstream();
        upstream.addRecord(
                new OPTRecord(4096, 0, 0, 0, List.of(new ExtendedErrorCodeOption(3, "x".repeat(2000)))),
                Section.ADDITIONAL);
        byte[] bytes = RelayWriter.write(query(Optional.of(EDNS)), upstream.toWire(), 512)
                .orElseThrow();
        assertThat(bytes).hasSizeLessThanOrEqualTo(512);
        Message relayed = new Message(bytes);
        assertThat(relayed.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(relayed.getSection(Section.ANSWER)).hasSize(2);
        assertThat(relayed.getOPT().getOptions()).isEmpty();
    }

    @Test
    void ttlsWithTheTopBitSetAreZero() throws IOException {
        byte[] bytes = upstream().toWire();
        int ttl = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\0\0\0<");
        bytes[ttl] = (byte) 0x80;
        Message relayed = new Message(
                RelayWriter.write(query(Optional.empty()), bytes, 1232).orElseThrow());
        assertThat(relayed.getSection(Section.ANSWER))
                .extracting(Record::getTTL)
                .containsExactly(0L, 60L);
    }

    @Test
    void extendedRcodesNeedEdnsOrBecomeServfail() throws IOException {
        Message upstream = upstream();
        upstream.addRecord(new OPTRecord(4096, 1, 0), Section.ADDITIONAL);
        assertThat(relay(query(Optional.of(EDNS)), upstream).getRcode()).isEqualTo(Rcode.BADVERS);
        assertThat(relay(query(Optional.empty()), upstream).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void optInTheWrongSectionOrTwiceIsUnreadable() {
        Message misplaced = upstream();
        misplaced.addRecord(new OPTRecord(4096, 0, 0), Section.ANSWER);
        assertThat(RelayWriter.write(query(Optional.of(EDNS)), misplaced.toWire(), 1232))
                .isEmpty();
        byte[] twice = Arrays.copyOf(upstream().toWire(), upstream().toWire().length + 22);
        twice[11] = 2;
        twice[twice.length - 22 + 2] = Type.OPT;
        twice[twice.length - 11 + 2] = Type.OPT;
        assertThat(RelayWriter.write(query(Optional.of(EDNS)), twice, 1232)).isEmpty();
    }

    @Test
    void garbageIsRecognisedAndNeverThrown() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(53);
        Message upstream = upstream();
        upstream.addRecord(
                new OPTRecord(4096, 0, 0, 0, List.of(new ExtendedErrorCodeOption(3, "x"))), Section.ADDITIONAL);
        byte[] seed = upstream.toWire();
        int unreadable = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] message = Arrays.copyOf(seed, random.nextInt(seed.length + 1));
            for (int flips = random.nextInt(0, 6); flips > 0 && message.length > 0; flips--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt();
            }
            unreadable +=
                    RelayWriter.write(query(Optional.of(EDNS)), message, 1232).isEmpty() ? 1 : 0;
        }
        assertThat(unreadable).isPositive();
    }
}
