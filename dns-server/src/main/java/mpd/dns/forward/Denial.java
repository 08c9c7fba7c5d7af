package mpd.dns.forward;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import mpd.dns.forward.Attempt.Outcome;
import mpd.dns.forward.UpstreamAnswer.Answered;

/// There is no such name, says one nameserver. Those before it in the file may know better, and may say so
/// while the denial waits. Lives on one event loop.
final class Denial {

    private static final int STANDS_IN_SECONDS = 5;

    private final Upstream from;
    private final Answered answer;
    private final Group group;
    private final Map<Upstream, Outcome> outcomes;

    /// @param outcomes what has come of asking, as it goes on
    Denial(Upstream from, Answered answer, Group group, Map<Upstream, Outcome> outcomes) {
        this.from = from;
        this.answer = answer;
        this.group = group;
        this.outcomes = outcomes;
    }

    /// Those that may still know the name.
    List<Upstream> awaited() {
        return group.before(from).stream()
                .filter(member ->
                        !outcomes.containsKey(member) && !member.health().gone())
                .toList();
    }

    /// Whether this one's word counts for more than another's.
    boolean outranks(Denial other) {
        return group.before(other.from).contains(from);
    }

    /// For how much longer it waits.
    ///
    /// @param waited for how many nanoseconds one has owed its answer already
    /// @param most   for one that is well
    Duration left(ToLongFunction<Upstream> waited, Duration most) {
        return Duration.ofNanos(awaited().stream()
                .mapToLong(upstream -> wait(upstream, most) - waited.applyAsLong(upstream))
                .max()
                .orElse(0));
    }

    private static long wait(Upstream awaited, Duration most) {
        return awaited.health() == Health.REFUSING ? awaited.patience() : most.toNanos();
    }

    /// What the client is told. Where somebody before it has not had his say, it is told as good for a few
    /// seconds alone: he may be back the next moment, and clients and caches remember denials for long.
    Answered told() {
        return group.before(from).stream().allMatch(this::hasHadItsSay) ? answer : answer.shortened(STANDS_IN_SECONDS);
    }

    /// Who fails at a name may know it the next moment; who refuses it does not.
    private boolean hasHadItsSay(Upstream upstream) {
        return outcomes.get(upstream) instanceof Outcome.Failing failing && failing.refuses();
    }
}
