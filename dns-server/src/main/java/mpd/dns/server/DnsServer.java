package mpd.dns.server;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import mpd.dns.conf.ConfFiles;
import mpd.dns.conf.ConfReader;
import mpd.dns.conf.Configuration;
import mpd.dns.control.ControlServer;
import mpd.dns.control.ControlSocketException;
import mpd.dns.forward.ForwardPlan;
import mpd.dns.forward.UpstreamQuestion;
import mpd.dns.http.HttpServer;
import mpd.dns.http.Limits;
import mpd.dns.platform.PlatformEnv;
import mpd.dns.podman.PodmanSettings;
import mpd.dns.podman.PodmanSource;
import mpd.dns.query.ForwardPolicy;
import mpd.dns.query.QueryCounters;
import mpd.dns.query.QueryCounters.Kind;
import mpd.dns.query.QueryPipeline;
import mpd.dns.registry.Contribution;
import mpd.dns.registry.LiveSource;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.registry.View;
import mpd.dns.transport.Transport;
import mpd.dns.watch.FileWatcher;
import mpd.dns.zone.ZoneAnswer;
import mpd.dns.zone.ZoneSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running server: everything wired together, from sockets to sources.
///
/// The order of the start is the point of this class: what is expected is registered before the first query can
/// be taken, and every socket, that of control included, is bound before Podman is asked for anything: what
/// keeps the server from starting is all found before it has begun to do something.
public final class DnsServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);
    private static final int MOST_LOOPS = 4;
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofMillis(20);
    private static final Duration LAST_READS = Duration.ofSeconds(1);

    private final ServerConfig config;
    private final InstantSource clock = InstantSource.system();
    private final Instant started = clock.instant();
    private final QueryCounters counters = new QueryCounters();
    private final ResponseCounters responses = new ResponseCounters();
    private final InFlight inFlight = new InFlight();
    // What close() lets go, latest first. Of the thread that starts, then of the one that closes.
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Transport transport;
    private final EventLoopGroup loops;
    private final Registry registry;
    private final FileWatcher watcher;
    private final ConfFiles confFiles;
    private final LocalAddresses local = new LocalAddresses();
    private final ListenAddresses listen;
    private final Nameservers nameservers;
    private final Forwarding forwarding;
    private final PlatformEnv platform;
    private final Optional<PodmanSource> podman;
    private final QueryPipeline pipeline;
    private final Answering answering;
    private final Listeners listeners;
    private final Object configuring = new Object();
    private boolean closed;

    private DnsServer(ServerConfig config, Transport transport) {
        this.config = config;
        this.transport = transport;
        int loopCount =
                config.threads().orElseGet(() -> Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_LOOPS));
        loops = part(transport.loops(loopCount, "dns"), DnsServer::shutDown);
        ExecutorService released = part(
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("released").factory()),
                ExecutorService::shutdownNow);
        registry = new Registry(config.zones(), config.subnets(), clock);
        watcher = part(new FileWatcher(), FileWatcher::close);
        confFiles = part(
                new ConfFiles(
                        new ConfReader(config.files(), config.zones(), config.subnets()),
                        config.files(),
                        registry,
                        clock),
                ConfFiles::close);
        confFiles.follow(watcher);
        // Where to listen is decided once.
        confFiles.awaitSettled();
        listen = ListenAddresses.of(
                config.listen(), confFiles.configuration().options().listen());
        forwarding = part(new Forwarding(loops, transport, this::isOutside), Forwarding::close);
        nameservers = part(
                new Nameservers(
                        config.resolvConf(),
                        Nameservers.LIVE,
                        this::isOwn,
                        clock,
                        watcher,
                        new Nameservers.Listener(this::forwardBy, forwarding::linksChanged)),
                Nameservers::close);
        platform = part(
                new PlatformEnv(config.platformEnv(), config.zones().getFirst(), registry, clock), PlatformEnv::close);
        podman = config.podman().map(this::podmanSource);
        LiveSource live = podman.<LiveSource>map(source -> source).orElse(LiveSource.NONE);
        pipeline = new QueryPipeline(registry, live, forwarding.forwarder(), counters, released, identity());
        answering = new Answering(
                pipeline,
                new Answering.Counting(counters, inFlight, responses),
                new Admission(config.allow(), Admission.MOST_WAITING, counters),
                this::logsQueries,
                RepeatedQueries.of(loopCount, forwarding.clock()::now));
        listeners = new Listeners(
                transport, loops, loopCount, answering, listen, new Listeners.Local(local, this::addressesChanged));
    }

    /// Binds every socket, then starts the sources. When this returns, queries are being answered (or held).
    ///
    /// @throws StartupException with every problem; nothing is left running
    public static DnsServer start(ServerConfig config) throws StartupException {
        return start(config, Transport.best());
    }

    static DnsServer start(ServerConfig config, Transport transport) throws StartupException {
        DnsServer server = new DnsServer(config, transport);
        boolean complete = false;
        try {
            server.start();
            complete = true;
            return server;
        } finally {
            if (!complete) {
                server.close();
            }
        }
    }

    /// The addresses that are bound, with the port the system chose where 0 was asked for.
    public List<InetSocketAddress> addresses() {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (Endpoint endpoint : listeners.endpoints()) {
            if (endpoint.state() instanceof Endpoint.State.Bound(InetSocketAddress address)) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    /// How many queries have been taken since the start, without those that are refused for what they are or
    /// who sent them.
    public long taken() {
        return inFlight.taken();
    }

    /// Reads every file again and empties the cache. What counts meanwhile stays.
    public void reload() {
        LOG.info("reading everything again");
        confFiles.reload().join();
        platform.reread();
        nameservers.reread().join();
        forwarding.flush();
        answering.changed();
        LOG.info("everything has been read again");
    }

    /// Writes the statistics to the log.
    public void logStatistics() {
        counters.snapshot().forEach((kind, count) -> LOG.info("queries {} {}", kind, count));
        forwarding.cacheCounters().forEach((kind, count) -> LOG.info("{} {}", kind, count));
        forwarding
                .nameservers()
                .forEach(upstream -> LOG.info(
                        "server {}#{}: queries sent {}, answered {}, failed {}, timed out {}",
                        upstream.address().getAddress().getHostAddress(),
                        upstream.address().getPort(),
                        upstream.asked(),
                        upstream.answered(),
                        upstream.failures(),
                        upstream.timeouts()));
    }

    /// Stops: no new queries, those in flight are answered, then everything is let go. Harmless when called
    /// twice.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        listeners.stopAccepting();
        pipeline.close();
        // What the kernel had taken before the stop is read as well; not for ever, as clients go on asking.
        inFlight.awaitQuiet(QUIET, LAST_READS, this::turn);
        listeners.stopReading();
        if (!inFlight.awaitNone(DRAIN)) {
            LOG.warn("{} queries were not answered before the stop", inFlight.count());
        }
        listeners.close();
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.error("stopping a part failed", e);
            }
        }
    }

    /// Lets every event loop go round once, which reads what has come.
    private void turn() {
        for (EventExecutor loop : loops) {
            loop.submit(() -> {}).awaitUninterruptibly(LAST_READS.toMillis());
        }
    }

    private void start() throws StartupException {
        if (podman.isPresent()) {
            registry.register(SourceId.PODMAN, new SourceState.Pending(clock.instant()));
        }
        SourceState read = new SourceState.Following(started);
        registry.update(SourceId.FLAGS, Contribution.of(config.records()), read);
        platform.follow(watcher);
        List<String> problems = new ArrayList<>();
        try {
            listeners.start();
        } catch (StartupException e) {
            problems.addAll(e.problems());
        }
        registry.update(SourceId.BUILT_IN, builtIn(), read);
        confFiles.onChange(_ -> {
            CompletableFuture<Void> _ = configure();
        });
        // After the sockets are bound, or the probes for loops would find none. And before the first query is
        // taken: what is never asked upstream is not asked then either.
        configure().join();
        pipeline.tell(() -> forwarding.chaos(counters.count(Kind.LOCAL, Kind.DENIED)));
        RunningServer running = running();
        startControl(running).ifPresent(problems::add);
        startHttp(running).ifPresent(problems::add);
        if (!problems.isEmpty()) {
            throw new StartupException(problems);
        }
        listeners.open();
        podman.ifPresent(PodmanSource::start);
        LOG.info("mpd-dns {} serves {}", ProgramVersion.current().program(), config.zones());
        AtomicBoolean told = new AtomicBoolean();
        registry.onPublish(view -> tellOnceReady(view, told));
        tellOnceReady(registry.view(), told);
    }

    /// Does as the configuration files say now. Not as they said when somebody began to tell of it: who starts
    /// and who reads come here at one time.
    ///
    /// @return is completed when other nameservers count
    private CompletableFuture<Void> configure() {
        synchronized (configuring) {
            Configuration now = confFiles.configuration();
            forwarding.use(now.options());
            pipeline.use(policy(now));
            answering.changed();
            listen.tell(now.options().listen());
            return nameservers.configure(now);
        }
    }

    private static void tellOnceReady(View view, AtomicBoolean told) {
        if (view.complete() && told.compareAndSet(false, true)) {
            List<SourceId> missing = view.givenUp();
            if (missing.isEmpty()) {
                LOG.info("ready: every source has been read");
            } else {
                LOG.info("ready, without what {} would give", missing);
            }
        }
    }

    private RunningServer running() {
        return new RunningServer(
                started,
                registry,
                listeners,
                confFiles,
                nameservers,
                forwarding,
                platform,
                podman,
                counters,
                responses,
                pipeline,
                () -> policy(confFiles.configuration()));
    }

    /// What keeps the control socket from being made, if anything does.
    private Optional<String> startControl(RunningServer running) {
        try {
            part(ControlServer.start(config.control(), running), ControlServer::close)
                    .follow(watcher);
            return Optional.empty();
        } catch (ControlSocketException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /// What keeps HTTP from being answered, if anything does.
    private Optional<String> startHttp(RunningServer running) {
        return config.http().flatMap(address -> {
            HttpServer http = new HttpServer(transport, running, running, config.zones(), Limits.STANDARD);
            return part(new HttpEndpoint(http, address), HttpEndpoint::close).start();
        });
    }

    private void forwardBy(ForwardPlan plan) {
        forwarding.use(plan);
        answering.changed();
    }

    /// The name of this server has other addresses now, and other nameservers are this server itself.
    private void addressesChanged() {
        registry.update(SourceId.BUILT_IN, builtIn(), new SourceState.Following(started));
        CompletableFuture<Void> _ = nameservers.reread();
    }

    private boolean logsQueries() {
        return config.logQueries()
                .orElseGet(() -> confFiles.configuration().options().logQueries());
    }

    private PodmanSource podmanSource(ServerConfig.Podman where) {
        PodmanSettings settings = new PodmanSettings(
                where.socket(), where.named(), where.network(), config.zones().getFirst(), ZoneSnapshot.TTL);
        return part(new PodmanSource(settings, registry, watcher, clock), PodmanSource::close);
    }

    private Contribution builtIn() {
        return BuiltIn.contribution(
                registry.view().settings(), BuiltIn.reachable(addresses(), local.all(), config.subnets()));
    }

    /// Whether a nameserver is this server itself, so that asking it would be asking ourselves.
    private boolean isOwn(InetSocketAddress nameserver) {
        return listen.includes(nameserver, local);
    }

    private boolean isOutside(UpstreamQuestion question) {
        return registry.view().zone().lookup(question.name(), question.type()) instanceof ZoneAnswer.OutsideZone
                && ForwardPolicies.passes(policy(confFiles.configuration()), question);
    }

    private ForwardPolicy policy(Configuration configuration) {
        return ForwardPolicies.of(configuration, config.canaryDomains());
    }

    private <T> T part(T part, Closing<T> closing) {
        parts.push(() -> closing.close(part));
        return part;
    }

    /// How one part is let go.
    private interface Closing<T> {
        void close(T part) throws Exception;
    }

    private static void shutDown(EventLoopGroup loops) {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static QueryPipeline.Identity identity() {
        String version = "mpd-dns " + ProgramVersion.current().program();
        try {
            // Not from InetAddress, which would look the name up, and most likely ask us before we answer.
            return new QueryPipeline.Identity(
                    version, Files.readString(HOST_NAME).strip());
        } catch (IOException e) {
            return new QueryPipeline.Identity(version, "localhost");
        }
    }
}
