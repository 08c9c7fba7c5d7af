package mpd.dns.forward;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import mpd.dns.forward.Attempt.Outcome;
import mpd.dns.forward.UpstreamAnswer.Answered;

/// There is no such name, says one nameserver. Those before it in the file may know better, and may say so
/// while the denial waits. Lives on one event loop.
final class Denial {

    private static final int STANDS_IN_SECONDS = 5;

    private final Answered answer;
    private final List<Upstream> before;
    private final Map<Upstream, Outcome> outcomes;

    /// @param outcomes what has come of asking, as it goes on
    Denial(Upstream from, Answered answer, Group group, Map<Upstream, Outcome> outcomes) {
        this.answer = answer;
        this.outcomes = outcomes;
        before = group.before(from);
    }

    /// Those that may still know the name.
    List<Upstream> awaited() {
        return before.stream()
                .filter(member ->
                        !outcomes.containsKey(member) && !member.health().gone())
                .toList();
    }

    /// For how long in all it waits for this one, in nanoseconds.
    static long wait(Upstream awaited, Duration most) {
        return awaited.health() == Health.REFUSING ? awaited.patience() : most.toNanos();
    }

    /// What the client is told. Where somebody before it has not had his say, it is told as good for a few
    /// seconds alone: he may be back the next moment, and clients and caches remember denials for long.
    Answered told() {
        return before.stream().allMatch(this::hasHadItsSay) ? answer : answer.shortened(STANDS_IN_SECONDS);
    }

    /// What fails at a name may know it the next moment; what refuses it does not.
    private boolean hasHadItsSay(Upstream upstream) {
        return outcomes.get(upstream) instanceof Outcome.Failing failing && failing.refuses();
    }
}
