package mpd.dns.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.podman.PodmanFeed;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `mpd-dns watch`: passes on what `serve` needs of Podman, so that `serve` need not have its socket.
@CommandLine.Command(
        name = "watch",
        description =
                "Pass on what names are made of, and nothing else of Podman, to a server that has not its socket.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footer = {"", "The server takes it with --podman-socket and the path of --feed. docs/PODMAN.md tells more."})
final class WatchCommand implements Command {

    private static final Path FEED = Path.of("/run/mpd-dns-feed/podman.sock");

    private final Map<String, String> environment;

    @Option(
            names = "--podman-socket",
            paramLabel = "PATH",
            description = "Podman's REST API (default: /run/podman/podman.sock).")
    private @Nullable String podmanSocket;

    @Option(
            names = "--network",
            paramLabel = "NAME",
            description = "Podman network whose addresses are passed on (default: mpd-internal).")
    private @Nullable String network;

    @Option(
            names = "--feed",
            paramLabel = "PATH",
            description = "Unix socket to answer on (default: /run/mpd-dns-feed/podman.sock).")
    private @Nullable String feed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Optional<PodmanFeed.Settings> settings = Optional.empty();

    /// @param environment environment variables
    WatchCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public List<String> prepare() {
        Settings given = new Settings(environment);
        PodmanFeed.Settings read = new PodmanFeed.Settings(
                given.one("--podman-socket", podmanSocket, Values::socket).orElse(ServeCommand.PODMAN_SOCKET),
                given.one("--network", network, Values::network).orElse(ServeCommand.NETWORK),
                given.one("--feed", feed, Values::socket).orElse(FEED));
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
            return Problems.print(spec.commandLine().getErr(), List.of(String.valueOf(e.getMessage())));
        }
    }
}
