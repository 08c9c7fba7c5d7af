package mpd.dns.server;

import io.netty.channel.EventLoopGroup;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mpd.dns.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All listen addresses: bound at the start, or retried once a second while they do not exist. Where they are
/// those of interfaces, they come and go with these.
final class Listeners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final int MOST_CONNECTIONS = 512;
    private static final int MOST_OF_ONE_CLIENT = 128;
    // Of as much memory as the heap may take, for that is what Netty may take besides.
    private static final long MOST_UNREAD =
            Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 8);
    private static final long MOST_UNREAD_BY_ONE_CLIENT = MOST_UNREAD / 8;
    private static final long RETRY_MILLIS = 1000;

    private final Transport transport;
    private final EventLoopGroup loops;
    private final int loopCount;
    private final Answering answering;
    private final ListenAddresses listen;
    private final TcpConnections connections = new TcpConnections(
            MOST_CONNECTIONS, MOST_OF_ONE_CLIENT, new UnreadAnswers(MOST_UNREAD, MOST_UNREAD_BY_ONE_CLIENT));
    // Changed by the thread that starts, then by the upkeep; read by any.
    private final List<Endpoint> endpoints = new CopyOnWriteArrayList<>();
    private final Local local;
    // Set by the thread that starts, read by the upkeep.
    private volatile boolean open;
    // Of the thread that starts, then of the upkeep.
    private Set<InetAddress> lastLocal = Set.of();
    private final ScheduledExecutorService upkeep = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("listeners").factory());

    /// @param loopCount number of event loops in `loops`
    Listeners(
            Transport transport,
            EventLoopGroup loops,
            int loopCount,
            Answering answering,
            ListenAddresses listen,
            Local local) {
        this.transport = transport;
        this.loops = loops;
        this.loopCount = loopCount;
        this.answering = answering;
        this.listen = listen;
        this.local = local;
        follow();
    }

    /// The machine's addresses.
    ///
    /// @param changed is called when they are others than before
    record Local(LocalAddresses addresses, Runnable changed) {}

    /// Has an endpoint for each address that is wanted now, and no other.
    private void follow() {
        List<InetSocketAddress> wanted = listen.now();
        List<Endpoint> gone = endpoints.stream()
                .filter(endpoint -> !wanted.contains(endpoint.wanted()))
                .toList();
        endpoints.removeAll(gone);
        for (Endpoint endpoint : gone) {
            endpoint.close();
            LOG.info("not listening on {} any more", Endpoint.show(endpoint.wanted()));
        }
        Set<InetSocketAddress> had = endpoints.stream().map(Endpoint::wanted).collect(Collectors.toSet());
        for (InetSocketAddress address : wanted) {
            if (!had.contains(address) && !coveredByOther(address, wanted)) {
                Endpoint endpoint = new Endpoint(
                        address,
                        () -> new UdpListener(transport, loops, loopCount, answering, address.getAddress()),
                        () -> new TcpListener(transport, loops, answering, connections, IDLE));
                endpoints.add(endpoint);
                if (open) {
                    endpoint.open();
                }
            }
        }
    }

    /// Without a way to keep an IPv6 wildcard to IPv6, it takes IPv4 as well, and the IPv4 wildcard cannot be
    /// bound.
    private boolean coveredByOther(InetSocketAddress address, List<InetSocketAddress> wanted) {
        return transport.v6Only().isEmpty()
                && address.getAddress() instanceof Inet4Address
                && address.getAddress().isAnyLocalAddress()
                && hasIpv6()
                && wanted.stream()
                        .anyMatch(other -> other.getPort() == address.getPort()
                                && other.getAddress() instanceof Inet6Address
                                && other.getAddress().isAnyLocalAddress());
    }

    /// Binds what exists, and takes no query before [#open()]. Then keeps trying what does not, and keeps up
    /// with the machine's addresses.
    ///
    /// @throws StartupException with a problem for each address that cannot be had; nothing stays bound
    void start() throws StartupException {
        List<String> problems = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            if (endpoint.bind() instanceof Endpoint.State.Refused(String problem)) {
                problems.add(problem);
            }
        }
        if (!problems.isEmpty()) {
            close();
            throw new StartupException(problems);
        }
        Set<InetAddress> now = local.addresses().all();
        lastLocal = now;
        for (Endpoint endpoint : endpoints) {
            endpoint.refresh(now);
            switch (endpoint.state()) {
                case Endpoint.State.Bound(InetSocketAddress address) ->
                    LOG.info("listening on {}", Endpoint.show(address));
                case Endpoint.State.Absent(String why) -> absent(endpoint, why);
                case Endpoint.State.Refused _ -> throw new IllegalStateException("collected above");
            }
        }
        ScheduledFuture<?> _ =
                upkeep.scheduleWithFixedDelay(this::refresh, RETRY_MILLIS, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Takes queries; what came since the sockets were bound comes first.
    void open() {
        open = true;
        endpoints.forEach(Endpoint::open);
    }

    List<Endpoint> endpoints() {
        return List.copyOf(endpoints);
    }

    /// How many TCP connections are open.
    int connections() {
        return connections.size();
    }

    /// Takes no more connections.
    void stopAccepting() {
        upkeep.shutdownNow();
        endpoints.forEach(Endpoint::stopAccepting);
    }

    /// Takes no more queries; answers still leave.
    void stopReading() {
        endpoints.forEach(Endpoint::stopReading);
        connections.stopReading();
    }

    @Override
    public void close() {
        stopAccepting();
        stopReading();
        connections.closeAll();
        endpoints.forEach(Endpoint::close);
    }

    private boolean hasIpv6() {
        return local.addresses().all().stream().anyMatch(Inet6Address.class::isInstance);
    }

    private static void absent(Endpoint endpoint, String why) {
        if (endpoint.wanted().getAddress().isAnyLocalAddress()) {
            LOG.info("not listening on {}: {}", Endpoint.show(endpoint.wanted()), why);
        } else {
            LOG.warn("{} is no address of this machine yet ({}): trying on", Endpoint.show(endpoint.wanted()), why);
        }
    }

    private void refresh() {
        try {
            follow();
            Set<InetAddress> now = local.addresses().all();
            for (Endpoint endpoint : endpoints) {
                retry(endpoint);
                endpoint.refresh(now);
            }
            if (!now.equals(lastLocal)) {
                local.changed().run();
                lastLocal = now;
            }
        } catch (RuntimeException e) {
            LOG.error("keeping up with the machine's addresses failed", e);
        }
    }

    private static void retry(Endpoint endpoint) {
        Endpoint.State before = endpoint.state();
        if (before instanceof Endpoint.State.Bound) {
            return;
        }
        Endpoint.State now = endpoint.bind();
        if (now instanceof Endpoint.State.Bound(InetSocketAddress address)) {
            LOG.info("listening on {} now", Endpoint.show(address));
        } else if (now instanceof Endpoint.State.Refused(String problem) && !now.equals(before)) {
            LOG.warn("{}: trying on", problem);
        }
    }
}
