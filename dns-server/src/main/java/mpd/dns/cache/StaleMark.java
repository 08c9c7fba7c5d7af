package mpd.dns.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import mpd.dns.wire.WireRecords;

/// Puts the extended error 3, Stale Answer (RFC 8914 section 4.4), into a message.
final class StaleMark {

    private static final short OPTION_EDE = 15;
    private static final short STALE_ANSWER = 3;
    private static final int OPT_FIXED = 11;
    private static final int OPTION_FIXED = 6;
    private static final short UDP_SIZE = 1232;
    private static final int ADDITIONAL_COUNT = 10;

    private StaleMark() {}

    /// The message with the error in its OPT, which it gets when it has none. One whose OPT is not its last
    /// record stays as it is: behind it compression pointers would go astray.
    static byte[] on(byte[] message, String text) {
        int[] opt = {-1, -1};
        int end = WireRecords.walk(message, WireRecords.start(message), (_, _, at) -> {
            if (WireRecords.u16(message, at) == WireRecords.TYPE_OPT) {
                opt[0] = at + WireRecords.RDLENGTH;
                opt[1] = at + WireRecords.RDATA + WireRecords.u16(message, at + WireRecords.RDLENGTH);
            }
        });
        boolean last = opt[1] == end;
        if (end < 0 || (opt[0] >= 0 && !last)) {
            return message;
        }
        byte[] extra = text.getBytes(StandardCharsets.UTF_8);
        int option = OPTION_FIXED + extra.length;
        ByteBuffer out = ByteBuffer.wrap(Arrays.copyOf(message, end + option + (last ? 0 : OPT_FIXED)));
        out.position(end);
        if (last) {
            out.putShort(opt[0], (short) (opt[1] - opt[0] - 2 + option));
        } else {
            out.put((byte) 0).putShort((short) WireRecords.TYPE_OPT).putShort(UDP_SIZE);
            out.putInt(0).putShort((short) option);
            out.putShort(ADDITIONAL_COUNT, (short) (out.getShort(ADDITIONAL_COUNT) + 1));
        }
        out.putShort(OPTION_EDE)
                .putShort((short) (2 + extra.length))
                .putShort(STALE_ANSWER)
                .put(extra);
        return out.array();
    }
}
