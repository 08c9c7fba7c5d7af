package mpd.dns.cli;

import java.util.List;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.Name;
import picocli.CommandLine.Option;

/// The flags that say what is served here whatever files say.
final class ZoneOptions {

    private static final List<Name> ZONES = List.of(Name.fromConstantString("mpd.test."));
    private static final List<Subnet> SUBNETS =
            Subnet.parse("10.163.0.0/24").stream().toList();

    @Option(
            names = "--zone",
            paramLabel = "NAME",
            description = "Zone that is answered here and never forwarded (repeatable; default: mpd.test).")
    private List<String> zone = List.of();

    @Option(
            names = "--subnet",
            paramLabel = "CIDR",
            description = "Subnet whose reverse names are answered here (repeatable; default: 10.163.0.0/24)."
                    + " Those of the Podman network are added.")
    private List<String> subnet = List.of();

    /// The zones, at least one.
    List<Name> zones(Settings settings) {
        List<Name> given = List.copyOf(settings.several("--zone", zone, Values::zone));
        return given.isEmpty() ? ZONES : given;
    }

    /// The subnets.
    List<Subnet> subnets(Settings settings) {
        List<Subnet> given = List.copyOf(settings.several("--subnet", subnet, Values::subnet));
        return given.isEmpty() ? SUBNETS : given;
    }
}
