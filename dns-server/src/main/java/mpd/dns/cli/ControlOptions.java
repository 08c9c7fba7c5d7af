package mpd.dns.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The flags of every command that asks a running server.
final class ControlOptions {

    private final Flag control;
    private final Flag json;
    private Optional<Path> path = Optional.empty();

    /// Adds them to what a command takes.
    ControlOptions(Syntax syntax) {
        control = syntax.one(
                "--control",
                "PATH",
                "Unix socket of the server (environment: MPD_DNS_CONTROL; default:"
                        + " /run/mpd-dns/control.sock, without root $XDG_RUNTIME_DIR/mpd-dns.sock).");
        json = syntax.bare("--json", "Print one JSON document, for programs.");
    }

    /// Reads the flags.
    ///
    /// @return everything that is wrong
    List<String> prepare(Map<String, String> environment) {
        Settings settings = new Settings(environment);
        path = ControlPath.of(settings, control, environment);
        return settings.problems();
    }

    Path path() {
        return path.orElseThrow();
    }

    boolean json() {
        return json.given();
    }
}
