package mpd.dns.tests.bench;

import static mpd.dns.tests.bench.Measurements.names;
import static mpd.dns.tests.bench.Measurements.rate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import mpd.dns.tests.bench.Authority.Kind;
import mpd.dns.tests.bench.Measurements.Figure;

/// What a query costs, and how long its answer takes: of each server with each number of names, in turn.
record AnsweringCost(AnsweringPlan plan, Measurements<Kind> measurements, Consumer<String> progress) {

    // dnsmasq closes a connection after so many, so nobody is asked more over one.
    private static final String CONNECTION = "num-queries-per-conn=100";

    /// Measures with all servers running, each idle while it is not its turn.
    void measure(final Authority.Site site) {
        final List<Authority> servers = new ArrayList<>();
        try {
            for (final int size : plan.sizes()) {
                site.machine().replaceFile(questions(size), new AnswerZone(size).questionFile(plan.queries()));
                for (final Kind kind : Kind.values()) {
                    progress.accept("answering, %s with %s warms up".formatted(kind.title(), names(size)));
                    final String address = kind.address(10 + plan.sizes().indexOf(size));
                    final Authority server = new Authority(site, kind, new AnswerZone(size), address, 1);
                    servers.add(server);
                    warmUp(server.start());
                }
            }
            for (int round = 1; round <= plan.rounds(); round++) {
                progress.accept("answering, round " + round);
                servers.forEach(this::cost);
                usual(servers).forEach(this::overTcp);
                for (final int rate : AnsweringPlan.RATES) {
                    usual(servers).forEach(server -> latency(server, rate));
                }
            }
            progress.accept("answering, memory");
            servers.forEach(this::memory);
            for (final Kind kind : Kind.values()) {
                measurements.add(Figure.PER_NAME, "after the load", kind, memoryPerName(kind));
            }
        } finally {
            servers.forEach(Authority::close);
        }
    }

    private List<Authority> usual(final List<Authority> servers) {
        return servers.stream()
                .filter(server -> server.zone().names() == plan.usual())
                .toList();
    }

    /// What Java's compilers do meanwhile is not counted; the others have none.
    private void warmUp(final Authority server) {
        for (int run = 0; run < (server.kind() == Kind.OURS ? plan.warmUp() : 1); run++) {
            load(server);
            if (server.zone().names() == plan.usual()) {
                loadOverTcp(server);
            }
        }
    }

    private Authority.Cost load(final Authority server, final String... options) {
        return server.load(server.client(Cores.CLIENT), questions(server.zone().names()), options);
    }

    /// No longer than latency is measured for, as it takes many times as long as UDP.
    private Authority.Cost loadOverTcp(final Authority server) {
        return load(server, "-m", "tcp", "-O", CONNECTION, "-l", Double.toString(plan.seconds()));
    }

    private void cost(final Authority server) {
        add(names(server.zone().names()), server.kind(), load(server));
    }

    private void overTcp(final Authority server) {
        add(names(server.zone().names()) + ", TCP", server.kind(), loadOverTcp(server));
    }

    private void add(final String condition, final Kind kind, final Authority.Cost cost) {
        measurements.add(Figure.CPU, condition, kind, cost.nanos());
        measurements.add(Figure.THROUGHPUT, condition, kind, cost.run().perSecond());
    }

    private void latency(final Authority server, final int rate) {
        final Dnsperf.Latencies latencies =
                server.client(Cores.CLIENT).latencies(questions(server.zone().names()), rate, plan.seconds());
        final Sample sample = latencies.sample();
        measurements.add(Figure.MEDIAN, rate(rate), server.kind(), sample.percentile(50));
        measurements.add(Figure.TAIL, rate(rate), server.kind(), sample.percentile(99));
        measurements.add(Figure.FAR_TAIL, rate(rate), server.kind(), sample.percentile(99.9));
        measurements.add(Figure.LOST, rate(rate), server.kind(), latencies.lost());
    }

    private void memory(final Authority server) {
        while (server.kind() == Kind.OURS && server.zone().names() == plan.usual() && server.asked() < plan.total()) {
            load(server);
        }
        measurements.add(
                Figure.LOADED,
                names(server.zone().names()),
                server.kind(),
                ProcessUsage.residentBytes(server.process()));
    }

    private long memoryPerName(final Kind kind) {
        final long growth = measurements.median(Figure.LOADED, names(plan.many()), kind)
                - measurements.median(Figure.LOADED, names(plan.few()), kind);
        return growth / (plan.many() - plan.few());
    }

    /// The file with the questions for so many names.
    static String questions(final int size) {
        return "/tmp/questions-" + size;
    }
}
