package mpd.dns.wire;

import org.xbill.DNS.ExtendedErrorCodeOption;

/// Why an answer is what it is, for the person with `dig` (RFC 8914). Sent to clients that speak EDNS.
///
/// @param code INFO-CODE
/// @param text EXTRA-TEXT, may be empty
public record ExtendedError(int code, String text) {

    /// Sources are still being read.
    public static ExtendedError notReady(String text) {
        return new ExtendedError(ExtendedErrorCodeOption.NOT_READY, text);
    }
}
