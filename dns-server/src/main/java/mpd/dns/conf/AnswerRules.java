package mpd.dns.conf;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.Name;

/// What is decided about names that are in no zone, and about what nameservers answer.
///
/// @param denied  domains that are never asked anywhere, apart from zones: `*.bar.` is all strictly below, a
///     first label that starts with `*` and is longer (`*foo.test.`) all names that end so
/// @param dotless addresses of every name of one label (`address=//IP`)
/// @param types   record types that are taken out of answers (`filter-A`, `filter-AAAA`, `filter-rr`)
/// @param bogus   addresses that mean that there is no such name (`bogus-nxdomain`)
/// @param ignored addresses whose answers do not count (`ignore-address`)
/// @param windows whether what Windows asks by itself is not asked (`filterwin2k`)
/// @param aliases addresses that become others (`alias`)
public record AnswerRules(
        List<Name> denied,
        List<InetAddress> dotless,
        Set<Integer> types,
        List<Subnet> bogus,
        List<Subnet> ignored,
        boolean windows,
        List<Alias> aliases) {

    /// Nothing said.
    public static final AnswerRules NONE =
            new AnswerRules(List.of(), List.of(), Set.of(), List.of(), List.of(), false, List.of());

    public AnswerRules {
        denied = List.copyOf(denied);
        dotless = List.copyOf(dotless);
        types = Set.copyOf(types);
        bogus = List.copyOf(bogus);
        ignored = List.copyOf(ignored);
        aliases = List.copyOf(aliases);
    }

    /// IPv4 addresses that become others: those from `first` to `last` get the bits of `replacement` where
    /// `mask` has ones.
    public record Alias(InetAddress first, InetAddress last, InetAddress replacement, InetAddress mask) {}
}
