package mpd.dns.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mpd.dns.text.AddressText;
import mpd.dns.zone.Names;
import org.xbill.DNS.Name;

/// The names this server may be called by.
///
/// A web page of anywhere can give its own name the address of this server, and its scripts may then read
/// what the browser takes to be the page's own (DNS rebinding). It cannot do so for an address, for
/// `localhost`, and for names that are answered here.
final class Hosts {

    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::[0-9]{0,5})?");

    private final List<Name> zones;

    /// @param zones answered here and nowhere else
    Hosts(List<Name> zones) {
        this.zones = List.copyOf(zones);
    }

    /// Whether a request may be for this host, which has a port perhaps.
    boolean accept(String authority) {
        Matcher matcher = AUTHORITY.matcher(authority);
        if (!matcher.matches()) {
            return false;
        }
        String host = matcher.group(1);
        if (host.startsWith("[")) {
            return AddressText.parse(host.substring(1, host.length() - 1)).isPresent();
        }
        return AddressText.parse(host).isPresent()
                || host.toLowerCase(Locale.ROOT).equals("localhost")
                || Names.parse(host, Name.root)
                        .filter(name -> zones.stream().anyMatch(name::subdomain))
                        .isPresent();
    }
}
