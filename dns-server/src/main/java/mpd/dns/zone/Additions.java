package mpd.dns.zone;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;

/// What configuration adds to the zones that a server was given at its start.
///
/// @param zones       further domains that are answered here and never forwarded
/// @param cuts        domains that are forwarded although they lie in one of `zones` or below a wildcard:
///     `foo.` is it and all below, `*.foo.` all strictly below, a first label that starts with `*` and is
///     longer all names that end so
/// @param ttl         TTL of what a zone itself brings (SOA, NS), in seconds
/// @param negativeTtl TTL of negative answers: the SOA minimum (RFC 2308 section 4), in seconds
public record Additions(List<Name> zones, List<Name> cuts, long ttl, long negativeTtl) {

    /// Nothing added.
    public static final Additions NONE = new Additions(List.of(), List.of(), ZoneSnapshot.TTL, ZoneSnapshot.TTL);

    public Additions {
        zones = List.copyOf(zones);
        cuts = List.copyOf(cuts);
    }

    /// Both together; the TTLs are the other's where it adds anything.
    public Additions and(Additions other) {
        if (other.equals(NONE)) {
            return this;
        }
        List<Name> bothZones = new ArrayList<>(zones);
        bothZones.addAll(other.zones);
        List<Name> bothCuts = new ArrayList<>(cuts);
        bothCuts.addAll(other.cuts);
        return new Additions(bothZones, bothCuts, other.ttl, other.negativeTtl);
    }
}
