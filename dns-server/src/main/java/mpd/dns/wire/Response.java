package mpd.dns.wire;

import io.netty.handler.codec.dns.DnsResponseCode;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Record;

/// An answer that is made here, record by record.
///
/// @param rcode         response code
/// @param authoritative the AA bit
/// @param answer        answer section
/// @param authority     authority section
/// @param error         extended error, if there is something to add
public record Response(
        DnsResponseCode rcode,
        boolean authoritative,
        List<Record> answer,
        List<Record> authority,
        Optional<ExtendedError> error) {

    /// An answer without records, e.g. REFUSED.
    public static Response bare(DnsResponseCode rcode) {
        return new Response(rcode, false, List.of(), List.of(), Optional.empty());
    }

    /// An answer without records that says why.
    public static Response bare(DnsResponseCode rcode, ExtendedError error) {
        return new Response(rcode, false, List.of(), List.of(), Optional.of(error));
    }
}
