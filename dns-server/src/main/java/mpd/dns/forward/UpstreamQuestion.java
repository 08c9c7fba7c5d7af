package mpd.dns.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.Name;

/// What is asked upstream on behalf of a client.
///
/// @param question         the question section as bytes: owner name in the client's letter case, uncompressed,
///     type, class
/// @param edns             whether to ask with EDNS, where the nameserver understands it
/// @param dnssecOk         the client's DO bit; `false` without `edns`
/// @param authenticData    the client's AD bit
/// @param checkingDisabled the client's CD bit
public record UpstreamQuestion(
        byte[] question, boolean edns, boolean dnssecOk, boolean authenticData, boolean checkingDisabled) {

    /// The owner name, in the client's letter case.
    public Name name() {
        try {
            return new Name(new DNSInput(question));
        } catch (IOException e) {
            throw new IllegalArgumentException("no owner name in the question", e);
        }
    }

    /// The type's number.
    public int type() {
        return Short.toUnsignedInt(ByteBuffer.wrap(question).getShort(question.length - 4));
    }
}
