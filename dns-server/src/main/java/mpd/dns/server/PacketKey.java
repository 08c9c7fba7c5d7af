package mpd.dns.server;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// A packet without its ID and the letter case of its question: equal for two that ask the same in the same
/// way.
///
/// What else a packet may have in it (flags, EDNS, options) is part of what it asks, and needs no
/// understanding. Holds one at a time, for one thread.
final class PacketKey {

    /// Bytes before the question (RFC 1035 section 4.1.1).
    static final int HEADER = 12;

    /// No sensible query is longer. What is, has no key.
    private static final int MOST = 512;

    private static final int MOST_LABEL = 63;
    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = EACH << 7;
    // Added to seven bits, what is as great as this letter carries into the eighth.
    private static final long FROM_A = (0x80 - 'A') * EACH;
    private static final long BEYOND_Z = (0x7F - 'Z') * EACH;
    // Odd and without a pattern.
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private final byte[] bytes = new byte[MOST + Long.BYTES];
    private final ByteBuffer words = ByteBuffer.wrap(bytes);
    private int length;
    private int nameEnd;
    private int hash;

    /// Takes this packet's.
    ///
    /// @return whether it has one
    boolean set(ByteBuf packet) {
        length = packet.readableBytes();
        if (length <= HEADER || length > MOST) {
            return false;
        }
        packet.getBytes(packet.readerIndex(), bytes, 0, length);
        // So that the last word is the same each time.
        words.putLong(length, 0);
        bytes[0] = 0;
        bytes[1] = 0;
        nameEnd = endOfName();
        foldName();
        hash = hashed();
        return true;
    }

    /// Where the name of the question ends, as far as it goes.
    private int endOfName() {
        int index = HEADER;
        while (index < length) {
            int label = bytes[index] & 0xFF;
            index++;
            if (label == 0 || label > MOST_LABEL) {
                break;
            }
            index += label;
        }
        return Math.min(index, length);
    }

    // The length octets of labels are below the letters, so all octets of a name are treated alike. What ends
    // the way through labels without being one may be a letter: no such packet is answered in a way that is
    // kept.
    private void foldName() {
        int index = HEADER;
        for (; index + Long.BYTES <= nameEnd; index += Long.BYTES) {
            words.putLong(index, lowerCase(words.getLong(index)));
        }
        for (; index < nameEnd; index++) {
            bytes[index] = (byte) lowerCase(bytes[index] & 0xFF);
        }
    }

    /// Eight octets with `A` to `Z` among them as lower case letters.
    private static long lowerCase(long octets) {
        long sevenBits = octets & ~HIGH_BITS;
        long letters = sevenBits + FROM_A & ~(sevenBits + BEYOND_Z) & ~octets & HIGH_BITS;
        // The bit that tells the cases apart is two below.
        return octets | letters >>> 2;
    }

    private int hashed() {
        long all = 0;
        for (int index = 0; index < length; index += Long.BYTES) {
            all = (all ^ words.getLong(index)) * SPREAD;
            all ^= all >>> Integer.SIZE;
        }
        return (int) all;
    }

    /// The key, from 0 up to its length; what is behind that is not part of it.
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /// Where the name of the question ends.
    int nameEnd() {
        return nameEnd;
    }

    /// Equal for equal keys.
    int hash() {
        return hash;
    }

    /// Whether these bytes are this key.
    boolean is(byte[] others, int start, int end) {
        return Arrays.equals(others, start, end, bytes, 0, length);
    }
}
