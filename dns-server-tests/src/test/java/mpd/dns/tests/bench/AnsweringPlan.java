package mpd.dns.tests.bench;

import java.util.List;

/// How much of everything is measured.
///
/// @param rounds  how often everything is measured with each server
/// @param queries of each run that measures cost
/// @param warmUp  runs before the first that counts
/// @param seconds of each run that measures latency, or cost over TCP
/// @param changes of each round that measures what a change costs
/// @param settle  milliseconds after a start until memory is looked at
/// @param calls   of each command
/// @param sizes   numbers of names: few, usual, many
/// @param leadIn  seconds of the run that is not measured at the beginning of each turn
/// @param rest    what is awaited after each run that measures cost
/// @param answers that are forwarded before memory is looked at, more than twice what the cache has room for
/// @param total   how many queries this program has answered when its memory is looked at
record AnsweringPlan(
        int rounds,
        int queries,
        int warmUp,
        double seconds,
        double leadIn,
        Rest rest,
        int changes,
        int settle,
        int calls,
        List<Integer> sizes,
        int answers,
        long total) {

    /// What docs/PERFORMANCE.md is made from.
    static final AnsweringPlan FULL = new AnsweringPlan(
            7, 200_000, 10, 3, 0.7, Rest.FULL, 40, 1_000, 10, List.of(10, 1_000, 100_000), 120_000, 10_000_000);
    /// As little as shows that it works.
    static final AnsweringPlan QUICK =
            new AnsweringPlan(1, 10_000, 1, 0.2, 0.1, Rest.SHORT, 4, 50, 2, List.of(10, 100, 1_000), 1_000, 0);

    /// Commands that ask a running server.
    static final List<String> COMMANDS = List.of("health", "explain");
    /// Queries a second at which latency is measured.
    static final List<Integer> RATES = List.of(1_000, 20_000, 50_000);

    int few() {
        return sizes.getFirst();
    }

    int usual() {
        return sizes.get(1);
    }

    int many() {
        return sizes.getLast();
    }
}
