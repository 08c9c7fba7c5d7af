package mpd.dns.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mpd.dns.conf.ConfReader;
import mpd.dns.registry.Claim;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.Name;

/// Everything `serve` was told, checked and complete: nobody asks later whether a value is usable.
///
/// @param listen      addresses for UDP and TCP, port 0 lets the system choose; empty for what files say, else
///     everywhere
/// @param zones       absolute names; Podman's names go into the first
/// @param allow       clients that are answered besides those of private networks
/// @param subnets     subnets whose reverse zones are answered here
/// @param records     static records of the command line
/// @param files       where configuration files are
/// @param resolvConf  file with the upstream nameservers; empty for what files say, else systemd-resolved's
/// @param podman      where Podman is, or empty when it is turned off
/// @param platformEnv file with `MPD_VM_IP`
/// @param control     path of the control socket
/// @param http        where to answer over HTTP; empty for nowhere
/// @param logQueries  whether each query is logged; empty for what files say
/// @param canaryDomains whether browsers are told to stay with this resolver
/// @param threads     event loops that read and answer, 1 to [#MOST_THREADS]; empty for one a core, four at
///     most
public record ServerConfig(
        List<InetSocketAddress> listen,
        List<Subnet> allow,
        List<Name> zones,
        List<Subnet> subnets,
        List<Claim> records,
        ConfReader.Places files,
        Optional<Path> resolvConf,
        Optional<Podman> podman,
        Path platformEnv,
        Path control,
        Optional<InetSocketAddress> http,
        Optional<Boolean> logQueries,
        boolean canaryDomains,
        Optional<Integer> threads) {

    /// More event loops than any machine of one's own has cores.
    public static final int MOST_THREADS = 64;

    public ServerConfig {
        listen = List.copyOf(listen);
        allow = List.copyOf(allow);
        zones = List.copyOf(zones);
        subnets = List.copyOf(subnets);
        records = List.copyOf(records);
    }

    /// Where Podman is and which of its networks counts.
    ///
    /// @param socket  path of the REST API's unix socket
    /// @param named   whether a flag or the environment named it, so that it is expected even where it does not
    ///     exist
    /// @param network name of the Podman network whose addresses are published
    public record Podman(Path socket, boolean named, String network) {}
}
