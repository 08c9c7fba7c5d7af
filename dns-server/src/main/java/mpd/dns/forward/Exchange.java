package mpd.dns.forward;

import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One question to the nameservers, until one answers or time is up. Lives on one event loop.
///
/// - The nameservers are asked in order, the next one when the one before has been silent for a while or has
///   failed. All sockets stay open: the first usable answer wins, whoever it is from.
/// - Those that have not answered are asked again, round after round, each slower than the one before.
/// - One that answered with a failure is not asked again. Its answer is what the client gets when nobody has a
///   better one: a SERVFAIL from upstream may say more than ours.
/// - When the network refuses everybody in two rounds, that is the answer.
final class Exchange {

    // RFC 8914 sections 4.23 and 4.24.
    static final int NO_REACHABLE_AUTHORITY = 22;
    static final int NETWORK_ERROR = 23;

    private static final int ROUNDS_UNREACHABLE = 2;
    private static final int MAX_TEXT = 250;

    private final Attempt.Means means;
    private final List<Upstream> order;
    private final boolean all;
    private final UpstreamQuestion question;
    private final ForwardSettings settings;
    private final long began;
    private final Consumer<UpstreamAnswer> answer;

    private final List<Attempt> open = new ArrayList<>();
    private final Map<Upstream, Attempt.Outcome> outcomes = new LinkedHashMap<>();
    private final List<ScheduledFuture<?>> timers = new ArrayList<>();
    private @Nullable ScheduledFuture<?> next;
    private UpstreamAnswer.@Nullable Answered failing;
    private int asked;
    private boolean done;

    /// Whom to ask, and how.
    ///
    /// @param order nameservers, at least one
    /// @param all   whether all are asked at once
    record Asking(List<Upstream> order, boolean all) {}

    /// @param began  when the client's question came, as System.nanoTime() has it
    /// @param answer called once
    Exchange(
            Attempt.Means means,
            Asking asking,
            UpstreamQuestion question,
            ForwardSettings settings,
            long began,
            Consumer<UpstreamAnswer> answer) {
        this.means = means;
        order = asking.order();
        all = asking.all();
        this.question = question;
        this.settings = settings;
        this.began = began;
        this.answer = answer;
    }

    void start() {
        timers.add(after(settings.total(), this::giveUp));
        timers.add(after(settings.settled(), this::settle));
        askNext();
        while (all && asked < order.size() && !done) {
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
        int round = asked / order.size();
        asked++;
        schedule(settings.patience().multipliedBy(1L << Math.min(round, 10)));
        Attempt attempt = new Attempt(means, upstream, question, this::ended);
        open.add(attempt);
        attempt.start();
    }

    private void schedule(Duration wait) {
        if (next != null) {
            next.cancel(false);
        }
        next = after(wait, this::askNext);
    }

    /// Whose turn it is, passing over those that have answered already; null when all have.
    private @Nullable Upstream candidate() {
        for (int i = 0; i < order.size(); i++) {
            Upstream upstream = order.get(asked % order.size());
            if (!(outcomes.get(upstream) instanceof Attempt.Outcome.Failing)) {
                return upstream;
            }
            asked++;
        }
        return null;
    }

    private void ended(Attempt attempt, Attempt.Outcome outcome) {
        open.remove(attempt);
        Upstream upstream = attempt.upstream();
        switch (outcome) {
            case Attempt.Outcome.Usable(byte[] message) -> {
                upstream.answered(attempt.age());
                finish(answered(message, upstream));
            }
            case Attempt.Outcome.Failing(byte[] message, String what) -> {
                upstream.refused(what);
                outcomes.put(upstream, outcome);
                if (failing == null) {
                    failing = answered(message, upstream);
                }
                goOn();
            }
            case Attempt.Outcome.Broken(boolean ignored, String what) -> {
                upstream.failed(what);
                // A later attempt does not take back what an earlier one got said.
                outcomes.merge(upstream, outcome, (was, is) -> was instanceof Attempt.Outcome.Failing ? was : is);
                goOn();
            }
        }
    }

    /// After a failure: the next one at once where somebody has not been asked at all, else what the
    /// timers say.
    private void goOn() {
        boolean hopeless = open.isEmpty() && outcomes.size() == order.size();
        boolean allSaid = outcomes.values().stream().allMatch(Attempt.Outcome.Failing.class::isInstance);
        if (hopeless && (allSaid || asked >= ROUNDS_UNREACHABLE * order.size())) {
            giveUp();
        } else if (asked < order.size()) {
            askNext();
        }
    }

    private void settle() {
        if (failing != null) {
            giveUp();
        }
    }

    private void giveUp() {
        if (failing != null) {
            finish(failing);
            return;
        }
        boolean refusedByNetwork = outcomes.size() == order.size()
                && outcomes.values().stream()
                        .allMatch(outcome -> outcome instanceof Attempt.Outcome.Broken broken && !broken.reachable());
        finish(new UpstreamAnswer.Failed(refusedByNetwork ? NETWORK_ERROR : NO_REACHABLE_AUTHORITY, text()));
    }

    private String text() {
        List<String> each = new ArrayList<>();
        for (Upstream upstream : order) {
            String what = switch (outcomes.get(upstream)) {
                case Attempt.Outcome.Broken broken -> broken.what();
                case Attempt.Outcome.Failing said -> said.what();
                case Attempt.Outcome.Usable ignored -> "answered";
                case null -> "timed out";
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
        Set<Upstream> silent = new HashSet<>();
        for (Attempt attempt : open) {
            attempt.close();
            // One that was asked only just now has not been silent.
            if (attempt.age() >= settings.patience().toNanos()) {
                silent.add(attempt.upstream());
            }
        }
        long now = System.nanoTime();
        silent.forEach(upstream -> upstream.silent(now));
        open.clear();
        answer.accept(result);
    }
}
