package mpd.dns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SipHashTest {

    /// The vectors of the reference implementation: key 00 01 .. 0f, input 00 01 .. of so many bytes.
    @ParameterizedTest
    @CsvSource({
        "0, 726fdb47dd0e0e31",
        "1, 74f839c593dc67fd",
        "7, ab0200f58b01d137",
        "8, 93f5f5799a932462",
        "15, a129ca6149be45e5",
        "16, 3f2acc7f57c29bdb",
        "63, 958a324ceb064572"
    })
    void hashesAsTheReferenceDoes(int length, String expected) {
        byte[] input = new byte[length];
        for (int i = 0; i < length; i++) {
            input[i] = (byte) i;
        }

        long hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L).of(input);

        assertThat(Long.toHexString(hash)).isEqualTo(expected);
    }
}
