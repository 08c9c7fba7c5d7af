package mpd.dns.server;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import mpd.dns.conf.Configuration;
import mpd.dns.conf.DomainServers;
import mpd.dns.control.Addresses;
import mpd.dns.forward.ForwardPlan;
import mpd.dns.forward.Nameserver;
import mpd.dns.forward.Route;
import mpd.dns.resolvconf.ResolvConf;
import mpd.dns.resolvconf.Upstreams;
import mpd.dns.watch.FileMount;
import mpd.dns.watch.FileWatcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;

/// Brings together what resolv.conf and configuration files say about nameservers, and makes the plan to
/// forward by.
///
/// Of several resolv.conf files the one that was changed last counts, as dnsmasq has it. One that is an old
/// copy for ever (a single file mounted, and replaced on the other side) gives way to systemd-resolved's own
/// where that can be seen.
final class Nameservers implements AutoCloseable {

    /// Where systemd-resolved writes, when its directory is mounted.
    static final Path LIVE = Path.of("/run/systemd/resolve/resolv.conf");

    private static final Logger LOG = LoggerFactory.getLogger(Nameservers.class);

    private final Optional<Path> flag;
    private final Path live;
    private final Predicate<InetSocketAddress> own;
    private final InstantSource clock;
    private final FileWatcher watcher;
    private final Listener listener;

    // Whoever tells of a change holds locks of his own, so planning is done on a thread of its own.
    private final ExecutorService planner = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("nameservers").factory());
    // Written by the planner, read by any.
    private volatile List<ResolvConf> followed = List.of();
    private volatile List<String> notes = List.of();
    private volatile @Nullable ForwardPlan last;

    // The planner's.
    private final Map<Path, ResolvConf> files = new LinkedHashMap<>();
    private Configuration configuration = Configuration.EMPTY;
    private Instant written = Instant.EPOCH;

    /// Who is told.
    ///
    /// @param use          gets every plan that differs from the one before
    /// @param linksChanged is run when the file was written, as systemd-resolved does when links go
    record Listener(Consumer<ForwardPlan> use, Runnable linksChanged) {}

    /// @param flag what the command line names, which beats what files name
    /// @param live see [#LIVE]
    /// @param own  whether this server itself listens there
    Nameservers(
            Optional<Path> flag,
            Path live,
            Predicate<InetSocketAddress> own,
            InstantSource clock,
            FileWatcher watcher,
            Listener listener) {
        this.flag = flag;
        this.live = live;
        this.own = own;
        this.clock = clock;
        this.watcher = watcher;
        this.listener = listener;
    }

    /// Follows what this configuration says from now on; it counts when the future is complete.
    CompletableFuture<Void> configure(Configuration next) {
        return onPlanner(() -> {
            configuration = next;
            plan();
        });
    }

    /// Reads every file again; what they say counts when the future is complete.
    CompletableFuture<Void> reread() {
        return onPlanner(() -> {
            List.copyOf(files.values()).forEach(ResolvConf::reread);
            plan();
        });
    }

    private CompletableFuture<Void> onPlanner(Runnable task) {
        try {
            return CompletableFuture.runAsync(task, planner).whenComplete((_, failure) -> {
                if (failure != null) {
                    LOG.error("no plan could be made to forward by, the last one counts", failure);
                }
            });
        } catch (RejectedExecutionException _) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /// What a person should know about where nameservers come from, one sentence each.
    List<String> notes() {
        List<String> all = new ArrayList<>(notes);
        complaints().forEach(complaint -> all.add(complaint.toString()));
        followed.forEach(file -> file.upstreams().skipped().forEach(skipped -> all.add(skipped.toString())));
        all.addAll(singleFiles());
        return all;
    }

    /// What a person should mend in what is followed.
    List<Upstreams.Problem> complaints() {
        return followed.stream()
                .flatMap(file -> file.upstreams().problems().stream())
                .toList();
    }

    /// Files whose next version will not be seen, because they are mounted without their directory.
    List<String> singleFiles() {
        return followed.stream()
                .flatMap(file -> file.upstreams().mount().stream())
                .filter(mount -> !mount.stale())
                .map(mount -> mount.file()
                        + " is mounted as a single file: mount its directory instead, or changes are never seen")
                .toList();
    }

    /// How many problems a person should mend in what is followed.
    int problems() {
        return followed.stream()
                .mapToInt(file -> file.upstreams().problems().size())
                .sum();
    }

    /// How many resolv.conf files are old copies for ever.
    long staleMounts() {
        return followed.stream().filter(Nameservers::stale).count();
    }

    /// What keeps a change of networks from being seen, in one sentence.
    Optional<String> reservation() {
        return Optional.ofNullable(last).map(ForwardPlan::note).filter(note -> !note.isEmpty());
    }

    @Override
    public void close() {
        planner.shutdownNow();
        followed.forEach(ResolvConf::close);
    }

    private void plan() {
        List<Path> wanted = wanted();
        // One that stands in for an old copy stays while it does. Mounts do not come to a running container,
        // so it is there from the start or never.
        boolean replaceable = Files.exists(live);
        follow(replaceable && wanted.stream().anyMatch(this::staleAt) ? with(wanted, live) : wanted);
        List<Path> stale = wanted.stream().filter(this::staleAt).toList();
        List<String> said = new ArrayList<>();
        List<ResolvConf> counting = wanted.stream()
                .filter(path -> !stale.contains(path))
                .map(files::get)
                .toList();
        if (!stale.isEmpty()) {
            follow(replaceable ? with(wanted, live) : wanted);
            ResolvConf replacement = files.get(live);
            if (replacement == null || stale(replacement)) {
                counting = wanted.stream().map(files::get).toList();
            } else if (counting.isEmpty()) {
                counting = List.of(replacement);
                said.add(live + " is used in the place of " + stale.getFirst() + ", which is an old copy for ever");
            }
        }
        List<String> noted = Stream.concat(said.stream(), leftOut()).toList();
        noted.stream().filter(note -> !notes.contains(note)).forEach(note -> LOG.warn("{}", note));
        notes = noted;
        publish(newest(counting), said.isEmpty() && !stale.isEmpty() ? stale : List.of());
    }

    /// What lines say that would be asking ourselves.
    private Stream<String> leftOut() {
        return configuration.servers().stream()
                .flatMap(given -> given.servers().stream()
                        .filter(this::circular)
                        .map(address -> given.origin() + ": " + Addresses.text(address)
                                + (own.test(address) ? " is this server itself" : " is a stub of systemd-resolved")
                                + ", and is not asked"))
                .distinct();
    }

    /// Whether to ask there would be asking ourselves.
    private boolean circular(InetSocketAddress address) {
        return own.test(address) || (address.getPort() == ResolvConf.PORT && Upstreams.stub(address.getAddress()));
    }

    private void publish(Optional<ResolvConf> counting, List<Path> stale) {
        SequencedSet<Nameserver> standard = new LinkedHashSet<>();
        List<Route> routes = new ArrayList<>();
        for (DomainServers given : configuration.servers()) {
            List<Nameserver> others = Nameserver.of(given.servers().stream()
                    .filter(address -> !circular(address))
                    .toList());
            if (given.domain().isEmpty() && !given.dotless()) {
                standard.addAll(others);
            } else if (given.servers().isEmpty() || !others.isEmpty()) {
                routes.add(new Route(given.domain().orElse(Name.root), given.dotless(), others));
            }
        }
        counting.ifPresent(
                file -> standard.addAll(Nameserver.of(file.upstreams().servers())));
        ForwardPlan plan = new ForwardPlan(
                List.copyOf(standard),
                routes,
                configuredMode(),
                configuration.options().forwardMax(),
                counting.map(file -> "no nameserver in " + file.upstreams().file())
                        .orElse("no nameserver is configured"),
                stale.isEmpty()
                        ? ""
                        : stale.getFirst() + " is an old copy of the host's file: mount its directory instead");
        Instant now = counting.map(file -> file.upstreams().modified()).orElse(Instant.EPOCH);
        if (!plan.equals(last)) {
            listener.use().accept(plan);
            last = plan;
        }
        if (!now.equals(written)) {
            listener.linksChanged().run();
        }
        written = now;
    }

    /// How the nameservers of a group are asked.
    ForwardPlan.Mode mode() {
        ForwardPlan plan = last;
        return plan == null ? ForwardPlan.Mode.STICKY : plan.mode();
    }

    private ForwardPlan.Mode configuredMode() {
        if (configuration.options().upstream().allServers()) {
            return ForwardPlan.Mode.ALL;
        }
        return configuration.options().upstream().strictOrder() ? ForwardPlan.Mode.STRICT : ForwardPlan.Mode.STICKY;
    }

    private List<Path> wanted() {
        if (flag.isPresent()) {
            return List.of(flag.get());
        }
        if (configuration.options().upstream().noResolv()) {
            return List.of();
        }
        List<Path> named = configuration.options().upstream().resolvFiles();
        return named.isEmpty() ? List.of(live) : named;
    }

    private void follow(List<Path> wanted) {
        List<ResolvConf> idle = new ArrayList<>();
        files.entrySet().removeIf(file -> {
            boolean unwanted = !wanted.contains(file.getKey());
            if (unwanted) {
                idle.add(file.getValue());
            }
            return unwanted;
        });
        idle.forEach(ResolvConf::close);
        for (Path path : wanted) {
            if (!files.containsKey(path)) {
                ResolvConf file = new ResolvConf(path, ResolvConf.PORT, own, clock);
                files.put(path, file);
                file.onChange(_ -> {
                    CompletableFuture<Void> _ = onPlanner(this::plan);
                });
                file.follow(watcher);
            }
        }
        followed = List.copyOf(files.values());
    }

    private static List<Path> with(List<Path> some, Path another) {
        SequencedSet<Path> all = new LinkedHashSet<>(some);
        all.add(another);
        return List.copyOf(all);
    }

    private boolean staleAt(Path path) {
        ResolvConf file = files.get(path);
        return file != null && stale(file);
    }

    private static boolean stale(ResolvConf file) {
        return file.upstreams().mount().filter(FileMount::stale).isPresent();
    }

    /// Any that is there before one that is gone.
    private static Optional<ResolvConf> newest(List<ResolvConf> files) {
        return files.stream().max(Comparator.comparing(file -> file.upstreams().modified()));
    }
}
