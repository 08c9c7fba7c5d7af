package mpd.dns.forward;

import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import mpd.dns.forward.Attempt.Outcome;
import org.jspecify.annotations.Nullable;

/// Tries nameservers that are set aside, so that no client has to, and looks for loops. Lives on one event
/// loop.
///
/// - A default one that comes into use gets a loop probe.
/// - One that is late, silent or unreachable is asked for the nameservers of the root at once, then, less and
///   less often, that and what another has answered last in turn; one that refuses, the latter alone. When it
///   is late a default one also gets a loop probe, for that is how a loop looks that has come about later.
/// - One that loops gets a loop probe every few minutes.
/// - All that are set aside are tried soon when somebody says that the network may be another.
///
/// One that refused and lets two probes in a row pass is silent. Silence to a probe is held against nobody who
/// is well: there are networks that drop random names.
final class Prober {

    // The root, type NS, class IN.
    private static final UpstreamQuestion ROOT =
            new UpstreamQuestion(new byte[] {0, 0, 2, 0, 1}, false, false, false, false);

    // Of the pauses between probes, which double, the one that a probe before another network has.
    private static final int SOON = 2;

    private final Attempt.Means means;
    private final ForwardSettings.Probing settings;
    private final LoopProbes loopProbes;
    private final Predicate<UpstreamQuestion> outside;
    private final Map<Upstream, Watch> watches = new HashMap<>();
    private Groups groups;

    /// @param outside whether a question may be sent upstream
    /// @param groups  the first ones; nobody looks after them before [#use]
    Prober(
            Attempt.Means means,
            ForwardSettings.Probing settings,
            LoopProbes loopProbes,
            Predicate<UpstreamQuestion> outside,
            Groups groups) {
        this.means = means;
        this.settings = settings;
        this.loopProbes = loopProbes;
        this.outside = outside;
        this.groups = groups;
    }

    /// Looks after the nameservers of these from now on, and after no others. May be called on any thread.
    void use(Groups next) {
        onLoop(() -> {
            groups = next;
            List<Upstream> upstreams = next.all();
            Set<Upstream> used = Set.copyOf(upstreams);
            watches.entrySet().removeIf(watch -> {
                boolean unused = !used.contains(watch.getKey());
                if (unused) {
                    watch.getValue().end();
                }
                return unused;
            });
            for (Upstream upstream : upstreams) {
                if (!watches.containsKey(upstream)) {
                    Watch watch = new Watch(upstream);
                    watches.put(upstream, watch);
                    watch.lookForLoop();
                    watch.changed();
                }
            }
        });
    }

    /// Tries those that are set aside soon. May be called on any thread.
    void trySoon() {
        onLoop(() -> watches.values().forEach(Watch::trySoon));
    }

    /// The health of this one has changed. May be called on any thread.
    void changed(Upstream upstream) {
        onLoop(() -> {
            Watch watch = watches.get(upstream);
            if (watch != null) {
                watch.changed();
            }
        });
    }

    private void onLoop(Runnable task) {
        try {
            means.loop().execute(task);
        } catch (RejectedExecutionException ignored) {
            // The server stops, and nobody asks any more.
            return;
        }
    }

    /// One nameserver and the probes to it.
    private final class Watch {
        private final Upstream upstream;
        private final List<Attempt> open = new ArrayList<>();
        private @Nullable ScheduledFuture<?> next;
        private long lastProbe = System.nanoTime() - settings.first().toNanos();
        private int round;
        // Probes in a row.
        private int unanswered;

        Watch(Upstream upstream) {
            this.upstream = upstream;
        }

        void changed() {
            switch (upstream.health()) {
                case WELL -> rest();
                case LOOP -> {
                    rest();
                    schedule(settings.loops());
                }
                case LATE, SILENT, UNREACHABLE, REFUSING -> {
                    if (next == null) {
                        round = 0;
                        // One that is late again and again is not probed more often for that.
                        long early = settings.first().toNanos() - (System.nanoTime() - lastProbe);
                        if (early > 0) {
                            schedule(Duration.ofNanos(early));
                        } else {
                            probe();
                        }
                    }
                }
            }
        }

        /// The probe before has its time for an answer all the same, however often this is called.
        void trySoon() {
            long wait = Math.max(0, pause(SOON).toNanos() - (System.nanoTime() - lastProbe));
            if (next != null && next.getDelay(TimeUnit.NANOSECONDS) > wait) {
                next.cancel(false);
                round = Math.min(round, SOON);
                schedule(Duration.ofNanos(wait));
            }
        }

        /// Nothing to find out for now. Loop probes that are out may still come back.
        private void rest() {
            unanswered = 0;
            if (next != null) {
                next.cancel(false);
                next = null;
            }
        }

        void end() {
            rest();
            closeOpen();
        }

        private void closeOpen() {
            open.forEach(Attempt::close);
            open.clear();
        }

        private void schedule(Duration wait) {
            next = means.loop().schedule(this::probe, wait.toNanos(), TimeUnit.NANOSECONDS);
        }

        private void probe() {
            // A refusal may take long.
            if (unanswered != 1) {
                closeOpen();
            }
            next = null;
            lastProbe = System.nanoTime();
            boolean again = unanswered > 0;
            if (round > 0) {
                upstream.stillAside(unanswered > 1);
            }
            switch (upstream.health()) {
                case WELL -> {
                    return;
                }
                case LOOP -> {
                    schedule(settings.loops());
                    lookForLoop();
                    return;
                }
                case LATE, SILENT, UNREACHABLE -> {
                    unanswered = 0;
                    // There are some that drop questions about the root.
                    ask(round % 2 == 0 ? ROOT : test(), this::alive);
                }
                case REFUSING -> {
                    unanswered++;
                    ask(test(), this::willing);
                }
            }
            if (round == 0) {
                lookForLoop();
            }
            if (next == null) {
                Duration pause = again ? pause(1) : pause(round);
                Duration usual = Duration.ofNanos(upstream.usual());
                schedule(pause.compareTo(usual) < 0 ? usual : pause);
            }
            round++;
        }

        /// A client's question, unless it has become ours or another's to answer.
        private UpstreamQuestion test() {
            return upstream.test()
                    .filter(outside)
                    .filter(question -> groups.group(question).members().contains(upstream))
                    .orElse(ROOT);
        }

        private Duration pause(int probes) {
            Duration pause = settings.first().multipliedBy(1L << Math.min(probes, 20));
            return pause.compareTo(settings.longest()) < 0 ? pause : settings.longest();
        }

        /// The nameservers of a domain are asked for its names alone: what else they ask us is no loop.
        void lookForLoop() {
            if (!groups.isDefault(upstream)) {
                return;
            }
            LoopProbes.Probe probe = loopProbes.next(upstream);
            if (probe == null) {
                // Nobody would ever find out that it loops no more.
                upstream.noLoop();
                return;
            }
            ask(probe.question(), (attempt, outcome) -> {
                // It has had its say and has not asked us for it.
                if (!probe.returned() && !(outcome instanceof Outcome.Broken(SocketFailure.Unreachable _))) {
                    upstream.noLoop();
                }
                alive(attempt, outcome);
            });
        }

        private void ask(UpstreamQuestion question, BiConsumer<Attempt, Outcome> end) {
            Attempt attempt = new Attempt(means, upstream, question, end);
            open.add(attempt);
            ScheduledFuture<?> _ = means.loop()
                    .schedule(() -> close(attempt), settings.longest().toNanos(), TimeUnit.NANOSECONDS);
            attempt.start();
        }

        private void close(Attempt attempt) {
            if (open.remove(attempt)) {
                attempt.close();
            }
        }

        /// Whatever it says, it is there.
        private void alive(Attempt attempt, Outcome outcome) {
            open.remove(attempt);
            switch (outcome) {
                case Outcome.Broken(SocketFailure.Unreachable why) -> upstream.notThere(why);
                case Outcome.Usable _, Outcome.Failing _, Outcome.CutShort _, Outcome.Broken _ -> upstream.there();
            }
        }

        /// Only an answer will do.
        private void willing(Attempt attempt, Outcome outcome) {
            open.remove(attempt);
            unanswered = 0;
            switch (outcome) {
                case Outcome.Usable _ -> upstream.usable();
                case Outcome.Broken(SocketFailure.Unreachable why) -> upstream.notThere(why);
                case Outcome.Failing _, Outcome.CutShort _, Outcome.Broken _ -> {}
            }
        }
    }
}
