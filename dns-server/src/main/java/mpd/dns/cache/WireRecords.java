package mpd.dns.cache;

/// Goes through the records of a message without reading their data.
final class WireRecords {

    static final int HEADER = 12;
    static final int ANSWER = 0;
    static final int AUTHORITY = 1;
    static final int ADDITIONAL = 2;
    static final int TYPE_OPT = 41;
    /// From the start of a record's TYPE to that of its TTL, its RDLENGTH, its RDATA (RFC 1035 section 3.2.1).
    static final int TTL = 4;

    static final int RDLENGTH = 8;
    static final int RDATA = 10;

    private static final int POINTER = 0xC0;
    private static final int FIRST_COUNT = 6;

    private WireRecords() {}

    /// Told of each record.
    interface Visitor {
        /// Called in order of the message.
        ///
        /// @param section 0 to 2: answer, authority, additional
        /// @param at      index of its TYPE
        void record(int section, int at);
    }

    /// Shows each record to the visitor.
    ///
    /// @param start where the records begin
    /// @return index behind the last one; negative when they break off
    static int walk(byte[] message, int start, Visitor visitor) {
        int at = start;
        for (int section = ANSWER; section <= ADDITIONAL; section++) {
            int records = u16(message, FIRST_COUNT + 2 * section);
            for (int i = 0; i < records; i++) {
                int type = afterName(message, at);
                if (type < 0 || type + RDATA > message.length) {
                    return -1;
                }
                at = type + RDATA + u16(message, type + RDLENGTH);
                if (at > message.length) {
                    return -1;
                }
                visitor.record(section, type);
            }
        }
        return at;
    }

    static int u16(byte[] message, int at) {
        return ((message[at] & 0xFF) << 8) | (message[at + 1] & 0xFF);
    }

    static void u16(byte[] message, int at, int value) {
        message[at] = (byte) (value >> 8);
        message[at + 1] = (byte) value;
    }

    /// A TTL; above 2^31-1 it counts as 0 (RFC 2181 section 8).
    static int ttl(byte[] message, int at) {
        return Math.max((u16(message, at) << 16) | u16(message, at + 2), 0);
    }

    static void ttl(byte[] message, int at, int value) {
        u16(message, at, value >> 16);
        u16(message, at + 2, value);
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
