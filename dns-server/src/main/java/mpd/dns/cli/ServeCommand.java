package mpd.dns.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.server.FileProblems;
import mpd.dns.server.ServerConfig;
import mpd.dns.server.StartupException;
import mpd.dns.text.PlainText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `mpd-dns serve`: runs the server in the foreground.
final class ServeCommand implements Command {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    static final Path PODMAN_SOCKET = Path.of("/run/podman/podman.sock");
    static final String NETWORK = "mpd-internal";

    private final Map<String, String> environment;
    private final ServerRunner runner;

    private final Syntax syntax = new Syntax(this, "serve", "Run the server in the foreground.");
    private final Flag listen = syntax.several(
            "--listen",
            "ADDR[:PORT]",
            "Answer here, over UDP and TCP (repeatable; default: what configuration files name,"
                    + " else 0.0.0.0:53 and [::]:53).");
    private final Flag allow = syntax.several(
            "--allow",
            "CIDR",
            "Answer clients from here too, and not only from private networks, loopback and"
                    + " link-local addresses (repeatable).");
    private final ZoneOptions zones = new ZoneOptions(syntax);
    private final FileOptions files = new FileOptions(syntax);
    private final Flag record = syntax.several(
            "--record", "NAME=ADDR", "A static record; *.NAME=ADDR covers all names below NAME (repeatable).");
    private final Flag resolvConf = syntax.one(
            "--resolv-conf",
            "PATH",
            "Upstream nameservers, watched (default: what configuration files name, else"
                    + " /run/systemd/resolve/resolv.conf).");
    private final Flag podmanSocket = syntax.one(
            "--podman-socket", "PATH|none", "Podman's REST API, or none (default: /run/podman/podman.sock).");
    private final Flag network =
            syntax.one("--network", "NAME", "Podman network whose addresses are published (default: mpd-internal).");
    private final Flag platformEnv = syntax.one(
            "--platform-env", "PATH", "File with MPD_VM_IP, watched (default: /var/lib/mpd/conf/platform.env).");
    private final Flag control = syntax.one(
            "--control",
            "PATH",
            "Unix socket that the other commands ask (default: /run/mpd-dns/control.sock, without"
                    + " root $XDG_RUNTIME_DIR/mpd-dns.sock).");
    private final Flag http = syntax.one(
            "--http",
            "ADDR:PORT",
            "Answer here over HTTP: /healthz, /readyz, /metrics, /v1/..., a status page; a port"
                    + " alone means 127.0.0.1 (default: off).");
    private final Flag logQueries = syntax.yesOrNo("--log-queries", "Log one line a query.");
    private final Flag canaryDomains = syntax.yesOrNo(
            "--canary-domains",
            "Deny the names by which Firefox and Apple's systems ask whether they may go around" + " this resolver.");
    private final Flag threads = syntax.one(
            "--threads", "NUMBER", "Event loops that read and answer, 1 to 64 (default: one a core, four at most).");

    private Optional<ServerConfig> config = Optional.empty();

    /// @param environment environment variables
    /// @param runner      what to run with the configuration
    ServeCommand(Map<String, String> environment, ServerRunner runner) {
        this.environment = Map.copyOf(environment);
        this.runner = runner;
        syntax.footer("Each flag has an environment variable, MPD_DNS_LISTEN for --listen and so on;"
                + " in those of repeatable flags values are separated by commas or spaces."
                + " The flag beats the variable, and both beat configuration files.");
    }

    @Override
    public CommandSpec spec() {
        return syntax.spec();
    }

    @Override
    public List<String> prepare() {
        Settings settings = new Settings(environment);
        Optional<Path> controlPath = ControlPath.of(settings, control, environment);
        ServerConfig read = new ServerConfig(
                List.copyOf(settings.several(listen, Values::listen)),
                List.copyOf(settings.several(allow, Values::clients)),
                zones.zones(settings),
                zones.subnets(settings),
                List.copyOf(settings.several(record, Values::record)),
                files.places(settings),
                settings.one(resolvConf, Values::file),
                podman(settings),
                settings.one(platformEnv, Values::file).orElse(FileProblems.PLATFORM_ENV),
                controlPath.orElse(Path.of("")),
                settings.one(http, Values::http),
                settings.one(logQueries, Values::yes),
                settings.one(canaryDomains, Values::yes).orElse(false),
                settings.one(threads, Values::threads));
        config = Optional.of(read);
        return settings.problems();
    }

    @Override
    public int call() {
        warnOfUnknownVariables();
        try {
            return runner.run(config.orElseThrow());
        } catch (StartupException e) {
            return Problems.print(syntax.spec().commandLine().getErr(), e.problems());
        }
    }

    private Optional<ServerConfig.Podman> podman(Settings settings) {
        String published = settings.one(network, Values::network).orElse(NETWORK);
        return settings.one(podmanSocket, Values::socketOrNone)
                .map(socket -> socket.map(path -> new ServerConfig.Podman(path, true, published)))
                .orElse(Optional.of(new ServerConfig.Podman(PODMAN_SOCKET, false, published)));
    }

    private void warnOfUnknownVariables() {
        List<String> flags =
                syntax.spec().options().stream().map(OptionSpec::longestName).toList();
        new Settings(environment)
                .unknownVariables(flags)
                .forEach(
                        name -> LOG.warn("environment variable {} is not known and has no effect", PlainText.of(name)));
    }
}
