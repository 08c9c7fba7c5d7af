package mpd.dns.registry;

import org.xbill.DNS.Record;

/// One record that a source asks for. The owner name is absolute; a leading `*` label makes it a wildcard (RFC
/// 4592).
///
/// @param record     owner name, type and data; its TTL is what will be served, in seconds
/// @param precedence where the claim stands among the sources
/// @param origin     where it was read
/// @param reverse    whether an address record may name its address in the reverse zone, when no [ReverseName]
///     does
public record Claim(Record record, Precedence precedence, Origin origin, boolean reverse) {}
