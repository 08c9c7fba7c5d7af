package mpd.dns.wire;

import io.netty.handler.codec.dns.DnsOpCode;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// Writes responses: the header, the question in the letter case asked, the sections as far as they fit, and
/// OPT.
///
/// RA is set on every answer. An answer that does not fit is cut at the RRset and marked TC (RFC 2181 section
/// 9).
public final class ResponseWriter {

    /// The largest UDP response sent, and the size advertised, in bytes: what fits any path without fragments.
    public static final int MOST_UDP = 1232;

    /// The largest response over TCP, in bytes.
    public static final int MOST_TCP = 65_535;

    private static final int LEAST_UDP = 512;
    private static final int OPTION_HEAD = 4;

    private ResponseWriter() {}

    /// The largest UDP response to the query, in bytes (RFC 6891 section 6.2.3: less than 512 means 512).
    public static int udpLimit(Query query) {
        return query.edns()
                .map(edns -> Math.clamp(edns.payloadSize(), LEAST_UDP, MOST_UDP))
                .orElse(LEAST_UDP);
    }

    /// Writes an answer made here, at most `limit` bytes long. It is padded for who pads (RFC 7830), and never
    /// beyond the length of the query, so that nobody can make more of little.
    public static byte[] write(Query query, Response response, int limit) {
        Message message = message(query, response, List.of());
        // Given a limit, dnsjava leaves a few bytes of it free: what fits only without that is not to be cut.
        byte[] whole = message.toWire(MOST_TCP);
        if (whole.length > limit) {
            return cut(query, response, limit);
        }
        int missing = query.edns().map(edns -> Math.min(edns.padTo(), limit)).orElse(0) - whole.length - OPTION_HEAD;
        return missing < 0
                ? whole
                : message(query, response, List.of(new GenericEDNSOption(Edns.PADDING, new byte[missing])))
                        .toWire(MOST_TCP);
    }

    /// The extended error goes before anything else does (RFC 8914 section 3): with a long name it would leave
    /// no room for the question.
    private static byte[] cut(Query query, Response response, int limit) {
        Response bare = new Response(
                response.rcode(), response.authoritative(), response.answer(), response.authority(), Optional.empty());
        Message message = message(query, bare, List.of());
        if (message.toWire(MOST_TCP).length > limit) {
            return message.toWire(limit);
        }
        message.getHeader().setFlag(Flags.TC);
        return message.toWire(MOST_TCP);
    }

    private static Message message(Query query, Response response, List<EDNSOption> padding) {
        Message message = new Message(query.id());
        Header header = message.getHeader();
        if (response.authoritative()) {
            header.setFlag(Flags.AA);
        }
        if (query.checkingDisabled()) {
            header.setFlag(Flags.CD);
        }
        head(header, DnsOpCode.QUERY, query.recursionDesired(), response.rcode());
        message.addRecord(echo(query.question()), Section.QUESTION);
        response.answer().forEach(record -> message.addRecord(record, Section.ANSWER));
        response.authority().forEach(record -> message.addRecord(record, Section.AUTHORITY));
        List<EDNSOption> options = new ArrayList<>();
        response.error().ifPresent(error -> options.add(new ExtendedErrorCodeOption(error.code(), error.text())));
        options.addAll(padding);
        query.edns().ifPresent(edns -> message.addRecord(opt(edns, response.rcode(), options), Section.ADDITIONAL));
        return message;
    }

    /// Writes the answer to a packet that was rejected. It fits anywhere.
    public static byte[] write(Screened.Rejected rejected) {
        Message message = new Message(rejected.id());
        head(message.getHeader(), rejected.opcode(), rejected.recursionDesired(), rejected.rcode());
        rejected.question().ifPresent(question -> message.addRecord(echo(question), Section.QUESTION));
        rejected.edns()
                .ifPresent(edns -> message.addRecord(opt(edns, rejected.rcode(), List.of()), Section.ADDITIONAL));
        return message.toWire(MOST_TCP);
    }

    /// Our own OPT record for an answer: never what the client or an upstream put into theirs (it is hop by
    /// hop).
    static OPTRecord opt(Edns client, DnsResponseCode rcode, List<EDNSOption> options) {
        int flags = client.dnssecOk() ? 0x8000 : 0;
        return new OPTRecord(MOST_UDP, rcode.intValue() >> 4, 0, flags, options);
    }

    private static void head(Header header, DnsOpCode opcode, boolean recursionDesired, DnsResponseCode rcode) {
        header.setFlag(Flags.QR);
        header.setFlag(Flags.RA);
        header.setOpcode(Byte.toUnsignedInt(opcode.byteValue()));
        header.setRcode(rcode.intValue() & 0xF);
        if (recursionDesired) {
            header.setFlag(Flags.RD);
        }
    }

    private static Record echo(Question question) {
        return Record.newRecord(question.name(), question.type(), question.dnsClass());
    }
}
