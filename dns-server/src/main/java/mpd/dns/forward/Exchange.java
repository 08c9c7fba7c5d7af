package mpd.dns.forward;

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
/// - That there is no such name is told by one that stands before the others in the file, or once those before
///   it have had their time: nameservers of an office know names that others deny. Where one of them has not
///   had its say, the denial is told for a few seconds alone.
/// - Those that have not answered are asked again, round after round, each slower than the one before.
/// - One whose answer is a failure, or cut short, is not asked again. A failure is what the client gets when
///   nobody has a better answer. One that is slow may have it until time is up; the dead are not waited for.
/// - When all are dead, the client may know something to fall back on; the question goes on.
/// - When the client has its answer, those that still owe theirs are listened to for a while.
final class Exchange implements Timetable.Owner {

    // RFC 8914 sections 4.23 and 4.24.
    static final int NO_REACHABLE_AUTHORITY = 22;
    static final int NETWORK_ERROR = 23;

    private static final int ROUNDS_BROKEN = 2;
    private static final int MOST_OPEN = 20;
    // Networks lose packets: where one in five is lost each way, seven tries leave one question in a thousand.
    private static final long MOST_WAIT = TimeUnit.MILLISECONDS.toNanos(750);

    private final Attempt.Means means;
    private final UpstreamQuestion question;
    private final ForwardSettings settings;
    private final long began;
    private final Listener listener;

    private final List<Attempt> open = new ArrayList<>(2);
    private final Map<Upstream, Outcome> outcomes = new LinkedHashMap<>(2);
    private final Timetable timetable;
    private UpstreamAnswer.@Nullable Answered failing;
    private @Nullable Denial denial;
    private @Nullable Telling telling;
    private @Nullable Group group;
    private List<Upstream> order = List.of();
    private int asked;
    private boolean toldGone;
    private boolean done;

    /// Who wants to know.
    interface Listener {
        /// Called once.
        void answer(Exchange exchange, UpstreamAnswer answer);

        /// Called once at most, when the network has refused every nameserver, or all have been silent for
        /// long. The answer still follows.
        void gone();
    }

    /// @param began when the client's question came, as System.nanoTime() has it
    Exchange(Attempt.Means means, UpstreamQuestion question, ForwardSettings settings, long began, Listener listener) {
        this.means = means;
        this.question = question;
        this.settings = settings;
        this.began = began;
        this.listener = listener;
        timetable = new Timetable(means.loop(), settings, this);
    }

    UpstreamQuestion question() {
        return question;
    }

    Attempt.Means means() {
        return means;
    }

    void start(Group whom, Supplier<String> whyNone) {
        try {
            use(whom, whyNone);
        } finally {
            // Whatever goes wrong, the client is told in the end.
            timetable.begin();
        }
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
        forgetDenial();
        asked = 0;
        order = whom.order();
        if (order.isEmpty()) {
            finish(new UpstreamAnswer.Failed(NO_REACHABLE_AUTHORITY, whyNone.get()));
            return;
        }
        do {
            askNext();
        } while (whom.all() && asked < order.size() && !done);
    }

    private void askNext() {
        Upstream upstream = candidate();
        if (done || upstream == null) {
            return;
        }
        if (open.size() >= Math.max(MOST_OPEN, order.size())) {
            end(open.getFirst());
        }
        asked++;
        ask(upstream);
        if (telling != null && upstream.slow()) {
            telling.putOff(upstream.usual());
        }
        timetable.overdueIn(wait(upstream));
    }

    private void ask(Upstream upstream) {
        Attempt attempt = new Attempt(means, upstream, question, this::ended);
        open.add(attempt);
        upstream.asked();
        attempt.start();
    }

    /// How long this one, asked last, may be silent before somebody else is asked, or the same again.
    private long wait(Upstream upstream) {
        int round = Math.min((asked - 1) / order.size(), 10);
        boolean last = asked % order.size() == 0;
        long patience = upstream.health().gone() ? settings.patience().least().toNanos() : upstream.patience();
        boolean overtaken = group != null && group.overtakes(order.get(asked % order.size()), upstream);
        long hedge = overtaken ? settings.patience().least().toNanos() : patience;
        long once = last ? Math.max(patience, settings.patience().again().toNanos()) : hedge;
        return Math.clamp(once << round, once, Math.max(once, MOST_WAIT));
    }

    @Override
    public void overdue() {
        open.forEach(Attempt::noteLate);
        if (hopeless()) {
            giveUp();
            return;
        }
        if (order.stream().allMatch(upstream -> upstream.dead(settings.dead()))) {
            tellGone();
        }
        askNext();
    }

    /// This one is late with somebody else's question: who waits for it alone need not find out by himself.
    void late(Upstream upstream) {
        if (!done && open.size() == 1 && open.getFirst().upstream().equals(upstream)) {
            overdue();
        }
    }

    /// Whose turn it is of those that may know better than what has been said; null when there is nobody.
    private @Nullable Upstream candidate() {
        for (int i = 0; i < order.size(); i++) {
            Upstream upstream = order.get(asked % order.size());
            if (mayHelp(upstream) && (denial == null || denial.awaited().contains(upstream))) {
                return upstream;
            }
            asked++;
        }
        return null;
    }

    private boolean mayHelp(Upstream upstream) {
        Outcome outcome = outcomes.get(upstream);
        return (outcome == null || outcome instanceof Outcome.Broken) && upstream.health() != Health.LOOP;
    }

    /// Whether nobody is left who may do better than what has been said.
    private boolean hopeless() {
        return denial == null
                ? order.stream()
                        .filter(this::mayHelp)
                        .allMatch(upstream -> somethingSaid() && upstream.dead(settings.dead()))
                : denial.awaited().isEmpty();
    }

    private void tellGone() {
        if (!toldGone) {
            toldGone = true;
            listener.gone();
        }
    }

    /// Whether somebody has answered already, if only to say that there is nothing to be had.
    private boolean somethingSaid() {
        return failing != null
                || (!outcomes.isEmpty() && outcomes.values().stream().anyMatch(Outcome.CutShort.class::isInstance));
    }

    private void ended(Attempt attempt, Outcome outcome) {
        open.remove(attempt);
        Upstream upstream = attempt.upstream();
        switch (outcome) {
            case Outcome.Usable _ -> upstream.answered(attempt.age());
            case Outcome.Failing(byte[] _, String what) -> upstream.refused(what);
            case Outcome.CutShort(String what) -> upstream.failed(what);
            case Outcome.Broken(SocketFailure.Misbehaved(String what)) -> upstream.failed(what);
            case Outcome.Broken(SocketFailure.Unreachable why) -> upstream.unreachable(why);
        }
        if (!done) {
            heard(upstream, outcome);
        }
    }

    private void heard(Upstream upstream, Outcome outcome) {
        switch (outcome) {
            case Outcome.Usable(byte[] message) -> {
                outcomes.put(upstream, outcome);
                tellApart(upstream);
                if (UpstreamMessage.denies(message) && group != null) {
                    denied(upstream, answered(message, upstream), group);
                } else {
                    finish(answered(message, upstream));
                }
            }
            case Outcome.Failing(byte[] message, String _) -> {
                outcomes.put(upstream, outcome);
                if (failing == null) {
                    failing = answered(message, upstream);
                }
                goOn();
            }
            case Outcome.CutShort _ -> {
                outcomes.put(upstream, outcome);
                goOn();
            }
            case Outcome.Broken _ -> {
                // A later attempt does not take back what an earlier one got said.
                outcomes.merge(upstream, outcome, (was, is) -> was instanceof Outcome.Broken ? is : was);
                goOn();
            }
        }
    }

    /// This one had an answer; others may have failed, or fail for everything.
    private void tellApart(Upstream good) {
        for (Upstream other : order) {
            if (outcomes.get(other) instanceof Outcome.Failing) {
                other.beaten(QuestionDomain.of(question), question);
            } else if (!other.equals(good)) {
                other.elsewhere(question);
            }
        }
    }

    private void denied(Upstream from, UpstreamAnswer.Answered answer, Group whom) {
        Denial said = new Denial(from, answer, whom, outcomes);
        if (said.awaited().isEmpty()) {
            finish(said.told());
        } else if (denial == null) {
            denial = said;
            List<Upstream> now = said.unheard(this::waited);
            long left = said.left(this::waited, settings.patience().most(), now);
            telling = new Telling(means.loop(), left, this::tellDenial);
            now.forEach(this::ask);
            if (!now.isEmpty()) {
                timetable.overdueIn(settings.patience().again().toNanos());
            }
        } else if (said.outranks(denial)) {
            denial = said;
        }
    }

    private void tellDenial() {
        if (denial != null) {
            finish(denial.told());
        }
    }

    /// For how long this one has owed an answer; 0 when it owes none.
    private long waited(Upstream whom) {
        return open.stream()
                .filter(attempt -> attempt.upstream().equals(whom))
                .mapToLong(Attempt::age)
                .max()
                .orElse(0);
    }

    private void forgetDenial() {
        denial = null;
        if (telling != null) {
            telling.stop();
            telling = null;
        }
    }

    /// After a failure: the next one at once where somebody has not been asked in this round, else what the
    /// timers say.
    private void goOn() {
        if (denial != null) {
            if (denial.awaited().isEmpty()) {
                finish(denial.told());
            }
            return;
        }
        boolean nobody = open.isEmpty() && outcomes.size() == order.size();
        if (asked < order.size() || (nobody && asked % order.size() != 0 && !somethingSaid())) {
            askNext();
        } else if (nobody) {
            allFailed();
        }
    }

    private void allFailed() {
        if (somethingSaid() || (!refusedByNetwork() && asked >= ROUNDS_BROKEN * order.size())) {
            giveUp();
        } else if (refusedByNetwork()) {
            tellGone();
            long flap = settings.patience().flap().toNanos();
            if (order.stream().allMatch(upstream -> upstream.unchanged() >= flap)) {
                giveUp();
            } else {
                timetable.overdueIn(settings.patience().again().toNanos() << Math.min(asked / order.size() - 1, 10));
            }
        }
    }

    private boolean refusedByNetwork() {
        return outcomes.size() == order.size()
                && outcomes.values().stream()
                        .allMatch(outcome -> outcome instanceof Outcome.Broken(SocketFailure.Unreachable _));
    }

    @Override
    public void giveUp() {
        if (denial != null) {
            tellDenial();
        } else if (failing != null) {
            finish(failing);
        } else {
            int error = refusedByNetwork() ? NETWORK_ERROR : NO_REACHABLE_AUTHORITY;
            finish(new UpstreamAnswer.Failed(error, FailureText.of(order, outcomes, open)));
        }
    }

    private UpstreamAnswer.Answered answered(byte[] message, Upstream from) {
        return new UpstreamAnswer.Answered(message, from.address(), Duration.ofNanos(System.nanoTime() - began));
    }

    private void finish(UpstreamAnswer result) {
        if (done) {
            return;
        }
        done = true;
        listener.answer(this, result);
        forgetDenial();
        timetable.stop();
        List<Attempt> owing = new ArrayList<>();
        Duration late = settings.patience().late();
        for (Attempt attempt : List.copyOf(open)) {
            if (attempt.age() < late.toNanos()
                    && attempt.upstream().health() != Health.LOOP
                    && attempt.upstream().mayOwe()) {
                owing.add(attempt);
            } else {
                end(attempt);
            }
        }
        if (!owing.isEmpty()) {
            Runnable over = () -> owing.forEach(attempt -> {
                attempt.upstream().owesNoMore();
                end(attempt);
            });
            var _ = means.loop().schedule(over, late.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /// Waits no longer for this one, where it has not ended itself.
    private void end(Attempt attempt) {
        if (open.remove(attempt)) {
            attempt.close();
            if (attempt.noteLate()) {
                attempt.upstream().timedOut(attempt.silence());
            }
        }
    }
}
