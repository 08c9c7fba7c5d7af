package mpd.dns.diag;

import java.net.InetAddress;
import java.util.Optional;
import org.xbill.DNS.Name;

/// What the person knows beforehand.
///
/// @param zone    of a server that does not tell which zones it has
/// @param address of the machine that the server should be on
public record Expectations(Name zone, Optional<InetAddress> address) {}
