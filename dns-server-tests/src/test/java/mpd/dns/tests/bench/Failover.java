package mpd.dns.tests.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.StubResolver;
import org.xbill.DNS.Type;

/// What a bad nameserver costs who asks.
///
/// @param rounds  how often each case is measured with each program
/// @param queries in each, one every [#PAUSE]
record Failover(int rounds, int queries) {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String BOTH_GOOD = "both good";
    private static final Map<String, List<String>> CASES = cases();

    /// What clients saw.
    private record Seen(List<Long> first, List<Long> following, int[] failed) {

        Seen() {
            this(new ArrayList<>(), new ArrayList<>(), new int[1]);
        }
    }

    private static Map<String, List<String>> cases() {
        final Map<String, List<String>> cases = new LinkedHashMap<>();
        cases.put(BOTH_GOOD, List.of(FaultyNameservers.GOOD, FaultyNameservers.ALSO_GOOD));
        cases.put("dead first", List.of(FaultyNameservers.DEAD, FaultyNameservers.GOOD));
        cases.put("slow first (800 ms)", List.of(FaultyNameservers.SLOW, FaultyNameservers.GOOD));
        cases.put("SERVFAIL first", List.of(FaultyNameservers.SERVFAIL, FaultyNameservers.GOOD));
        cases.put("REFUSED first", List.of(FaultyNameservers.REFUSED, FaultyNameservers.GOOD));
        cases.put("nothing listens first", List.of(FaultyNameservers.NOBODY, FaultyNameservers.GOOD));
        cases.put("flapping first (2 s)", List.of(FaultyNameservers.FLAPPING, FaultyNameservers.GOOD));
        cases.put("all dead", List.of(FaultyNameservers.DEAD, FaultyNameservers.ALSO_DEAD));
        return cases;
    }

    /// Measures all cases, the programs in turn.
    ///
    /// @return the table
    String measure(final Machine machine, final Path directory, final Consumer<String> progress) {
        final Map<String, Map<Forwarder.Kind, Seen>> seen = new LinkedHashMap<>();
        try (FaultyNameservers _ = FaultyNameservers.start(machine.network())) {
            final Map<Forwarder.Kind, Forwarder> programs = new EnumMap<>(Forwarder.Kind.class);
            for (final Forwarder.Kind kind : Forwarder.Kind.values()) {
                programs.put(kind, Forwarder.start(kind, machine, directory, CASES.get(BOTH_GOOD)));
                ask(machine, programs.get(kind), 10 * queries, Duration.ofMillis(2));
            }
            for (int round = 1; round <= rounds; round++) {
                for (final Map.Entry<String, List<String>> one : CASES.entrySet()) {
                    progress.accept("failover, round %d, %s".formatted(round, one.getKey()));
                    final Map<Forwarder.Kind, Seen> row =
                            seen.computeIfAbsent(one.getKey(), _ -> new EnumMap<>(Forwarder.Kind.class));
                    for (final Forwarder.Kind kind : Turns.order(List.of(Forwarder.Kind.values()), round)) {
                        final Forwarder program = programs.get(kind);
                        program.use(one.getValue());
                        note(ask(machine, program, queries, PAUSE), row.computeIfAbsent(kind, _ -> new Seen()));
                    }
                }
            }
            Each.of(programs.values(), Forwarder::close);
        }
        return table(seen);
    }

    /// Asks for a new name at each turn, whether the one before has been answered or not.
    private static List<StubResolver.Result> ask(
            final Machine machine, final Forwarder program, final int count, final Duration pause) {
        final StubResolver client = new StubResolver(program.address());
        final long salt = ThreadLocalRandom.current().nextLong();
        return machine.network().call(() -> {
            final List<Future<StubResolver.Result>> asked = new ArrayList<>();
            try (ExecutorService clients = Executors.newCachedThreadPool()) {
                for (int query = 0; query < count; query++) {
                    final byte[] bytes = Packets.query("q%d-%x.example.org".formatted(query, salt), Type.A);
                    asked.add(clients.submit(() -> client.ask(bytes)));
                    Thread.sleep(pause);
                }
            }
            final List<StubResolver.Result> results = new ArrayList<>();
            for (final Future<StubResolver.Result> one : asked) {
                results.add(one.get());
            }
            return results;
        });
    }

    private static void note(final List<StubResolver.Result> results, final Seen seen) {
        seen.first().add(results.getFirst().took().toNanos());
        results.stream()
                .skip(1)
                .forEach(result -> seen.following().add(result.took().toNanos()));
        seen.failed()[0] +=
                (int) results.stream().filter(result -> !result.good()).count();
    }

    private String table(final Map<String, Map<Forwarder.Kind, Seen>> seen) {
        final MarkdownTable table = new MarkdownTable(
                "nameservers", "program", "first query, median", "following, median", "following, p99", "failed");
        seen.forEach((name, row) -> row.forEach((kind, of) -> {
            final Sample following = new Sample(of.following());
            final long usual = name.equals(BOTH_GOOD)
                    ? 0
                    : new Sample(seen.get(BOTH_GOOD).get(kind).following()).percentile(50);
            table.row(
                    name,
                    kind.title(),
                    MarkdownTable.millis(Math.max(0, new Sample(of.first()).percentile(50) - usual)),
                    MarkdownTable.millis(Math.max(0, following.percentile(50) - usual)),
                    MarkdownTable.millis(Math.max(0, following.percentile(99) - usual)),
                    "%d of %d"
                            .formatted(
                                    of.failed()[0],
                                    of.first().size() + of.following().size()));
        }));
        return table.toString();
    }
}
