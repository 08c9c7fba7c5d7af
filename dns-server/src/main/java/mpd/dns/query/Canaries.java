package mpd.dns.query;

import java.util.List;
import org.xbill.DNS.Name;

/// Names by which browsers and systems ask whether they may go around the resolver that they were given. A
/// denial tells them to stay.
final class Canaries {

    private static final List<Name> NAMES = List.of(
            // Firefox: no DNS over HTTPS of its own, where nobody has chosen it.
            Name.fromConstantString("use-application-dns.net."),
            // Apple: no iCloud Private Relay on this network.
            Name.fromConstantString("mask.icloud.com."),
            Name.fromConstantString("mask-h2.icloud.com."));

    private Canaries() {}

    /// Whether this is one of them, or below one, which a denial takes along (RFC 8020).
    static boolean cover(Name name) {
        return NAMES.stream().anyMatch(name::subdomain);
    }
}
