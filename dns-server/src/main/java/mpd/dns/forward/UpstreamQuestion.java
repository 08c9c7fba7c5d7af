package mpd.dns.forward;

/// What is asked upstream on behalf of a client.
///
/// @param question         the question section as bytes: owner name in the client's letter case, uncompressed,
///     type, class
/// @param edns             whether to ask with EDNS, where the nameserver understands it
/// @param dnssecOk         the client's DO bit; `false` without `edns`
/// @param authenticData    the client's AD bit
/// @param checkingDisabled the client's CD bit
public record UpstreamQuestion(
        byte[] question, boolean edns, boolean dnssecOk, boolean authenticData, boolean checkingDisabled) {}
