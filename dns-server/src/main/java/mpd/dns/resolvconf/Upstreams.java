package mpd.dns.resolvconf;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mpd.dns.watch.FileMount;

/// The upstream nameservers at one moment, and what was wrong with the file that names them.
///
/// @param file     the file
/// @param servers  in the order of the file, without duplicates and without ourselves; may be empty
/// @param problems what a person should mend in or about the file
/// @param skipped  nameservers of the file that are rightly never asked: this server itself, a local stub
/// @param readAt   when the file was last read with success, or tried for the first time
/// @param modified when the file was changed that was last read with success; the epoch while there is none
/// @param mount    present when the file itself, and not its directory, is mounted here
public record Upstreams(
        Path file,
        List<InetSocketAddress> servers,
        List<Problem> problems,
        List<Problem> skipped,
        Instant readAt,
        Instant modified,
        Optional<FileMount> mount) {

    private static final Set<String> STUBS = Set.of("127.0.0.53", "127.0.0.54");

    public Upstreams {
        servers = List.copyOf(servers);
        problems = List.copyOf(problems);
        skipped = List.copyOf(skipped);
    }

    /// The addresses as a person writes them; a port only where it is not 53.
    public List<String> addresses() {
        return servers.stream().map(Upstreams::text).toList();
    }

    /// Whether systemd-resolved's own stub listens there, which asks us in turn.
    public static boolean stub(InetAddress address) {
        return STUBS.contains(address.getHostAddress());
    }

    private static String text(InetSocketAddress server) {
        String address = server.getAddress().getHostAddress();
        return server.getPort() == ResolvConf.PORT ? address : address + " port " + server.getPort();
    }

    /// One line, or the file as a whole, with what is the matter.
    ///
    /// @param line counted from 1; 0 for the file as a whole
    /// @param text one sentence; what it quotes of the file is escaped
    public record Problem(Path file, int line, String text) {
        @Override
        public String toString() {
            return line == 0 ? file + ": " + text : file + ":" + line + ": " + text;
        }
    }
}
