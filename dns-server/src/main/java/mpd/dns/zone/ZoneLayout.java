package mpd.dns.zone;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.SOARecord;

/// Where zones begin and end, whatever records are in them. Immutable.
final class ZoneLayout {

    // Refresh, retry and expire matter to secondaries only.
    private static final int REFRESH = 3600;
    private static final int RETRY = 600;
    private static final int EXPIRE = 86_400;

    private final Map<Name, NSRecord> apexes = new HashMap<>();
    private final DomainTable<Boolean> cuts = new DomainTable<>();
    private final Set<Name> reverse;
    private final Name nameserver;
    private final Name hostmaster;
    private final long negativeTtl;

    ZoneLayout(ZoneSettings settings) {
        Additions additions = settings.additions();
        additions.cuts().forEach(cut -> cuts.put(cut, true));
        reverse = Set.copyOf(settings.reverse());
        nameserver = settings.nameserver();
        hostmaster = Names.below("hostmaster", Names.parent(nameserver));
        negativeTtl = additions.negativeTtl();
        for (Name apex : settings.apexes()) {
            apexes.put(apex, new NSRecord(apex, DClass.IN, additions.ttl(), nameserver));
        }
    }

    /// The NS record of the name, where it is an apex.
    @Nullable
    NSRecord nameserverAt(Name name) {
        return apexes.get(name);
    }

    boolean isApex(Name name) {
        return apexes.containsKey(name);
    }

    /// Whether the apex is that of a reverse zone.
    boolean isReverse(Name apex) {
        return reverse.contains(apex);
    }

    /// Whether nothing above this name decides for what is looked up any more.
    ///
    /// @param itself whether this is the name that is looked up, and not one above it
    boolean endsSearch(Name above, boolean itself) {
        return above.labels() <= 1 || cuts.at(above, itself) != null || isApex(above);
    }

    /// The apex of the zone the name is in, as it is configured.
    @Nullable
    Name enclosing(Name name) {
        for (Name above = name; ; above = Names.parent(above)) {
            boolean itself = above.labels() == name.labels();
            if (cuts.named(above, itself) != null) {
                return null;
            }
            NSRecord apex = apexes.get(above);
            if (apex != null) {
                return apex.getName();
            }
            if (above.labels() <= 1 || cuts.at(above, itself) != null) {
                return null;
            }
        }
    }

    /// An SOA under the name. Its minimum is the TTL of negative answers (RFC 2308 section 4), and so is its
    /// own TTL, for the smaller one counts.
    SOARecord soa(Name owner, long serial) {
        return new SOARecord(
                owner, DClass.IN, negativeTtl, nameserver, hostmaster, serial, REFRESH, RETRY, EXPIRE, negativeTtl);
    }
}
