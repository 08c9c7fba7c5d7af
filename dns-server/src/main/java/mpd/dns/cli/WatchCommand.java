package mpd.dns.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.podman.PodmanFeed;
import picocli.CommandLine.Model.CommandSpec;

/// `mpd-dns watch`: passes on what `serve` needs of Podman, so that `serve` need not have its socket.
final class WatchCommand implements Command {

    private static final Path FEED = Path.of("/run/mpd-dns-feed/podman.sock");

    private final Map<String, String> environment;

    private final Syntax syntax = new Syntax(
            this,
            "watch",
            "Pass on what names are made of, and nothing else of Podman, to a server that has not its socket.");
    private final Flag podmanSocket =
            syntax.one("--podman-socket", "PATH", "Podman's REST API (default: /run/podman/podman.sock).");

    private final Flag network =
            syntax.one("--network", "NAME", "Podman network whose addresses are passed on (default: mpd-internal).");

    private final Flag feed =
            syntax.one("--feed", "PATH", "Unix socket to answer on (default: /run/mpd-dns-feed/podman.sock).");

    private Optional<PodmanFeed.Settings> settings = Optional.empty();

    /// @param environment environment variables
    WatchCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        syntax.footer("The server takes it with --podman-socket and the path of --feed. docs/PODMAN.md tells more.");
    }

    @Override
    public CommandSpec spec() {
        return syntax.spec();
    }

    @Override
    public List<String> prepare() {
        Settings given = new Settings(environment);
        PodmanFeed.Settings read = new PodmanFeed.Settings(
                given.one(podmanSocket, Values::socket).orElse(ServeCommand.PODMAN_SOCKET),
                given.one(network, Values::network).orElse(ServeCommand.NETWORK),
                given.one(feed, Values::socket).orElse(FEED));
        if (read.feed().equals(read.podman())) {
            given.problem("--feed is the socket of Podman itself: expected another path");
        }
        settings = Optional.of(read);
        return given.problems();
    }

    @Override
    public int call() {
        try {
            return new FeedProcess().run(settings.orElseThrow());
        } catch (IOException e) {
            return Problems.print(syntax.spec().commandLine().getErr(), List.of(String.valueOf(e.getMessage())));
        }
    }
}
