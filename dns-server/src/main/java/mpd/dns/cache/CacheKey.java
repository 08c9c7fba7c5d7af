package mpd.dns.cache;

import java.nio.ByteBuffer;
import java.util.Arrays;
import mpd.dns.forward.UpstreamQuestion;
import mpd.dns.wire.WireRecords;
import org.jspecify.annotations.Nullable;

/// What must be the same for two questions to have the same answer: owner name (letter case apart), type,
/// class, DO and CD. EDNS itself makes no difference to what is kept, and AD none because upstream is always
/// asked with it.
final class CacheKey {

    private static final int TYPE_AND_CLASS = 4;

    private final byte[] bytes;
    private final int hash;

    private CacheKey(byte[] bytes) {
        this.bytes = bytes;
        hash = (int) SipHash.SECRET.of(bytes);
    }

    static CacheKey of(UpstreamQuestion question) {
        byte[] wire = question.question();
        byte[] bytes = Arrays.copyOf(wire, wire.length + 1);
        int nameEnd = wire.length - TYPE_AND_CLASS;
        for (int i = 0; i < nameEnd; i++) {
            bytes[i] = lower(bytes[i]);
        }
        bytes[wire.length] = (byte) ((question.dnssecOk() ? 1 : 0) | (question.checkingDisabled() ? 2 : 0));
        return new CacheKey(bytes);
    }

    /// Whether the message has this question after its header.
    boolean asks(byte[] message, int header) {
        int length = bytes.length - 1;
        if (message.length < header + length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            byte octet = message[header + i];
            if (bytes[i] != (i < length - TYPE_AND_CLASS ? lower(octet) : octet)) {
                return false;
            }
        }
        return true;
    }

    /// Octets of the question section.
    int questionLength() {
        return bytes.length - 1;
    }

    /// QTYPE.
    int type() {
        int at = questionLength() - TYPE_AND_CLASS;
        return WireRecords.u16(bytes, at);
    }

    // Length octets are below 64 and so never taken for letters.
    private static byte lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet + ('a' - 'A')) : octet;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CacheKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /// Octets of this key itself.
    int length() {
        return bytes.length;
    }

    void write(ByteBuffer to, int at) {
        to.put(at, bytes);
    }

    /// Whether these octets, as many as it has, are those of this key.
    boolean equalTo(byte[] others, int from) {
        return Arrays.equals(bytes, 0, bytes.length, others, from, from + bytes.length);
    }
}
