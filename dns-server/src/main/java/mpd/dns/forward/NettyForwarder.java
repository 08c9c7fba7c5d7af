package mpd.dns.forward;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import mpd.dns.transport.Transport;

/// Asks the nameservers it was last given, over sockets of its own.
public final class NettyForwarder implements Forwarder, AutoCloseable {

    private final EventLoopGroup loops;
    private final Transport transport;
    private final ForwardSettings settings;
    private final SecureRandom ids = new SecureRandom();
    private final Semaphore free;
    // Swapped by whoever calls use(), read once by each question.
    private volatile Upstreams upstreams = new Upstreams(List.of(), "no nameserver given");
    // Set by whoever closes, read by each question.
    private volatile boolean closed;

    /// The nameservers of one moment, with what is known of each.
    private record Upstreams(List<Upstream> servers, String whyNone) {

        List<Upstream> order() {
            long now = System.nanoTime();
            List<Upstream> order = new ArrayList<>();
            List<Upstream> aside = new ArrayList<>();
            servers.forEach(server -> (server.inPlace(now) ? order : aside).add(server));
            order.addAll(aside);
            return order;
        }
    }

    /// Knows no nameserver until [#use] is called.
    ///
    /// @param loops made by `transport`; stay the caller's to shut down, after [#close()]
    public NettyForwarder(EventLoopGroup loops, Transport transport, ForwardSettings settings) {
        this.loops = loops;
        this.transport = transport;
        this.settings = settings;
        free = new Semaphore(settings.maxInFlight());
    }

    /// Asks these nameservers from now on, of which nothing is known. Questions under way end with the
    /// earlier ones.
    ///
    /// @param servers in the order in which they are to be asked
    /// @param whyNone what the client is told when there are none, e.g. `no nameserver in /etc/resolv.conf`
    public void use(List<InetSocketAddress> servers, String whyNone) {
        upstreams = new Upstreams(
                servers.stream()
                        .map(server -> new Upstream(server, settings.setAside()))
                        .toList(),
                whyNone);
    }

    /// How each nameserver has done, in order of the file.
    public List<UpstreamStatus> status() {
        return upstreams.servers().stream().map(Upstream::status).toList();
    }

    @Override
    public CompletionStage<UpstreamAnswer> ask(UpstreamQuestion question) {
        long began = System.nanoTime();
        Upstreams now = upstreams;
        if (closed) {
            return failed("the server is stopping");
        }
        if (now.servers().isEmpty()) {
            return failed(now.whyNone());
        }
        if (!free.tryAcquire()) {
            return failed("more than " + settings.maxInFlight() + " questions under way");
        }
        CompletableFuture<UpstreamAnswer> answer = new CompletableFuture<>();
        EventLoop loop = loop();
        Exchange exchange = new Exchange(
                new Attempt.Means(loop, transport, ids), now.order(), question, settings, began, result -> {
                    free.release();
                    answer.complete(result);
                });
        try {
            if (loop.inEventLoop()) {
                exchange.start();
            } else {
                // All that an exchange does and holds belongs to its event loop.
                loop.execute(exchange::start);
            }
        } catch (RejectedExecutionException ignored) {
            free.release();
            return failed("the server is stopping");
        }
        return answer;
    }

    /// The event loop that we are on, which saves a hop, else any.
    private EventLoop loop() {
        for (EventExecutor executor : loops) {
            if (executor.inEventLoop() && executor instanceof EventLoop here) {
                return here;
            }
        }
        return loops.next();
    }

    private static CompletionStage<UpstreamAnswer> failed(String text) {
        return CompletableFuture.completedFuture(new UpstreamAnswer.Failed(Exchange.NO_REACHABLE_AUTHORITY, text));
    }

    /// Takes no more questions and waits for those under way, at most as long as one may take. Never to
    /// be called on an event loop. Harmless when called twice.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Duration longest = settings.total().plusMillis(500);
        try {
            if (free.tryAcquire(settings.maxInFlight(), longest.toNanos(), TimeUnit.NANOSECONDS)) {
                free.release(settings.maxInFlight());
            }
        } catch (InterruptedException ignored) {
            Thread.currentThread().interrupt();
        }
    }
}
