package mpd.dns.forward;

import java.util.List;
import org.xbill.DNS.Name;

/// The nameservers of a domain.
///
/// @param domain  as [mpd.dns.zone.DomainTable] has it; the root for everything
/// @param dotless whether the names of one label alone are meant; then `domain` is the root
/// @param servers where to ask, in order; empty for the default nameservers
public record Route(Name domain, boolean dotless, List<Nameserver> servers) {

    public Route {
        servers = List.copyOf(servers);
    }
}
