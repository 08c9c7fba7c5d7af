package mpd.dns.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.server.FileProblems;
import mpd.dns.server.ServerConfig;
import mpd.dns.server.StartupException;
import mpd.dns.text.PlainText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `mpd-dns serve`: runs the server in the foreground.
@CommandLine.Command(
        name = "serve",
        description = "Run the server in the foreground.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Each flag has an environment variable, MPD_DNS_LISTEN for --listen and so on;"
                    + " in those of repeatable flags values are separated by commas or spaces."
                    + " The flag beats the variable, and both beat configuration files."
        })
final class ServeCommand implements Command {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    static final Path PODMAN_SOCKET = Path.of("/run/podman/podman.sock");
    static final String NETWORK = "mpd-internal";

    private final Map<String, String> environment;
    private final ServerRunner runner;

    @Option(
            names = "--listen",
            paramLabel = "ADDR[:PORT]",
            description = "Answer here, over UDP and TCP (repeatable; default: what configuration files name, else"
                    + " 0.0.0.0:53 and [::]:53).")
    private List<String> listen = List.of();

    @Option(
            names = "--allow",
            paramLabel = "CIDR",
            description = "Answer clients from here too, and not only from private networks, loopback and link-local"
                    + " addresses (repeatable).")
    private List<String> allow = List.of();

    @Mixin
    private ZoneOptions zones = new ZoneOptions();

    @Mixin
    private FileOptions files = new FileOptions();

    @Option(
            names = "--record",
            paramLabel = "NAME=ADDR",
            description = "A static record; *.NAME=ADDR covers all names below NAME (repeatable).")
    private List<String> record = List.of();

    @Option(
            names = "--resolv-conf",
            paramLabel = "PATH",
            description = "Upstream nameservers, watched (default: what configuration files name, else"
                    + " /run/systemd/resolve/resolv.conf).")
    private @Nullable String resolvConf;

    @Option(
            names = "--podman-socket",
            paramLabel = "PATH|none",
            description = "Podman's REST API, or none (default: /run/podman/podman.sock).")
    private @Nullable String podmanSocket;

    @Option(
            names = "--network",
            paramLabel = "NAME",
            description = "Podman network whose addresses are published (default: mpd-internal).")
    private @Nullable String network;

    @Option(
            names = "--platform-env",
            paramLabel = "PATH",
            description = "File with MPD_VM_IP, watched (default: /var/lib/mpd/conf/platform.env).")
    private @Nullable String platformEnv;

    @Option(
            names = "--control",
            paramLabel = "PATH",
            description = "Unix socket that the other commands ask (default: /run/mpd-dns/control.sock,"
                    + " without root $XDG_RUNTIME_DIR/mpd-dns.sock).")
    private @Nullable String control;

    @Option(
            names = "--http",
            paramLabel = "ADDR:PORT",
            description = "Answer here over HTTP: /healthz, /readyz, /metrics, /v1/..., a status page; a port alone"
                    + " means 127.0.0.1 (default: off).")
    private @Nullable String http;

    @Option(
            names = "--log-queries",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Log one line a query.")
    private @Nullable String logQueries;

    @Option(
            names = "--canary-domains",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Deny the names by which Firefox and Apple's systems ask whether they may go around this"
                    + " resolver.")
    private @Nullable String canaryDomains;

    @Option(
            names = "--threads",
            paramLabel = "NUMBER",
            description = "Event loops that read and answer, 1 to 64 (default: one a core, four at most).")
    private @Nullable String threads;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Optional<ServerConfig> config = Optional.empty();

    /// @param environment environment variables
    /// @param runner      what to run with the configuration
    ServeCommand(Map<String, String> environment, ServerRunner runner) {
        this.environment = Map.copyOf(environment);
        this.runner = runner;
    }

    @Override
    public List<String> prepare() {
        Settings settings = new Settings(environment);
        Optional<Path> controlPath = ControlPath.of(settings, control, environment);
        ServerConfig read = new ServerConfig(
                List.copyOf(settings.several("--listen", listen, Values::listen)),
                List.copyOf(settings.several("--allow", allow, Values::clients)),
                zones.zones(settings),
                zones.subnets(settings),
                List.copyOf(settings.several("--record", record, Values::record)),
                files.places(settings),
                settings.one("--resolv-conf", resolvConf, Values::file),
                podman(settings),
                settings.one("--platform-env", platformEnv, Values::file).orElse(FileProblems.PLATFORM_ENV),
                controlPath.orElse(Path.of("")),
                settings.one("--http", http, Values::http),
                settings.one("--log-queries", logQueries, Values::yes),
                settings.one("--canary-domains", canaryDomains, Values::yes).orElse(false),
                settings.one("--threads", threads, Values::threads));
        config = Optional.of(read);
        return settings.problems();
    }

    @Override
    public int call() {
        warnOfUnknownVariables();
        try {
            return runner.run(config.orElseThrow());
        } catch (StartupException e) {
            return Problems.print(spec.commandLine().getErr(), e.problems());
        }
    }

    private Optional<ServerConfig.Podman> podman(Settings settings) {
        String published = settings.one("--network", network, Values::network).orElse(NETWORK);
        return settings.one("--podman-socket", podmanSocket, Values::socketOrNone)
                .map(socket -> socket.map(path -> new ServerConfig.Podman(path, true, published)))
                .orElse(Optional.of(new ServerConfig.Podman(PODMAN_SOCKET, false, published)));
    }

    private void warnOfUnknownVariables() {
        List<String> flags =
                spec.options().stream().map(OptionSpec::longestName).toList();
        new Settings(environment)
                .unknownVariables(flags)
                .forEach(
                        name -> LOG.warn("environment variable {} is not known and has no effect", PlainText.of(name)));
    }
}
