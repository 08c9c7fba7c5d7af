package mpd.dns.registry;

import java.net.InetAddress;
import org.xbill.DNS.Name;

/// The name that an address of a container goes by in the reverse zone. Beats any [Claim] for the same address.
public record ReverseName(InetAddress address, Name name, Origin origin) {}
