package mpd.dns.tests.lab;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Bytes of queries, well-formed and not, written by hand so that nothing corrects them on the way.
public final class Packets {

    /// Recursion desired, the flag that most clients set.
    public static final int RD = 0x0100;

    /// The type number of OPT.
    public static final int OPT = 41;

    private Packets() {}

    /// A query for `name`, class IN, with recursion desired.
    public static byte[] query(final String name, final int type) {
        return message(RD, 1, 0, question(name, type, 1));
    }

    /// A message with ID 0x1234.
    ///
    /// @param flags     the third and fourth byte of the header
    /// @param questions the count of questions that it claims
    /// @param additions the count of additional records that it claims
    public static byte[] message(final int flags, final int questions, final int additions, final byte[]... parts) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(12)
                .putShort((short) 0x1234)
                .putShort((short) flags)
                .putShort((short) questions)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) additions)
                .array());
        for (final byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    /// A question.
    public static byte[] question(final String name, final int type, final int recordClass) {
        final byte[] owner = name(name);
        return ByteBuffer.allocate(owner.length + 4)
                .put(owner)
                .putShort((short) type)
                .putShort((short) recordClass)
                .array();
    }

    /// An uncompressed name.
    public static byte[] name(final String name) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (final String label : name.split("\\.", -1)) {
            if (!label.isEmpty()) {
                bytes.write(label.length());
                bytes.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        bytes.write(0);
        return bytes.toByteArray();
    }

    /// Whether there is a name of the zone or of the served subnet among bytes, in any letter case.
    ///
    /// @param bytes a character each
    public static boolean nameOurs(final String bytes) {
        final String text = bytes.toLowerCase(Locale.ROOT);
        return text.contains("\3mpd\4test") || text.contains("\1" + "0\3" + "163\2" + "10\7in-addr");
    }

    /// An OPT record of the root.
    ///
    /// @param size    the payload size that it advertises
    /// @param version the EDNS version
    /// @param flags   the flags, DO among them
    /// @param options the bytes of its options
    public static byte[] opt(final int size, final int version, final int flags, final byte... options) {
        return ByteBuffer.allocate(11 + options.length)
                .put((byte) 0)
                .putShort((short) OPT)
                .putShort((short) size)
                .put((byte) 0)
                .put((byte) version)
                .putShort((short) flags)
                .putShort((short) options.length)
                .put(options)
                .array();
    }
}
