package mpd.dns.wire;

import io.netty.handler.codec.dns.DnsOpCode;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.util.Optional;

/// What [QueryScreen] made of a packet.
public sealed interface Screened {

    /// Gets no answer at all.
    ///
    /// @param why one of a few fixed sentences
    record Ignored(String why) implements Screened {}

    /// Gets an answer that says no more than what is wrong with it.
    ///
    /// @param question what was asked, as far as it could be read
    record Rejected(
            int id,
            DnsOpCode opcode,
            boolean recursionDesired,
            DnsResponseCode rcode,
            Optional<Question> question,
            Optional<Edns> edns)
            implements Screened {}

    /// Is a query.
    record Accepted(Query query) implements Screened {}
}
