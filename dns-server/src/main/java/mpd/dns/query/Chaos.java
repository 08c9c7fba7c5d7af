package mpd.dns.query;

import io.netty.handler.codec.dns.DnsResponseCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import mpd.dns.wire.Question;
import mpd.dns.wire.Response;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// Answers the CHAOS class: who this server is (RFC 4892), and what dnsmasq counts.
final class Chaos {

    private final Map<Name, List<String>> texts;
    // Set once, by who wires, after the start; read by each query.
    private volatile Supplier<Map<Name, List<String>>> statistics = Map::of;

    /// @param version the program and its version
    /// @param host    what this machine calls itself
    Chaos(String version, String host) {
        texts = Map.of(
                Name.fromConstantString("version.bind."), List.of(version),
                Name.fromConstantString("version.server."), List.of(version),
                Name.fromConstantString("id.server."), List.of(host),
                Name.fromConstantString("hostname.bind."), List.of(host));
    }

    /// @param now texts by name
    void tell(Supplier<Map<Name, List<String>>> now) {
        statistics = now;
    }

    Response answer(Question question) {
        List<String> text = texts.getOrDefault(question.name(), statistics.get().get(question.name()));
        if (text == null) {
            return Response.bare(DnsResponseCode.REFUSED);
        }
        boolean asked = question.type() == Type.TXT || question.type() == Type.ANY;
        List<String> strings = text.stream().map(Chaos::printable).toList();
        List<Record> answer = asked && !strings.isEmpty()
                ? List.of(new TXTRecord(question.name(), DClass.CH, 0, strings))
                : List.of();
        return new Response(DnsResponseCode.NOERROR, true, answer, List.of(), Optional.empty());
    }

    /// A character string has at most 255 bytes (RFC 1035 section 3.3), and dnsjava reads a backslash as an
    /// escape.
    private static String printable(String text) {
        byte[] bytes = text.replace("\\", "").getBytes(StandardCharsets.US_ASCII);
        return new String(bytes, 0, Math.min(bytes.length, 255), StandardCharsets.US_ASCII);
    }
}
