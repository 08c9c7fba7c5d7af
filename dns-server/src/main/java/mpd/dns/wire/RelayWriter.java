package mpd.dns.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;

/// Passes the answer of an upstream on as the bytes it is, so that nothing unknown to us is lost.
///
/// Changed are only: the ID, the letter case of the question, the flags (RD and CD as the client had them, RA
/// set, Z cleared, AD only for who can read it), TTLs above 2^31-1 (zero, RFC 2181 section 8), and OPT, which
/// is ours. The upstream's extended errors (RFC 8914) are kept.
public final class RelayWriter {

    private RelayWriter() {}

    /// Writes the upstream's answer for the client, at most `limit` bytes long: an answer that does not fit is
    /// marked TC and has no records, so that nobody takes a part for the whole.
    ///
    /// @return empty when the upstream's message cannot be read
    public static Optional<byte[]> write(Query query, byte[] upstream, int limit) {
        try {
            return Optional.of(new Relay(query, withoutInnerOpt(upstream)).write(limit));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// An OPT that is not the last record (before a TSIG, say) cannot be cut off: behind it compression
    /// pointers would point at the wrong place. Such a message is written anew, with OPT last.
    private static byte[] withoutInnerOpt(byte[] upstream) throws IOException {
        Sections sections = Sections.of(upstream);
        if (sections.opt() < 0 || sections.optEnd() == sections.end()) {
            return upstream;
        }
        Message message = new Message(upstream);
        OPTRecord opt = Objects.requireNonNull(message.getOPT(), "found above");
        message.removeRecord(opt, Section.ADDITIONAL);
        message.addRecord(opt, Section.ADDITIONAL);
        return message.toWire(ResponseWriter.MOST_TCP);
    }

    /// Where the records of a message lie.
    ///
    /// @param question end of the question section
    /// @param opt      start of the OPT record, negative where there is none
    /// @param optEnd   its end
    /// @param end      end of the last record
    private record Sections(int question, int opt, int optEnd, int end) {

        static Sections of(byte[] message) throws IOException {
            return walk(message, _ -> {});
        }

        /// @param ttls is called with the index of the TTL of each record that is not OPT
        static Sections walk(byte[] message, IntConsumer ttls) throws IOException {
            int question = WireRecords.start(message);
            if (question < 0 || WireRecords.u16(message, 4) != 1) {
                throw new IOException("no question");
            }
            Opt opt = new Opt();
            int end = WireRecords.walk(message, question, (section, owner, at) -> {
                if (WireRecords.u16(message, at) == WireRecords.TYPE_OPT) {
                    opt.found(
                            section,
                            owner,
                            at + WireRecords.RDATA + WireRecords.u16(message, at + WireRecords.RDLENGTH));
                } else {
                    ttls.accept(at + WireRecords.TTL);
                }
            });
            if (end < 0 || opt.misplaced) {
                throw new IOException(end < 0 ? "cut off in a record" : "OPT twice or in the wrong section");
            }
            return new Sections(question, opt.start, opt.end, end);
        }

        /// Where the OPT record lies, as the walk finds it.
        private static final class Opt {
            private int start = -1;
            private int end = -1;
            private boolean misplaced;

            void found(int section, int from, int to) {
                misplaced |= start >= 0 || section != WireRecords.ADDITIONAL;
                start = from;
                end = to;
            }
        }
    }

    /// One answer being passed on.
    private static final class Relay {

        private static final int OPTION_HEADER = 4;

        private final Query query;
        private final byte[] message;
        private final Sections sections;

        Relay(Query query, byte[] upstream) throws IOException {
            this.query = query;
            message = upstream.clone();
            sections = Sections.walk(message, this::limitTtl);
            byte[] question = query.question().wire();
            if (sections.question() - WireRecords.HEADER != question.length) {
                throw new IOException("another question");
            }
            System.arraycopy(question, 0, message, WireRecords.HEADER, question.length);
        }

        byte[] write(int limit) {
            int rcode = extendedRcode();
            // Without EDNS there is no room for the upper bits of an extended rcode (RFC 6891 section 6.1.3).
            boolean lost = rcode > 0xF && query.edns().isEmpty();
            int body = sections.opt() < 0 ? sections.end() : sections.opt();
            byte[] full = opt(rcode, errors());
            boolean whole = body + full.length <= limit;
            // Errors go before anything else does (RFC 8914 section 3), and they may be of any length.
            byte[] opt = whole ? full : opt(rcode, List.of());
            boolean fits = body + opt.length <= limit;
            int kept = fits ? body : sections.question();
            ByteBuf out = Unpooled.wrappedBuffer(Arrays.copyOf(message, kept + opt.length));
            out.setBytes(kept, opt);
            out.setShort(0, query.id());
            out.setShort(2, flags(lost ? DnsResponseCode.SERVFAIL.intValue() : rcode, whole));
            if (!fits) {
                out.setShort(6, 0);
                out.setShort(8, 0);
            }
            int additional = fits ? out.getUnsignedShort(10) - (sections.opt() < 0 ? 0 : 1) : 0;
            out.setShort(10, additional + (opt.length == 0 ? 0 : 1));
            return out.array();
        }

        private byte[] opt(int rcode, List<EDNSOption> errors) {
            return query.edns()
                    .map(edns -> bytes(ResponseWriter.opt(edns, DnsResponseCode.valueOf(rcode), errors)))
                    .orElse(new byte[0]);
        }

        private int flags(int rcode, boolean whole) {
            int received = WireRecords.u16(message, 2);
            boolean readsAd =
                    query.authenticData() || query.edns().map(Edns::dnssecOk).orElse(false);
            int flags = 0x8080 | (received & 0x0400) | (rcode & 0xF);
            flags |= whole ? 0 : 0x0200;
            flags |= query.recursionDesired() ? 0x0100 : 0;
            flags |= readsAd ? received & 0x0020 : 0;
            flags |= query.checkingDisabled() ? 0x0010 : 0;
            return flags;
        }

        private int extendedRcode() {
            int low = message[3] & 0xF;
            return sections.opt() < 0 ? low : (message[sections.opt() + 5] & 0xFF) << 4 | low;
        }

        private List<EDNSOption> errors() {
            if (!hasErrors()) {
                return List.of();
            }
            List<EDNSOption> errors = new ArrayList<>();
            try {
                OPTRecord opt = new Message(message).getOPT();
                if (opt != null) {
                    errors.addAll(opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR));
                }
            } catch (IOException e) {
                // Some record is one that dnsjava cannot read; it is passed on, only without the errors.
                return List.of();
            }
            return errors;
        }

        // Nearly no answer has any, and reading a whole message as objects is dear.
        private boolean hasErrors() {
            if (sections.opt() < 0) {
                return false;
            }
            int at = sections.opt() + 1 + WireRecords.RDATA;
            while (at + OPTION_HEADER <= sections.optEnd()) {
                if (WireRecords.u16(message, at) == EDNSOption.Code.EDNS_EXTENDED_ERROR) {
                    return true;
                }
                at += OPTION_HEADER + WireRecords.u16(message, at + 2);
            }
            return false;
        }

        private void limitTtl(int index) {
            if (message[index] < 0) {
                Arrays.fill(message, index, index + 4, (byte) 0);
            }
        }

        private static byte[] bytes(OPTRecord opt) {
            return opt.toWire(Section.ADDITIONAL);
        }
    }
}
