package mpd.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import mpd.dns.forward.Attempt.Outcome;
import mpd.dns.forward.UpstreamAnswer.Answered;

/// There is no such name, says one nameserver. Those before it in the file may know better, and may say so
/// while the denial waits. Lives on one event loop.
final class Denial {

    // Who stands in for others is believed for so long.
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

    /// Those of them that are to be asked now. One that was late, or set aside for failing, has not been asked
    /// yet; of one that has been silent for longer than it usually is, a packet may be lost.
    ///
    /// @param waited for how many nanoseconds one has owed its answer already; 0 when it owes none
    List<Upstream> unheard(ToLongFunction<Upstream> waited) {
        return awaited().stream()
                .filter(upstream -> {
                    long owed = waited.applyAsLong(upstream);
                    return owed == 0 || owed >= longer(upstream);
                })
                .toList();
    }

    /// For how many nanoseconds more it waits, those to be asked now having time for their answers.
    ///
    /// @param waited for how many nanoseconds one has owed its answer already; 0 when it owes none
    /// @param most   for one that is well and not slower
    /// @param now    those to be asked now
    long left(ToLongFunction<Upstream> waited, Duration most, List<Upstream> now) {
        long owing = awaited().stream()
                .mapToLong(upstream -> wait(upstream, most) - waited.applyAsLong(upstream))
                .max()
                .orElse(0);
        long askedNow = now.stream().mapToLong(Upstream::usual).max().orElse(0);
        return Math.max(owing, askedNow);
    }

    private static long wait(Upstream awaited, Duration most) {
        long usual = longer(awaited);
        return awaited.health() == Health.REFUSING ? usual : Math.max(most.toNanos(), usual);
    }

    /// As long as it usually takes, and no less than others wait before they are asked.
    private static long longer(Upstream upstream) {
        return Math.max(upstream.patience(), upstream.usual());
    }

    /// What the client is told. Where somebody before it has not had his say, it is told as good for a few
    /// seconds alone: he may be back the next moment, and clients and caches remember denials for long.
    Answered told() {
        List<InetSocketAddress> unheard = group.before(from).stream()
                .filter(upstream -> !hasHadItsSay(upstream))
                .map(Upstream::address)
                .toList();
        return unheard.isEmpty() ? answer : answer.standingIn(unheard, STANDS_IN_SECONDS);
    }

    /// Who fails at a name may know it the next moment; who refuses it does not.
    private boolean hasHadItsSay(Upstream upstream) {
        return outcomes.get(upstream) instanceof Outcome.Failing failing && failing.refuses();
    }
}
