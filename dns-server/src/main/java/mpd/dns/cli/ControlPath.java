package mpd.dns.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Where the control socket is when nobody says: the server and the commands that ask it come to the same
/// answer.
final class ControlPath {

    private static final int ROOT = 0;

    private ControlPath() {}

    /// The path from flag or environment, or else the default of this user.
    static Optional<Path> of(Settings settings, Flag flag, Map<String, String> environment) {
        int before = settings.problems().size();
        Optional<Path> given = settings.one(flag, Values::socket);
        if (given.isPresent() || settings.problems().size() > before) {
            return given;
        }
        try {
            int uid = user();
            Path path = standard(environment, uid);
            if (!trusted(path, uid)) {
                settings.problem("--control is needed: others can write to " + path.getParent());
            }
            return Optional.of(path);
        } catch (IOException e) {
            settings.problem("--control is needed: its default cannot be told (" + e.getMessage() + ")");
            return Optional.empty();
        }
    }

    /// The default for a user.
    static Path standard(Map<String, String> environment, int uid) {
        if (uid == ROOT) {
            return Path.of("/run/mpd-dns/control.sock");
        }
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        return runtime.isBlank() ? Path.of("/tmp/mpd-dns-" + uid, "control.sock") : Path.of(runtime, "mpd-dns.sock");
    }

    /// Whether nobody else can have put a socket of his own there, as anybody could below `/tmp`.
    static boolean trusted(Path path, int uid) throws IOException {
        Path directory = Objects.requireNonNull(path.getParent());
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        int owner = uid(directory);
        boolean othersWrite = Files.getPosixFilePermissions(directory).stream()
                .anyMatch(one -> one == PosixFilePermission.GROUP_WRITE || one == PosixFilePermission.OTHERS_WRITE);
        return (owner == uid || owner == ROOT) && !othersWrite;
    }

    /// Who runs this.
    static int user() throws IOException {
        // The link belongs to root, whoever looks at it; what it leads to belongs to the one who looks.
        return uid(Path.of("/proc/self").toRealPath());
    }

    private static int uid(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }
}
