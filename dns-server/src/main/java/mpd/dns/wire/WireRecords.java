package mpd.dns.wire;

/// Goes through the records of a message without reading their data (RFC 1035 section 4.1.3).
public final class WireRecords {

    /// Bytes of the header.
    public static final int HEADER = 12;

    /// Number of the answer section, as a [Visitor] is told.
    public static final int ANSWER = 0;

    /// Number of the authority section.
    public static final int AUTHORITY = 1;

    /// Number of the additional section.
    public static final int ADDITIONAL = 2;

    /// Type number of OPT, which is no record of the zone (RFC 6891).
    public static final int TYPE_OPT = 41;

    /// From the start of a record's TYPE to that of its TTL.
    public static final int TTL = 4;

    /// From the start of a record's TYPE to that of its RDLENGTH.
    public static final int RDLENGTH = 8;

    /// From the start of a record's TYPE to that of its RDATA.
    public static final int RDATA = 10;

    private static final int POINTER = 0xC0;
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 255;
    // A name has no more labels, and nobody points to pointers.
    private static final int MOST_POINTERS = 127;
    private static final int FIRST_COUNT = 6;

    private WireRecords() {}

    /// Told of each record.
    public interface Visitor {
        /// Called in order of the message.
        ///
        /// @param section 0 to 2: answer, authority, additional
        /// @param owner   index of its owner name
        /// @param at      index of its TYPE
        void record(int section, int owner, int at);
    }

    /// Shows each record to the visitor.
    ///
    /// @param start where the records begin
    /// @return index behind the last one; negative when they break off
    public static int walk(byte[] message, int start, Visitor visitor) {
        int at = start;
        for (int section = ANSWER; section <= ADDITIONAL; section++) {
            int records = u16(message, FIRST_COUNT + 2 * section);
            for (int i = 0; i < records; i++) {
                int owner = at;
                int type = afterName(message, at);
                if (type < 0 || type + RDATA > message.length) {
                    return -1;
                }
                at = type + RDATA + u16(message, type + RDLENGTH);
                if (at > message.length) {
                    return -1;
                }
                visitor.record(section, owner, type);
            }
        }
        return at;
    }

    /// Where the records of a message with one question begin; negative when the question breaks off.
    public static int start(byte[] message) {
        int type = message.length < HEADER ? -1 : afterName(message, HEADER);
        return type < 0 || type + 4 > message.length ? -1 : type + 4;
    }

    /// The 16 bits at the index.
    public static int u16(byte[] message, int at) {
        return ((message[at] & 0xFF) << 8) | (message[at + 1] & 0xFF);
    }

    /// Writes 16 bits.
    public static void u16(byte[] message, int at, int value) {
        message[at] = (byte) (value >> 8);
        message[at + 1] = (byte) value;
    }

    /// A TTL, in seconds; above 2^31-1 it counts as 0 (RFC 2181 section 8).
    public static int ttl(byte[] message, int at) {
        return Math.max((u16(message, at) << 16) | u16(message, at + 2), 0);
    }

    /// Writes a TTL.
    public static void ttl(byte[] message, int at, int value) {
        u16(message, at, value >> 16);
        u16(message, at + 2, value);
    }

    /// Where the name ends that begins there, gone along to its own end (RFC 1035 section 4.1.4).
    ///
    /// @return negative for what is no name: it breaks off, is longer than 255 octets, has a label of more than
    ///     63, a pointer that does not lead to what stands before the name, or more pointers than it can have
    ///     labels
    public static int endOfName(byte[] message, int start) {
        int end = -1;
        int from = start;
        int at = start;
        int length = 0;
        int pointers = 0;
        while (at < message.length) {
            int octet = message[at] & 0xFF;
            if (octet >= POINTER) {
                pointers++;
                int to = at + 1 < message.length ? u16(message, at) & ~(POINTER << 8) : from;
                if (to >= from || pointers > MOST_POINTERS) {
                    return -1;
                }
                end = end < 0 ? at + 2 : end;
                from = to;
                at = to;
                continue;
            }
            at += 1 + octet;
            length += 1 + octet;
            if (octet > LONGEST_LABEL || length > LONGEST_NAME) {
                return -1;
            }
            if (octet == 0) {
                return end < 0 ? at : end;
            }
        }
        return -1;
    }

    private static int afterName(byte[] message, int start) {
        int at = start;
        while (at < message.length) {
            int octet = message[at] & 0xFF;
            if (octet == 0) {
                return at + 1;
            }
            if (octet >= POINTER) {
                return at + 2;
            }
            at += 1 + octet;
        }
        return -1;
    }
}
