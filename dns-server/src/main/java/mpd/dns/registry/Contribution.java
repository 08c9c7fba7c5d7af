package mpd.dns.registry;

import java.util.List;
import mpd.dns.zone.Additions;
import mpd.dns.zone.Subnet;

/// Everything that one source has to say at one moment. The next contribution of the source replaces it whole.
///
/// @param parts     records, in the source's own order (which decides between equals)
/// @param reverses  names for addresses of containers
/// @param subnets   subnets learnt, whose reverse zones are answered here as well
/// @param additions what is added to the zones themselves
public record Contribution(List<Claims> parts, List<ReverseName> reverses, List<Subnet> subnets, Additions additions) {

    /// A source that has nothing to say.
    public static final Contribution EMPTY = of(List.of());

    public Contribution {
        parts = List.copyOf(parts);
        reverses = List.copyOf(reverses);
        subnets = List.copyOf(subnets);
    }

    /// A contribution that adds nothing to the zones themselves.
    public Contribution(List<Claim> claims, List<ReverseName> reverses, List<Subnet> subnets) {
        this(claims.isEmpty() ? List.of() : List.of(Claims.of(claims)), reverses, subnets, Additions.NONE);
    }

    /// A contribution of records alone.
    public static Contribution of(List<Claim> claims) {
        return new Contribution(claims, List.of(), List.of());
    }

    /// All claims, in order.
    public List<Claim> claims() {
        return parts.stream().flatMap(part -> part.list().stream()).toList();
    }
}
