package mpd.dns.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DnsOpCode;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.util.Optional;
import mpd.dns.wire.Screened.Accepted;
import mpd.dns.wire.Screened.Ignored;
import mpd.dns.wire.Screened.Rejected;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;

/// Decides from its bytes whether a packet is a query that gets an answer, cheapest and least trusting check
/// first:
///
/// 1. under 12 bytes, or a response: ignored
/// 2. opcode other than QUERY: NOTIMP (RFC 1035 section 4.1.1)
/// 3. not exactly one question (RFC 9619), or one that cannot be read: FORMERR. A compressed owner name is one
///    that cannot be read: there is nothing before it that a pointer could mean.
/// 4. two OPT records, or one that is broken: FORMERR (RFC 6891 sections 6.1.1 and 7)
/// 5. EDNS version above 0: BADVERS (RFC 6891 section 6.1.3)
///
/// Records of other types in any section, and whatever follows the message, are none of our business.
public final class QueryScreen {

    private static final int HEADER = 12;
    private static final int MOST_LABEL = 63;
    private static final int MOST_NAME = 255;

    private QueryScreen() {}

    /// Screens the readable bytes of the packet, which stays the caller's.
    public static Screened screen(ByteBuf packet) {
        int start = packet.readerIndex();
        int end = packet.writerIndex();
        if (end - start < HEADER) {
            return new Ignored("shorter than a header");
        }
        Header header = new Header(packet.getUnsignedShort(start), packet.getUnsignedShort(start + 2));
        if (header.response()) {
            return new Ignored("a response");
        }
        if (!header.opcode().equals(DnsOpCode.QUERY)) {
            return header.rejected(DnsResponseCode.NOTIMP, Optional.empty(), Optional.empty());
        }
        if (packet.getUnsignedShort(start + 4) != 1) {
            return header.rejected(DnsResponseCode.FORMERR, Optional.empty(), Optional.empty());
        }
        Question question = question(packet, start + HEADER, end);
        if (question == null) {
            return header.rejected(DnsResponseCode.FORMERR, Optional.empty(), Optional.empty());
        }
        int records = packet.getUnsignedShort(start + 6)
                + packet.getUnsignedShort(start + 8)
                + packet.getUnsignedShort(start + 10);
        OptFinder opt = new OptFinder(packet, start + HEADER + question.wire().length, end, records);
        if (opt.broken()) {
            return header.rejected(DnsResponseCode.FORMERR, Optional.of(question), Optional.empty());
        }
        Optional<Edns> edns = opt.edns();
        if (edns.isPresent() && edns.get().version() != 0) {
            return header.rejected(DnsResponseCode.BADVERS_OR_BADSIG, Optional.of(question), edns);
        }
        return new Accepted(header.query(question, edns));
    }

    private static @Nullable Question question(ByteBuf packet, int start, int end) {
        int index = start;
        while (true) {
            if (index >= end) {
                return null;
            }
            int length = packet.getUnsignedByte(index++);
            if (length == 0) {
                break;
            }
            index += length;
            if (length > MOST_LABEL || index - start >= MOST_NAME) {
                return null;
            }
        }
        if (end - index < 4) {
            return null;
        }
        byte[] wire = new byte[index + 4 - start];
        packet.getBytes(start, wire);
        int type = packet.getUnsignedShort(index);
        return new Question(WireName.at(wire), type, packet.getUnsignedShort(index + 2), wire);
    }

    /// The first two fields of a message.
    private record Header(int id, int flags) {

        boolean response() {
            return (flags & 0x8000) != 0;
        }

        DnsOpCode opcode() {
            return DnsOpCode.valueOf(flags >> 11 & 0xF);
        }

        boolean recursionDesired() {
            return (flags & 0x0100) != 0;
        }

        Query query(Question question, Optional<Edns> edns) {
            return new Query(id, recursionDesired(), (flags & 0x0020) != 0, (flags & 0x0010) != 0, question, edns);
        }

        Rejected rejected(DnsResponseCode rcode, Optional<Question> question, Optional<Edns> edns) {
            return new Rejected(id, opcode(), recursionDesired(), rcode, question, edns);
        }
    }

    /// Walks over the records of a query for its OPT record, in whichever section it claims to be.
    private static final class OptFinder {

        private @Nullable Edns edns;
        private boolean broken;
        private int padTo;

        OptFinder(ByteBuf packet, int start, int end, int records) {
            int index = start;
            for (int i = 0; i < records && !broken; i++) {
                int owner = index;
                index = WireName.skip(packet, index, end);
                // Fewer records than announced: ignored, as their content would be, but for an OPT cut short.
                if (index < 0 || end - index < 10) {
                    broken = index >= 0 && end - index >= 2 && packet.getUnsignedShort(index) == Type.OPT;
                    return;
                }
                int type = packet.getUnsignedShort(index);
                int length = packet.getUnsignedShort(index + 8);
                int data = index + 10;
                if (type == Type.OPT) {
                    boolean root = packet.getByte(owner) == 0;
                    broken = edns != null || !root || length > end - data || !options(packet, data, data + length);
                    edns = new Edns(
                            packet.getUnsignedShort(index + 2),
                            packet.getUnsignedByte(index + 5),
                            (packet.getUnsignedByte(index + 6) & 0x80) != 0,
                            padTo);
                } else if (length > end - data) {
                    return;
                }
                index = data + length;
            }
        }

        boolean broken() {
            return broken;
        }

        Optional<Edns> edns() {
            return Optional.ofNullable(edns);
        }

        private boolean options(ByteBuf packet, int start, int end) {
            int index = start;
            while (end - index >= 4) {
                if (packet.getUnsignedShort(index) == Edns.PADDING) {
                    padTo = packet.readableBytes();
                }
                index += 4 + packet.getUnsignedShort(index + 2);
            }
            return index == end;
        }
    }
}
