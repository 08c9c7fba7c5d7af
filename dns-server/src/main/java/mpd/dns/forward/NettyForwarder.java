package mpd.dns.forward;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import mpd.dns.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;

/// Asks the nameservers it was last given, over sockets of its own.
public final class NettyForwarder implements Forwarder, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NettyForwarder.class);
    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventLoopGroup loops;
    private final ForwardSettings settings;
    private final SleepWatch sleep;
    private final Map<EventExecutor, Attempt.Means> means = new HashMap<>();
    private final Semaphore free;
    private final LoopProbes loopProbes;
    private final Prober prober;
    private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();
    // Swapped by whoever calls use(), read once by each question.
    private volatile Groups groups;
    // Set by whoever closes, read by each question.
    private volatile boolean closed;

    /// Knows no nameserver until [#use] is called.
    ///
    /// @param loops   made by `transport`; stay the caller's to shut down, after [#close()]
    /// @param outside whether a question is for none of our names, so that it may be sent upstream as a probe
    public NettyForwarder(
            EventLoopGroup loops, Transport transport, ForwardSettings settings, Predicate<UpstreamQuestion> outside) {
        this(loops, transport, settings, outside, new SleepWatch(System::nanoTime, InstantSource.system()));
    }

    NettyForwarder(
            EventLoopGroup loops,
            Transport transport,
            ForwardSettings settings,
            Predicate<UpstreamQuestion> outside,
            SleepWatch sleep) {
        this.loops = loops;
        this.settings = settings;
        this.sleep = sleep;
        free = new Semaphore(settings.maxInFlight());
        SecureRandom random = new SecureRandom();
        for (EventExecutor executor : loops) {
            means.put(executor, new Attempt.Means((EventLoop) executor, transport, random));
        }
        loopProbes = new LoopProbes(random, outside);
        prober = new Prober(means(loops.next()), settings.probing(), loopProbes, outside, none());
        groups = none();
    }

    private Groups none() {
        return new Groups(ForwardPlan.of(List.of(), "no nameserver given"), settings, null, this::changed);
    }

    /// Asks by this plan from now on. What is known of nameservers is kept while the default ones stay the
    /// same, and forgotten with them: another network is another world. Questions under way are asked again
    /// where others answer them now.
    public synchronized void use(ForwardPlan plan) {
        use(new Groups(plan, settings, groups, this::changed));
    }

    /// The network may be another, though the nameservers are the same: tries those that are set aside within
    /// two seconds. Costs no client anything, and may be called at any time.
    public void trySoon() {
        prober.trySoon();
    }

    private void use(Groups next) {
        groups = next;
        // What became of a nameserver since the groups were made has been told to those before.
        next.rank();
        dropSockets();
        prober.use(next);
        eachUnderWay(this::use);
    }

    private void eachUnderWay(Consumer<Exchange> then) {
        for (Exchange exchange : underWay) {
            try {
                exchange.means().loop().execute(() -> then.accept(exchange));
            } catch (RejectedExecutionException ignored) {
                // The server stops; its loop asks nobody any more.
                return;
            }
        }
    }

    private void use(Exchange exchange) {
        Groups now = groups;
        Group group = now.group(exchange.question());
        exchange.use(group, () -> whyNone(now, group));
    }

    private void changed(Upstream upstream) {
        // Who has asked before the sleep may be the only one who does.
        if (sleep.slept()) {
            forget();
            return;
        }
        groups.rank();
        prober.changed(upstream);
        // One that spoke a moment ago may just be slow, and its answers to the others on their way.
        if (upstream.health() == Health.LATE && upstream.unheard() >= DEAD_NANOS) {
            eachUnderWay(exchange -> exchange.late(upstream));
        }
    }

    /// What is known was learnt before the machine slept, perhaps in another network.
    private synchronized void forget() {
        LOG.info("the machine has slept: what was known of the nameservers is forgotten");
        use(new Groups(groups.plan(), settings, null, this::changed));
    }

    /// Asks nothing more on the sockets there are: they belong to a network that may be gone.
    private void dropSockets() {
        means.values().forEach(each -> each.sockets().drop());
    }

    /// Whom a name is asked of, in the order of the plan.
    public List<InetSocketAddress> nameservers(Name name) {
        return groups.group(name).members().stream().map(Upstream::address).toList();
    }

    /// How each nameserver has done, in the order of the plan, those of domains last.
    public List<UpstreamStatus> status() {
        return groups.all().stream().map(Upstream::status).toList();
    }

    @Override
    public boolean loops(Name name) {
        return loopProbes.returned(name);
    }

    @Override
    public CompletionStage<UpstreamAnswer> ask(UpstreamQuestion question) {
        return ask(question, () -> {});
    }

    @Override
    public CompletionStage<UpstreamAnswer> ask(UpstreamQuestion question, Runnable gone) {
        long began = System.nanoTime();
        if (closed) {
            return failed("the server is stopping");
        }
        if (sleep.slept()) {
            forget();
        }
        Groups now = groups;
        Group group = now.group(question);
        if (group.order().isEmpty()) {
            return failed(whyNone(now, group))
                    .thenApply(failure -> noted(failure, now.plan().note()));
        }
        int most = Math.min(settings.maxInFlight(), now.plan().mostInFlight().orElse(settings.maxInFlight()));
        if (settings.maxInFlight() - free.availablePermits() >= most || !free.tryAcquire()) {
            return failed("more than " + most + " questions under way");
        }
        return start(question, began, gone);
    }

    private CompletionStage<UpstreamAnswer> start(UpstreamQuestion question, long began, Runnable gone) {
        EventLoop loop = loop();
        Client client = new Client(gone);
        Exchange exchange = new Exchange(means(loop), question, settings, began, client);
        // Before the groups are read again, so that none is missed by who swaps them.
        underWay.add(exchange);
        Runnable start = () -> {
            Groups now = groups;
            Group group = now.group(question);
            exchange.start(group, () -> whyNone(now, group));
        };
        try {
            if (loop.inEventLoop()) {
                start.run();
            } else {
                // All that an exchange does and holds belongs to its event loop.
                loop.execute(start);
            }
        } catch (RejectedExecutionException ignored) {
            underWay.remove(exchange);
            free.release();
            return failed("the server is stopping");
        }
        return client.answer;
    }

    /// Waits for what comes of an exchange.
    private final class Client implements Exchange.Listener {
        private final CompletableFuture<UpstreamAnswer> answer = new CompletableFuture<>();
        private final Runnable gone;

        Client(Runnable gone) {
            this.gone = gone;
        }

        @Override
        public void answer(Exchange exchange, UpstreamAnswer result) {
            underWay.remove(exchange);
            free.release();
            answer.complete(noted(result, groups.plan().note()));
        }

        @Override
        public void gone() {
            gone.run();
        }
    }

    private Attempt.Means means(EventLoop loop) {
        return Objects.requireNonNull(means.get(loop), "one of ours");
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

    private static String whyNone(Groups now, Group group) {
        List<String> looping = group.members().stream()
                .map(upstream -> upstream.text() + " asks us what we ask it (a loop)")
                .toList();
        return looping.isEmpty() ? now.plan().whyNone() : String.join("; ", looping);
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
        prober.use(none());
        dropSockets();
    }
}
