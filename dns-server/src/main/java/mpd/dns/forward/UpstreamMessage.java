package mpd.dns.forward;

import java.nio.ByteBuffer;
import java.util.Arrays;
import mpd.dns.wire.WireRecords;

/// Bytes sent upstream and bytes that come back.
final class UpstreamMessage {

    static final int HEADER = WireRecords.HEADER;

    private static final int QR = 0x80;
    private static final int OPCODE = 0x78;
    private static final int TC = 0x02;
    private static final int RD = 0x0100;
    private static final int AD = 0x0020;
    private static final int CD = 0x0010;
    private static final int OPT_BYTES = 11;
    private static final short TYPE_OPT = 41;
    private static final short UDP_SIZE = 1232;
    private static final int DO = 0x8000;
    private static final int NOERROR = 0;
    private static final int NXDOMAIN = 3;
    private static final int YXDOMAIN = 6;
    private static final int TYPE_CNAME = 5;
    /// A compression pointer to the question's name (RFC 1035 section 4.1.4), which has been compared.
    private static final int QUESTIONS_NAME = 0xC00C;
    private static final int TYPE_AND_CLASS = 4;

    private UpstreamMessage() {}

    /// What a message that came back is to the query that was sent.
    sealed interface Verdict {
        /// Not its answer: forged, late, or nonsense.
        record Foreign() implements Verdict {}

        /// Its answer, too long for UDP.
        record Truncated() implements Verdict {}

        /// An answer for the client: there is data, no data, or no such name.
        record Usable() implements Verdict {}

        /// The nameserver's failure.
        ///
        /// @param message a whole message with the question, even where the nameserver sent a header alone
        record Failing(int rcode, byte[] message) implements Verdict {}

        /// Its answer by the look of the header, but the records break off or cannot be read.
        record Broken() implements Verdict {}
    }

    /// The query, with RD set; with an OPT of version 0 and 1232 bytes when `edns` (RFC 6891 section
    /// 6.1).
    static byte[] query(int id, UpstreamQuestion asked, boolean edns) {
        int length = HEADER + asked.question().length + (edns ? OPT_BYTES : 0);
        ByteBuffer query = ByteBuffer.allocate(length);
        query.putShort((short) id);
        query.putShort((short) (RD | (asked.authenticData() ? AD : 0) | (asked.checkingDisabled() ? CD : 0)));
        query.putShort((short) 1).putInt(0).putShort((short) (edns ? 1 : 0));
        query.put(asked.question());
        if (edns) {
            query.put((byte) 0).putShort(TYPE_OPT).putShort(UDP_SIZE);
            query.putShort((short) 0)
                    .putShort((short) (asked.dnssecOk() ? DO : 0))
                    .putShort((short) 0);
        }
        return query.array();
    }

    /// Judges a message by the query it came for: ID, QR, opcode, question (letter case apart), rcode,
    /// shape.
    ///
    /// @param questionLength of the query's question section
    static Verdict judge(byte[] query, int questionLength, byte[] message) {
        if (!respondsTo(query, message)) {
            return new Verdict.Foreign();
        }
        ByteBuffer response = ByteBuffer.wrap(message);
        int rcode = message[3] & 0x0F;
        boolean usable = usable(rcode);
        int questions = response.getShort(4);
        // A server that does not understand a query may send back its header alone, which says nothing but
        // failure.
        if (questions == 0 && !usable) {
            return new Verdict.Failing(rcode, completed(query, questionLength, rcode));
        }
        if (questions != 1 || !sameQuestion(query, questionLength, message)) {
            return new Verdict.Foreign();
        }
        if ((message[2] & TC) != 0) {
            return new Verdict.Truncated();
        }
        Reading reading = new Reading(message);
        if (WireRecords.walk(message, HEADER + questionLength, reading) < 0 || reading.broken) {
            return new Verdict.Broken();
        }
        int whole = reading.upperBits | rcode;
        return usable(whole) ? new Verdict.Usable() : new Verdict.Failing(whole, message);
    }

    private static boolean usable(int rcode) {
        return rcode == NOERROR || rcode == NXDOMAIN || rcode == YXDOMAIN;
    }

    /// Looks at what is read of an answer later on, so that one that cannot be read is nobody's answer: names,
    /// and OPT, of which there is one at most, with the root as its owner (RFC 6891 section 6.1.1).
    private static final class Reading implements WireRecords.Visitor {
        private final byte[] message;
        private boolean broken;
        private boolean hasOpt;
        private int upperBits;

        Reading(byte[] message) {
            this.message = message;
        }

        @Override
        public void record(int section, int owner, int at) {
            int type = WireRecords.u16(message, at);
            if (type == WireRecords.TYPE_OPT) {
                broken |= hasOpt || section != WireRecords.ADDITIONAL || message[owner] != 0;
                hasOpt = true;
                // The upper bits of the rcode (RFC 6891 section 6.1.3).
                upperBits = (message[at + WireRecords.TTL] & 0xFF) << 4;
            } else if (WireRecords.u16(message, owner) != QUESTIONS_NAME) {
                broken |= WireRecords.endOfName(message, owner) != at;
            }
            if (type == TYPE_CNAME) {
                int target = at + WireRecords.RDATA;
                int end = target + WireRecords.u16(message, at + WireRecords.RDLENGTH);
                broken |= WireRecords.endOfName(message, target) != end;
            }
        }
    }

    /// Whether a usable answer says that there is no such name.
    static boolean denies(byte[] message) {
        return (message[3] & 0x0F) == NXDOMAIN;
    }

    /// A usable answer with no TTL above so many seconds.
    static byte[] shortened(byte[] message, int seconds) {
        byte[] shortened = message.clone();
        int records = WireRecords.endOfName(message, HEADER) + TYPE_AND_CLASS;
        WireRecords.walk(message, records, (_, _, at) -> {
            int ttl = at + WireRecords.TTL;
            if (WireRecords.u16(message, at) != WireRecords.TYPE_OPT && WireRecords.ttl(message, ttl) > seconds) {
                WireRecords.ttl(shortened, ttl, seconds);
            }
        });
        return shortened;
    }

    private static boolean respondsTo(byte[] query, byte[] message) {
        return message.length >= HEADER
                && message[0] == query[0]
                && message[1] == query[1]
                && (message[2] & QR) != 0
                && (message[2] & OPCODE) == 0;
    }

    private static byte[] completed(byte[] query, int questionLength, int rcode) {
        byte[] response = Arrays.copyOf(query, HEADER + questionLength);
        response[2] |= (byte) QR;
        response[3] = (byte) rcode;
        Arrays.fill(response, 6, HEADER, (byte) 0);
        return response;
    }

    private static boolean sameQuestion(byte[] query, int length, byte[] message) {
        int end = HEADER + length;
        if (message.length < end) {
            return false;
        }
        int nameEnd = end - TYPE_AND_CLASS;
        for (int i = HEADER; i < end; i++) {
            boolean same = i < nameEnd ? lower(query[i]) == lower(message[i]) : query[i] == message[i];
            if (!same) {
                return false;
            }
        }
        return true;
    }

    // Length octets are below 64 and so never taken for letters.
    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
    }
}
