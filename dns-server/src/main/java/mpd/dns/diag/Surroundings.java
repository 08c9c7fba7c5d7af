package mpd.dns.diag;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/// The machine that questions are asked on.
///
/// @param resolvConf whom its programs ask
/// @param links      whom systemd-resolved asks for them
/// @param container  a file that is there in a container alone
/// @param holder     who holds a port
public record Surroundings(Path resolvConf, Path links, Path container, Holder holder) {

    /// As a Linux has it.
    public static Surroundings standard(Holder holder) {
        return new Surroundings(
                Path.of("/etc/resolv.conf"),
                Path.of("/run/systemd/resolve/resolv.conf"),
                Path.of("/run/.containerenv"),
                holder);
    }

    /// Finds the process that holds a port of this machine.
    @FunctionalInterface
    public interface Holder {

        /// Its name and process ID, where that can be told.
        ///
        /// @param protocol `udp` or `tcp`
        Optional<String> of(String protocol, InetSocketAddress address);
    }
}
