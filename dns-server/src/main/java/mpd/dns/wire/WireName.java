package mpd.dns.wire;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.Name;

/// Owner names in their wire form (RFC 1035 sections 3.1 and 4.1.4).
final class WireName {

    private WireName() {}

    /// Reads the name that the bytes begin with; it is known to be well formed and uncompressed.
    static Name at(byte[] wire) {
        try {
            return new Name(new DNSInput(wire));
        } catch (IOException e) {
            throw new IllegalArgumentException("not a checked name", e);
        }
    }

    /// The index after the name, compressed or not, that starts at `start`; negative when it does not end
    /// before `end`.
    static int skip(ByteBuf packet, int start, int end) {
        int index = start;
        while (index < end) {
            int length = packet.getUnsignedByte(index);
            if (length == 0) {
                return index + 1;
            }
            if ((length & 0xC0) == 0xC0) {
                return index + 2 <= end ? index + 2 : -1;
            }
            if ((length & 0xC0) != 0) {
                return -1;
            }
            index += 1 + length;
        }
        return -1;
    }
}
