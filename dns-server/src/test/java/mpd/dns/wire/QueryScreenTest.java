package mpd.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;

class QueryScreenTest {

    private static final String ID = "abcd";
    /// `a.b.` A IN
    private static final String QUESTION = "0161 0162 00 0001 0001";

    private static final String OPT = "00 0029 1000 00000000 0000";

    private static String screen(String hex) {
        ByteBuf packet = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
        return switch (QueryScreen.screen(packet)) {
            case Screened.Ignored(String why) -> "ignored: " + why;
            case Screened.Rejected rejected ->
                rejected.rcode().toString().replaceAll("\\(.*", "")
                        + (rejected.question().isPresent() ? " with question" : "")
                        + (rejected.edns().isPresent() ? " with edns" : "");
            case Screened.Accepted(Query query) ->
                query.question() + query.edns().map(edns -> " " + edns).orElse("");
        };
    }

    private static String header(String flags, String counts) {
        return ID + flags + counts;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "plain query              | 0100 | 0001 0000 0000 0000 | 0161016200 0001 0001 | a.b. A",
                "trailing garbage         | 0100 | 0001 0000 0000 0000 | 0161016200 0001 0001 ffffff | a.b. A",
                "all harmless flags set   | 07ff | 0001 0000 0000 0000 | 0161016200 0001 0001 | a.b. A",
                "root                     | 0100 | 0001 0000 0000 0000 | 00 0002 0001 | . NS",
                "class CH                 | 0100 | 0001 0000 0000 0000 | 0161016200 0010 0003 | a.b. CH TXT",
                "response                 | 8100 | 0001 0000 0000 0000 | 0161016200 0001 0001 | ignored: a response",
                "opcode STATUS            | 1100 | 0001 0000 0000 0000 | 0161016200 0001 0001 | NotImp",
                "opcode UPDATE            | 2900 | 0001 0000 0000 0000 | 0161016200 0001 0001 | NotImp",
                "no question              | 0100 | 0000 0000 0000 0000 | 0161016200 0001 0001 | FormErr",
                "two questions            | 0100 | 0002 0000 0000 0000 | 0161016200 0001 0001 0161016200 0001 0001 | FormErr",
                "name without end         | 0100 | 0001 0000 0000 0000 | 0161 | FormErr",
                "no type                  | 0100 | 0001 0000 0000 0000 | 0161016200 | FormErr",
                "no class                 | 0100 | 0001 0000 0000 0000 | 0161016200 0001 | FormErr",
                "name by pointer          | 0100 | 0001 0000 0000 0000 | c00c 0001 0001 | FormErr",
                "label of type 01         | 0100 | 0001 0000 0000 0000 | 4061 00 0001 0001 | FormErr",
                "header alone             | 0100 | 0001 0000 0000 0000 | '' | FormErr",
                "answer record            | 0100 | 0001 0001 0000 0000 | 0161016200 0001 0001 c00c 0001 0001 00000001 0004 01010101 | a.b. A",
                "answer count alone       | 0100 | 0001 0001 0000 0000 | 0161016200 0001 0001 | a.b. A",
                "additional missing       | 0100 | 0001 0000 0000 0001 | 0161016200 0001 0001 | a.b. A",
                "additional of any type   | 0100 | 0001 0000 0000 0001 | 0161016200 0001 0001 00 00fa 00ff 00000000 0000 | a.b. A"
            })
    void decidesByTheHeaderAndTheQuestion(String what, String flags, String counts, String rest, String outcome) {
        assertThat(screen(header(flags, counts) + rest)).as(what).isEqualTo(outcome);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "edns                     | 0001 | 00 0029 1000 00000000 0000 | a.b. A Edns[payloadSize=4096, version=0, dnssecOk=false, padTo=0]",
                "edns with DO             | 0001 | 00 0029 04d0 00008000 0000 | a.b. A Edns[payloadSize=1232, version=0, dnssecOk=true, padTo=0]",
                "edns with an option      | 0001 | 00 0029 1000 00000000 0006 000a 0002 abcd | a.b. A Edns[payloadSize=4096, version=0, dnssecOk=false, padTo=0]",
                "edns with padding        | 0001 | 00 0029 1000 00000000 0006 000c 0002 0000 | a.b. A Edns[payloadSize=4096, version=0, dnssecOk=false, padTo=38]",
                "edns version 1           | 0001 | 00 0029 1000 00010000 0000 | BADVERS with question with edns",
                "two OPT                  | 0002 | 00 0029 1000 00000000 0000 00 0029 1000 00000000 0000 | FormErr with question",
                "OPT not at the root      | 0001 | 0161 00 0029 1000 00000000 0000 | FormErr with question",
                "OPT longer than packet   | 0001 | 00 0029 1000 00000000 0005 | FormErr with question",
                "option longer than OPT   | 0001 | 00 0029 1000 00000000 0004 000a 0002 | FormErr with question",
                "OPT cut off              | 0001 | 00 0029 1000 | FormErr with question"
            })
    void readsEdns(String what, String additional, String rest, String outcome) {
        String packet = header("0100", "0001 0000 0000" + additional) + QUESTION + rest;
        assertThat(screen(packet).replace("BadVers", "BADVERS").replace("BADVERS_OR_BADSIG", "BADVERS"))
                .as(what)
                .isEqualTo(outcome);
    }

    @Test
    void optCountsWhereverItClaimsToBe() {
        assertThat(screen(header("0100", "0001 0001 0000 0000") + QUESTION + OPT))
                .contains("payloadSize=4096");
    }

    @Test
    void shorterThanAHeaderIsIgnored() {
        for (int length = 0; length < 12; length++) {
            assertThat(screen("00".repeat(length))).isEqualTo("ignored: shorter than a header");
        }
    }

    @Test
    void namesUpTo255BytesAreReadAndLongerOnesAreNot() {
        String label = "3f" + "61".repeat(63);
        String longest = label.repeat(3) + "3d" + "61".repeat(61) + "00";
        assertThat(screen(header("0100", "0001000000000000") + longest + "00010001"))
                .endsWith(" A");
        String longer = label.repeat(3) + "3e" + "61".repeat(62) + "00";
        assertThat(screen(header("0100", "0001000000000000") + longer + "00010001"))
                .isEqualTo("FormErr");
    }

    @Test
    void theLetterCaseOfTheNameIsKept() {
        String question = "034d5064 0454657374 00 0001 0001";
        ByteBuf packet = Unpooled.wrappedBuffer(
                HexFormat.of().parseHex((header("0100", "0001000000000000") + question).replace(" ", "")));
        Screened screened = QueryScreen.screen(packet);
        assertThat(screened).isInstanceOfSatisfying(Screened.Accepted.class, accepted -> {
            assertThat(accepted.query().question().name()).hasToString("MPd.Test.");
            assertThat(accepted.query().question().name()).isEqualTo(Name.fromConstantString("mpd.test."));
        });
    }

    @Test
    void neverThrowsWhateverTheBytes() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(53);
        byte[] seed = HexFormat.of().parseHex((header("0100", "0001000000000001") + QUESTION + OPT).replace(" ", ""));
        for (int i = 0; i < 200_000; i++) {
            byte[] packet = seed.clone();
            for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(packet.length + 1);
            assertThat(QueryScreen.screen(Unpooled.wrappedBuffer(packet, 0, length)))
                    .isNotNull();
        }
    }
}
