package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is left of a packet as its key.
final class PacketKeyTest {

    private final PacketKey key = new PacketKey();

    private static byte[] random(int length, long seed) {
        byte[] packet = new byte[length];
        new Random(seed).nextBytes(packet);
        return packet;
    }

    private boolean set(byte[] packet) {
        return key.set(Unpooled.wrappedBuffer(packet));
    }

    /// What the fast way has to come to, one octet at a time.
    private static byte[] slowly(byte[] packet) {
        byte[] key = packet.clone();
        key[0] = 0;
        key[1] = 0;
        int end = 12;
        while (end < key.length) {
            int label = key[end] & 0xFF;
            end++;
            if (label == 0 || label > 63) {
                break;
            }
            end += label;
        }
        for (int index = 12; index < Math.min(end, key.length); index++) {
            if (key[index] >= 'A' && key[index] <= 'Z') {
                key[index] = (byte) (key[index] + 'a' - 'A');
            }
        }
        return key;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void itIsThePacketWithoutIdAndLetterCaseWhateverCameBefore(long seed) {
        Random random = new Random(seed);
        for (int turn = 0; turn < 20_000; turn++) {
            byte[] packet = random(13 + random.nextInt(500), random.nextLong());
            // Labels of every length, and names that run beyond the packet.
            packet[12] = (byte) random.nextInt(70);
            assertThat(set(packet)).isTrue();
            byte[] expected = slowly(packet);
            assertThat(Arrays.copyOf(key.bytes(), key.length())).isEqualTo(expected);
            assertThat(key.is(expected, 0, expected.length)).isTrue();
            assertThat(key.nameEnd()).isBetween(13, packet.length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 513, 5_000})
    void whatIsTooShortForAQuestionOrLongerThanAnySensibleQueryHasNone(int length) {
        assertThat(set(random(length, 1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 19, 20, 21, 511, 512})
    void everythingElseHasOneWithTheSameHashEachTime(int length) {
        byte[] packet = random(length, 1);
        assertThat(set(packet)).isTrue();
        int hash = key.hash();
        assertThat(set(random(512, 2))).isTrue();
        assertThat(set(packet)).isTrue();
        assertThat(key.hash()).isEqualTo(hash);
    }

    @Test
    void keysThatDifferInOneBitBehindTheIdHaveAnotherHash() {
        byte[] packet = random(40, 1);
        set(packet);
        int hash = key.hash();
        for (int bit = 16; bit < 40 * 8; bit++) {
            byte[] other = packet.clone();
            other[bit / 8] ^= (byte) (1 << bit % 8);
            if (!Arrays.equals(slowly(other), slowly(packet))) {
                set(other);
                assertThat(key.hash()).as("bit %d", bit).isNotEqualTo(hash);
            }
        }
    }
}
