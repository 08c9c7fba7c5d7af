package mpd.dns.tests.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import mpd.dns.tests.bench.Authority.Kind;
import mpd.dns.tests.bench.Measurements.Figure;

/// What a second core gives to those servers that make use of one.
record SecondCore(
        AnsweringPlan plan, Measurements<Kind> measurements, QuestionFiles questions, Consumer<String> progress) {

    /// The condition of the rows with one core.
    static final String ONE = "server on 1 core";
    /// The condition of the rows with two.
    static final String TWO = "server on 2 cores";

    private static final List<Kind> SERVERS = List.of(Kind.OURS, Kind.KNOT);
    // The kernel spreads clients over the sockets of a server: many, or the spread is uneven.
    private static final List<String> CLIENTS = List.of("-c", "64", "-T", "2");

    /// Where the clients run: on two cores, which are the server's own where there are no others.
    static String clientCores() {
        return Cores.count() >= 4 ? "2-3" : Cores.BOTH;
    }

    /// Measures each server with one core and with two, in turn.
    void measure(final Authority.Site site) {
        final AnswerZone zone = new AnswerZone(plan.usual());
        final List<Authority> servers = new ArrayList<>();
        try (Turns turns = new Turns()) {
            for (final Kind kind : SERVERS) {
                for (int workers = 1; workers <= 2; workers++) {
                    progress.accept("answering, %s on cores %s warms up"
                            .formatted(kind.title(), workers == 1 ? Cores.SERVER : Cores.BOTH));
                    final String address = kind.address(3 + workers);
                    final Authority server = new Authority(site, kind, zone, address, workers);
                    servers.add(server);
                    turns.nobody();
                    turns.begin(server.start().process());
                    for (int run = 0; run < (kind == Kind.OURS ? plan.warmUp() : 1); run++) {
                        load(server, Rest.NONE, questions.unmeasured(zone, run));
                    }
                    server.rest(plan.rest());
                }
            }
            for (int round = 1; round <= plan.rounds(); round++) {
                progress.accept("answering, a second core, round " + round);
                for (final Authority server : Turns.order(servers, round)) {
                    turns.begin(server.process());
                    load(server, Rest.NONE, questions.unmeasured(zone, round), "-l", Double.toString(plan.leadIn()));
                    measure(server, questions.of(zone, round));
                }
            }
        } finally {
            Authority.close(servers);
        }
    }

    private Authority.Cost load(final Authority server, final Rest rest, final String file, final String... more) {
        final List<String> options = new ArrayList<>(CLIENTS);
        options.addAll(List.of(more));
        return server.load(server.client(clientCores()), rest, file, options.toArray(String[]::new));
    }

    private void measure(final Authority server, final String file) {
        final Authority.Cost cost = load(server, plan.rest(), file);
        final String condition = server.workers() == 1 ? ONE : TWO;
        measurements.add(Figure.THROUGHPUT, condition, server.kind(), cost.run().perSecond());
        measurements.add(Figure.CPU, condition, server.kind(), cost.nanos());
    }
}
