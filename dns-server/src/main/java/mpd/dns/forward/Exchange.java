package mpd.dns.forward;

import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import mpd.dns.forward.Attempt.Outcome;
import org.jspecify.annotations.Nullable;

/// One question to the nameservers, until one answers or time is up. Lives on one event loop.
///
/// - The nameservers are asked in order, the next one when the one before has been silent for longer than it
///   usually is, or has failed. All attempts stay open: the first usable answer wins, whoever it is from.
/// - Those that have not answered are asked again, round after round, each slower than the one before.
/// - One that answered with a failure is not asked again. Its answer is what the client gets when nobody has a
///   better one: a SERVFAIL from upstream may say more than ours.
/// - When the network refuses everybody, the client may know something to fall back on; the question goes on
///   for as long as interfaces take to come back, unless that time is over.
/// - When the client has its answer, those that still owe theirs are listened to for a while.
final class Exchange {

    // RFC 8914 sections 4.23 and 4.24.
    static final int NO_REACHABLE_AUTHORITY = 22;
    static final int NETWORK_ERROR = 23;

    private static final int ROUNDS_BROKEN = 2;
    // Networks lose packets: where one in five is lost each way, seven tries leave one question in a thousand.
    private static final long MOST_WAIT = TimeUnit.MILLISECONDS.toNanos(750);
    private static final int MAX_TEXT = 250;

    private final Attempt.Means means;
    private final UpstreamQuestion question;
    private final ForwardSettings settings;
    private final long began;
    private final Listener listener;

    private final List<Attempt> open = new ArrayList<>();
    private final Map<Upstream, Outcome> outcomes = new LinkedHashMap<>();
    private final List<ScheduledFuture<?>> timers = new ArrayList<>();
    private @Nullable ScheduledFuture<?> next;
    private UpstreamAnswer.@Nullable Answered failing;
    private @Nullable Group group;
    private List<Upstream> order = List.of();
    private int asked;
    private boolean toldRefused;
    private boolean done;

    /// Who wants to know.
    interface Listener {
        /// Called once.
        void answer(Exchange exchange, UpstreamAnswer answer);

        /// Called once at most, when the network has refused every nameserver. The answer still follows.
        void refused();
    }

    /// @param began when the client's question came, as System.nanoTime() has it
    Exchange(Attempt.Means means, UpstreamQuestion question, ForwardSettings settings, long began, Listener listener) {
        this.means = means;
        this.question = question;
        this.settings = settings;
        this.began = began;
        this.listener = listener;
    }

    UpstreamQuestion question() {
        return question;
    }

    Attempt.Means means() {
        return means;
    }

    void start(Group whom, Supplier<String> whyNone) {
        timers.add(after(settings.total(), this::giveUp));
        timers.add(after(settings.settled(), this::settle));
        use(whom, whyNone);
    }

    /// Asks these from now on. Where they are others than before, whatever was asked so far is forgotten: its
    /// answers would be those of another network.
    ///
    /// @param whyNone what the client is told where there are none
    void use(Group whom, Supplier<String> whyNone) {
        boolean same = group != null && group.members().equals(whom.members());
        group = whom;
        if (same) {
            return;
        }
        open.forEach(Attempt::close);
        open.clear();
        if (done) {
            return;
        }
        outcomes.clear();
        failing = null;
        asked = 0;
        order = whom.order();
        if (order.isEmpty()) {
            finish(new UpstreamAnswer.Failed(NO_REACHABLE_AUTHORITY, whyNone.get()));
            return;
        }
        askNext();
        while (whom.all() && asked < order.size() && !done) {
            askNext();
        }
    }

    private ScheduledFuture<?> after(Duration wait, Runnable then) {
        return means.loop().schedule(then, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void askNext() {
        Upstream upstream = candidate();
        if (done || upstream == null) {
            return;
        }
        Attempt attempt = new Attempt(means, upstream, question, this::ended);
        open.add(attempt);
        schedule(wait(upstream));
        asked++;
        attempt.start();
    }

    /// How long this one may be silent before somebody else is asked, or the same again.
    private long wait(Upstream upstream) {
        int round = Math.min(asked / order.size(), 10);
        boolean last = (asked + 1) % order.size() == 0;
        long patience =
                failing != null && aside(upstream) ? settings.patience().least().toNanos() : upstream.patience();
        long once = last ? Math.max(patience, settings.patience().again().toNanos()) : patience;
        return Math.clamp(once << round, once, Math.max(once, MOST_WAIT));
    }

    private void schedule(long nanos) {
        if (next != null) {
            next.cancel(false);
        }
        next = means.loop().schedule(this::overdue, nanos, TimeUnit.NANOSECONDS);
    }

    private void overdue() {
        long now = System.nanoTime();
        for (Attempt attempt : open) {
            if (attempt.age() >= attempt.upstream().patience()) {
                attempt.upstream().late(now - attempt.age());
            }
        }
        if (hopeless()) {
            giveUp();
        } else {
            askNext();
        }
    }

    /// Whose turn it is, passing over those that have answered already or loop; null when there is nobody.
    private @Nullable Upstream candidate() {
        for (int i = 0; i < order.size(); i++) {
            Upstream upstream = order.get(asked % order.size());
            if (mayHelp(upstream)) {
                return upstream;
            }
            asked++;
        }
        return null;
    }

    private boolean mayHelp(Upstream upstream) {
        return !(outcomes.get(upstream) instanceof Outcome.Failing) && upstream.health() != Health.LOOP;
    }

    /// Whether nobody is left who is likely to do better than what has been said.
    private boolean hopeless() {
        return order.stream().filter(this::mayHelp).allMatch(upstream -> failing != null && aside(upstream));
    }

    private static boolean aside(Upstream upstream) {
        return switch (upstream.health()) {
            case SILENT, UNREACHABLE -> true;
            case WELL, LATE, REFUSING, LOOP -> false;
        };
    }

    private void ended(Attempt attempt, Outcome outcome) {
        open.remove(attempt);
        Upstream upstream = attempt.upstream();
        switch (outcome) {
            case Outcome.Usable _ -> upstream.answered(attempt.age());
            case Outcome.Failing(byte[] _, String what) -> upstream.refused(what);
            case Outcome.Broken(boolean reachable, String what) -> {
                if (reachable) {
                    upstream.failed(what);
                } else {
                    upstream.unreachable(what);
                }
            }
        }
        if (!done) {
            heard(upstream, outcome);
        }
    }

    private void heard(Upstream upstream, Outcome outcome) {
        switch (outcome) {
            case Outcome.Usable(byte[] message) -> {
                outcomes.forEach((other, said) -> {
                    if (said instanceof Outcome.Failing) {
                        other.beaten(QuestionDomain.of(question), question);
                    }
                });
                finish(answered(message, upstream));
            }
            case Outcome.Failing(byte[] message, String _) -> {
                outcomes.put(upstream, outcome);
                if (failing == null) {
                    failing = answered(message, upstream);
                }
                goOn();
            }
            case Outcome.Broken _ -> {
                // A later attempt does not take back what an earlier one got said.
                outcomes.merge(upstream, outcome, (was, is) -> was instanceof Outcome.Failing ? was : is);
                goOn();
            }
        }
    }

    /// After a failure: the next one at once where somebody has not been asked in this round, else what the
    /// timers say.
    private void goOn() {
        boolean nobody = open.isEmpty() && outcomes.size() == order.size();
        if (asked < order.size() || (nobody && asked % order.size() != 0 && failing == null)) {
            askNext();
        } else if (nobody) {
            allFailed();
        }
    }

    private void allFailed() {
        if (failing != null || (!refusedByNetwork() && asked >= ROUNDS_BROKEN * order.size())) {
            giveUp();
        } else if (refusedByNetwork()) {
            if (!toldRefused) {
                toldRefused = true;
                listener.refused();
            }
            long flap = settings.patience().flap().toNanos();
            if (order.stream().allMatch(upstream -> upstream.unchanged() >= flap)) {
                giveUp();
            } else {
                schedule(settings.patience().again().toNanos() << Math.min(asked / order.size() - 1, 10));
            }
        }
    }

    private boolean refusedByNetwork() {
        return outcomes.size() == order.size()
                && outcomes.values().stream()
                        .allMatch(outcome -> outcome instanceof Outcome.Broken broken && !broken.reachable());
    }

    private void settle() {
        if (failing != null) {
            giveUp();
        }
    }

    private void giveUp() {
        finish(
                failing != null
                        ? failing
                        : new UpstreamAnswer.Failed(
                                refusedByNetwork() ? NETWORK_ERROR : NO_REACHABLE_AUTHORITY, text()));
    }

    private String text() {
        List<String> each = new ArrayList<>();
        for (Upstream upstream : order) {
            String what = switch (outcomes.get(upstream)) {
                case Outcome.Broken broken -> broken.what();
                case Outcome.Failing said -> said.what();
                case Outcome.Usable _ -> "answered";
                case null -> upstream.health() == Health.LOOP ? "asks us (a loop)" : "timed out";
            };
            each.add(upstream.text() + " " + what);
        }
        String text = String.join("; ", each);
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 3) + "...";
    }

    private UpstreamAnswer.Answered answered(byte[] message, Upstream from) {
        return new UpstreamAnswer.Answered(message, from.address(), Duration.ofNanos(System.nanoTime() - began));
    }

    private void finish(UpstreamAnswer result) {
        if (done) {
            return;
        }
        done = true;
        timers.forEach(timer -> timer.cancel(false));
        if (next != null) {
            next.cancel(false);
        }
        List<Attempt> owing = new ArrayList<>();
        long late = settings.patience().late().toNanos();
        for (Attempt attempt : List.copyOf(open)) {
            if (attempt.age() < late
                    && attempt.upstream().health() != Health.LOOP
                    && attempt.upstream().mayOwe()) {
                owing.add(attempt);
            } else {
                end(attempt);
            }
        }
        if (!owing.isEmpty()) {
            var _ = after(
                    settings.patience().late(),
                    () -> owing.forEach(attempt -> {
                        attempt.upstream().owesNoMore();
                        end(attempt);
                    }));
        }
        listener.answer(this, result);
    }

    /// Waits no longer for this one, where it has not ended itself.
    private void end(Attempt attempt) {
        if (open.remove(attempt)) {
            attempt.close();
            // One that was asked only just now has not been silent.
            if (attempt.age() >= attempt.upstream().patience()) {
                attempt.upstream().timedOut();
            }
        }
    }
}
