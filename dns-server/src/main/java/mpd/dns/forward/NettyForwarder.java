package mpd.dns.forward;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.security.SecureRandom;
import java.time.Duration;
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
    private volatile Groups groups;
    // Set by whoever closes, read by each question.
    private volatile boolean closed;

    /// Knows no nameserver until [#use] is called.
    ///
    /// @param loops made by `transport`; stay the caller's to shut down, after [#close()]
    public NettyForwarder(EventLoopGroup loops, Transport transport, ForwardSettings settings) {
        this.loops = loops;
        this.transport = transport;
        this.settings = settings;
        free = new Semaphore(settings.maxInFlight());
        groups = new Groups(ForwardPlan.of(List.of(), "no nameserver given"), settings, null);
    }

    /// Asks by this plan from now on. What is known of nameservers is kept while the default ones stay the
    /// same, and forgotten with them: another network is another world. Questions under way end with the
    /// earlier plan.
    public synchronized void use(ForwardPlan plan) {
        groups = new Groups(plan, settings, groups);
    }

    /// How each nameserver has done, in the order of the plan, those of domains last.
    public List<UpstreamStatus> status() {
        return groups.all().stream().map(Upstream::status).toList();
    }

    @Override
    public CompletionStage<UpstreamAnswer> ask(UpstreamQuestion question) {
        long began = System.nanoTime();
        Groups now = groups;
        ForwardPlan plan = now.plan();
        if (closed) {
            return failed("the server is stopping");
        }
        List<Upstream> order = now.order(question);
        if (order.isEmpty()) {
            return failed(plan.whyNone());
        }
        int most = Math.min(settings.maxInFlight(), plan.mostInFlight().orElse(settings.maxInFlight()));
        if (settings.maxInFlight() - free.availablePermits() >= most || !free.tryAcquire()) {
            return failed("more than " + most + " questions under way");
        }
        CompletableFuture<UpstreamAnswer> answer = new CompletableFuture<>();
        EventLoop loop = loop();
        boolean all = plan.mode() == ForwardPlan.Mode.ALL;
        Exchange exchange = new Exchange(
                new Attempt.Means(loop, transport, ids),
                new Exchange.Asking(order, all),
                question,
                settings,
                began,
                result -> {
                    free.release();
                    answer.complete(noted(result, plan.note()));
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

    private static UpstreamAnswer noted(UpstreamAnswer answer, String note) {
        return answer instanceof UpstreamAnswer.Failed(int error, String text) && !note.isEmpty()
                ? new UpstreamAnswer.Failed(error, text + "; " + note)
                : answer;
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
