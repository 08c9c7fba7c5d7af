package mpd.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names as they stand in a message. The hexadecimal ones below begin at index 16, behind the name `a.` at 12.
class WireRecordsTest {

    private static final int START = 16;

    private static int end(String name) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(new byte[WireRecords.HEADER]);
        message.writeBytes(new byte[] {1, 'a', 0, 0});
        message.writeBytes(HexFormat.of().parseHex(name.replace(" ", "")));
        return WireRecords.endOfName(message.toByteArray(), START);
    }

    @ParameterizedTest
    @CsvSource({
        "00, 17",
        "01 62 00, 19",
        "C0 0C, 18",
        "01 62 C0 0C, 20",
        "01 62 C0 0E, 20",
    })
    void nameEndsBehindItsRootOrItsPointer(String name, int end) {
        assertThat(end(name)).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource({
        "'', empty",
        "01, cut off in a label",
        "01 62, cut off behind a label",
        "C0, cut off in a pointer",
        "C0 10, to itself",
        "01 62 C0 10, to its own beginning",
        "01 62 C0 12, to itself behind a label",
        "C0 12 01 62 00, forwards",
        "FF FF, beyond the end",
        "40 62 00, a label of 64 octets or a type of label that nobody has",
        "80 62 00, a type of label that nobody has",
    })
    void whatIsNoNameEndsNowhere(String name, String why) {
        assertThat(end(name)).as(why).isNegative();
    }

    @Test
    void pointersLeadBackEachFurtherThanTheOneBefore() {
        byte[] message = new byte[24];
        message[12] = 1;
        message[13] = 'a';
        // 15: pointer to 12; 17: label and pointer to 15; 21: pointer to 17.
        message[15] = (byte) 0xC0;
        message[16] = 12;
        message[17] = 1;
        message[18] = 'b';
        message[19] = (byte) 0xC0;
        message[20] = 15;
        message[21] = (byte) 0xC0;
        message[22] = 17;
        assertThat(WireRecords.endOfName(message, 21)).isEqualTo(23);
        message[16] = 21;
        assertThat(WireRecords.endOfName(message, 21)).isNegative();
    }

    @Test
    void pointersToPointersComeToAnEnd() {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(new byte[WireRecords.HEADER]);
        message.write(0);
        for (int i = 0; i < 128; i++) {
            int to = i == 0 ? WireRecords.HEADER : WireRecords.HEADER + 1 + 2 * (i - 1);
            message.write(0xC0 | to >> 8);
            message.write(to);
        }
        int last = message.size() - 2;
        assertThat(WireRecords.endOfName(message.toByteArray(), last)).isNegative();
        assertThat(WireRecords.endOfName(message.toByteArray(), last - 2)).isEqualTo(last);
    }

    @Test
    void nameIsLongerThan255OctetsInNoWay() {
        String label = "3F" + "61".repeat(63);
        String longest = label.repeat(3) + "3D" + "61".repeat(61) + "00";
        assertThat(end(longest)).isEqualTo(START + 255);
        assertThat(end(label.repeat(3) + "3E" + "61".repeat(62) + "00")).isNegative();
        assertThat(end(label.repeat(3) + "3C" + "61".repeat(60) + "C00C")).isNegative();
    }
}
