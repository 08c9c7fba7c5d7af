package mpd.dns.conf;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import mpd.dns.registry.Origin;
import org.xbill.DNS.Name;

/// Nameservers that a line gives (`server=`, `rev-server=`).
///
/// @param domain  for which names: `foo.` means it and all below, `*.bar.` all strictly below, a first label
///     that starts with `*` and is longer (`*foo.test.`) all names that end so; empty for the default
///     nameservers
/// @param dotless whether it is for names of one label alone (`server=//IP`); then `domain` is empty
/// @param servers where to ask; empty for the default nameservers (`server=/foo/#`)
/// @param origin  the line
public record DomainServers(Optional<Name> domain, boolean dotless, List<InetSocketAddress> servers, Origin origin) {

    public DomainServers {
        servers = List.copyOf(servers);
    }
}
