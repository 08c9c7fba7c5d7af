package mpd.dns.wire;

import java.util.Optional;

/// A query that is well formed and gets an answer.
///
/// @param id               message ID, 16 bits
/// @param recursionDesired the RD bit
/// @param authenticData    the AD bit: the client understands it in the response (RFC 6840 section 5.7)
/// @param checkingDisabled the CD bit
/// @param question         the one question
/// @param edns             what the client's OPT record says, if it sent one
public record Query(
        int id,
        boolean recursionDesired,
        boolean authenticData,
        boolean checkingDisabled,
        Question question,
        Optional<Edns> edns) {}
