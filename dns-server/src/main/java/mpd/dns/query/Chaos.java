package mpd.dns.query;

import io.netty.handler.codec.dns.DnsResponseCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.wire.Question;
import mpd.dns.wire.Response;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// Answers the CHAOS class: who this server is (RFC 4892).
final class Chaos {

    private final Map<Name, String> texts;

    /// @param version the program and its version
    /// @param host    what this machine calls itself
    Chaos(String version, String host) {
        texts = Map.of(
                Name.fromConstantString("version.bind."), version,
                Name.fromConstantString("version.server."), version,
                Name.fromConstantString("id.server."), host,
                Name.fromConstantString("hostname.bind."), host);
    }

    Response answer(Question question) {
        String text = texts.get(question.name());
        if (text == null) {
            return Response.bare(DnsResponseCode.REFUSED);
        }
        boolean asked = question.type() == Type.TXT || question.type() == Type.ANY;
        List<Record> answer =
                asked ? List.of(new TXTRecord(question.name(), DClass.CH, 0, printable(text))) : List.of();
        return new Response(DnsResponseCode.NOERROR, true, answer, List.of(), Optional.empty());
    }

    /// A character string has at most 255 bytes (RFC 1035 section 3.3), and dnsjava reads a backslash as an
    /// escape.
    private static String printable(String text) {
        byte[] bytes = text.replace("\\", "").getBytes(StandardCharsets.US_ASCII);
        return new String(bytes, 0, Math.min(bytes.length, 255), StandardCharsets.US_ASCII);
    }
}
