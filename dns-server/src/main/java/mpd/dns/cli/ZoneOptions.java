package mpd.dns.cli;

import java.util.List;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.Name;

/// The flags that say what is served here whatever files say.
final class ZoneOptions {

    private static final List<Name> ZONES = List.of(Name.fromConstantString("mpd.test."));
    private static final List<Subnet> SUBNETS =
            Subnet.parse("10.163.0.0/24").stream().toList();

    private final Flag zone;
    private final Flag subnet;

    /// Adds them to what a command takes.
    ZoneOptions(Syntax syntax) {
        zone = syntax.several(
                "--zone", "NAME", "Zone that is answered here and never forwarded (repeatable; default: mpd.test).");
        subnet = syntax.several(
                "--subnet",
                "CIDR",
                "Subnet whose reverse names are answered here (repeatable; default: 10.163.0.0/24)."
                        + " Those of the Podman network are added.");
    }
    /// The zones, at least one.
    List<Name> zones(Settings settings) {
        List<Name> given = List.copyOf(settings.several(zone, Values::zone));
        return given.isEmpty() ? ZONES : given;
    }

    /// The subnets.
    List<Subnet> subnets(Settings settings) {
        List<Subnet> given = List.copyOf(settings.several(subnet, Values::subnet));
        return given.isEmpty() ? SUBNETS : given;
    }
}
