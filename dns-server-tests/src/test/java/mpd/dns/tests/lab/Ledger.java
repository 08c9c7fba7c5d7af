package mpd.dns.tests.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// What was true of each name at what time, to hold a stream of observations against.
///
/// A change is not a point in time: between the start of the command that makes it and its end both the old and
/// the new truth are right, and the old one for a second more, for that is how long the promise gives Podman's
/// event to arrive. Whatever else is answered is false: NXDOMAIN for a name that exists, or an address that was
/// given up.
public final class Ledger {

    /// The time that a change may take to arrive, in nanoseconds.
    static final long GRACE = Duration.ofSeconds(1).toNanos();

    private record Truth(long begun, long settled, Set<String> addresses) {

        boolean agreesWith(final Observation observation) {
            return observation.rcode().equals(addresses.isEmpty() ? "NXDOMAIN" : "NOERROR")
                    && observation.addresses().equals(addresses);
        }
    }

    private final Map<String, List<Truth>> truths = new ConcurrentHashMap<>();

    /// States what is true of `name` before the stream begins; no address means that it does not exist.
    public void holds(final String name, final String... addresses) {
        truths.put(
                name,
                new CopyOnWriteArrayList<>(List.of(new Truth(Long.MIN_VALUE, Long.MIN_VALUE, Set.of(addresses)))));
    }

    /// Takes a step that changes what is true of `name`.
    public void change(final String name, final Runnable step, final String... addresses) {
        final long begun = System.nanoTime();
        step.run();
        truths.get(name).add(new Truth(begun, System.nanoTime(), Set.of(addresses)));
    }

    /// The observations that nothing true at their time explains, each with what would have been right.
    public List<String> contradictions(final List<Observation> observations) {
        return contradicting(observations).stream()
                .map(observation -> "%s; right would be %s".formatted(observation, possible(observation)))
                .toList();
    }

    /// The observations that nothing true at their time explains.
    public List<Observation> contradicting(final List<Observation> observations) {
        return observations.stream()
                .filter(observation -> possible(observation).stream().noneMatch(truth -> truth.agreesWith(observation)))
                .toList();
    }

    private List<Truth> possible(final Observation observation) {
        final List<Truth> history = truths.get(observation.name());
        final List<Truth> possible = new ArrayList<>();
        for (int index = 0; index < history.size(); index++) {
            final boolean hadBegun = history.get(index).begun() <= observation.end();
            final boolean wasOver =
                    index + 1 < history.size() && history.get(index + 1).settled() + GRACE < observation.start();
            if (hadBegun && !wasOver) {
                possible.add(history.get(index));
            }
        }
        return possible;
    }
}
