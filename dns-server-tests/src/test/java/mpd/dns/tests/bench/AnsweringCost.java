package mpd.dns.tests.bench;

import static mpd.dns.tests.bench.Measurements.command;
import static mpd.dns.tests.bench.Measurements.names;
import static mpd.dns.tests.bench.Measurements.rate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import mpd.dns.tests.bench.Authority.Kind;
import mpd.dns.tests.bench.Measurements.Figure;

/// What a query costs, and how long its answer takes: of each server with each number of names, in turn.
final class AnsweringCost {

    // dnsmasq closes a connection after so many, so nobody is asked more over one.
    private static final String[] TCP = {"-m", "tcp", "-O", "num-queries-per-conn=100"};

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String FORWARDED = "/tmp/forwarded";

    private final AnsweringPlan plan;
    private final Measurements<Kind> measurements;
    private final Consumer<String> progress;
    private final QuestionFiles questions;
    private final List<Authority> servers = new ArrayList<>();
    private final Turns turns = new Turns();

    // The round, and the runs that are not measured.
    private int round;
    private int unmeasured;

    /// @param measurements what is measured is added to them
    AnsweringCost(
            final AnsweringPlan plan,
            final Measurements<Kind> measurements,
            final QuestionFiles questions,
            final Consumer<String> progress) {
        this.questions = questions;
        this.plan = plan;
        this.measurements = measurements;
        this.progress = progress;
    }

    /// Measures with all servers started, each stopped while it is not its turn.
    void measure(final Authority.Site site) {
        try (turns) {
            for (final int size : plan.sizes()) {
                for (final Kind kind : Kind.values()) {
                    progress.accept("answering, %s with %s warms up".formatted(kind.title(), names(size)));
                    start(site, kind, size);
                }
            }
            for (round = 1; round <= plan.rounds(); round++) {
                unmeasured++;
                progress.accept("answering, round " + round);
                final List<Authority> usual = Turns.order(usual(), round);
                inTurn(Turns.order(servers, round), this::leadIn, this::cost);
                inTurn(usual, server -> leadIn(server, TCP), this::overTcp);
                for (final int rate : AnsweringPlan.RATES) {
                    inTurn(
                            usual,
                            server -> latencies(server, unmeasured(server), rate, plan.leadIn()),
                            server -> latency(server, rate));
                }
            }
            progress.accept("answering, commands");
            usual().stream().filter(server -> server.kind() == Kind.OURS).forEach(ours -> commands(ours, site));
            progress.accept("answering, memory");
            try (AnyName _ = AnyName.start(site.machine())) {
                servers.forEach(this::memory);
            }
            for (final Kind kind : Kind.values()) {
                measurements.add(Figure.PER_NAME, "after the load", kind, memoryPerName(kind));
            }
            usual().forEach(server -> measurements.add(Figure.REPEATED, "TCP, all", server.kind(), server.repeated()));
        } finally {
            Authority.close(servers);
        }
    }

    private void start(final Authority.Site site, final Kind kind, final int size) {
        final String address = kind.address(10 + plan.sizes().indexOf(size));
        final Authority server = new Authority(site, kind, new AnswerZone(size), address, 1);
        servers.add(server);
        turns.nobody();
        turns.begin(server.start().process());
        // What Java's compilers do meanwhile is not counted; the others have none.
        for (unmeasured = 0; unmeasured < (kind == Kind.OURS ? plan.warmUp() : 1); unmeasured++) {
            loadUnmeasured(server);
            if (size == plan.usual()) {
                loadOverTcp(server, Rest.NONE);
                // What compilers take for granted at full speed they find out to be wrong at an even rate.
                AnsweringPlan.RATES.forEach(rate -> latencies(server, unmeasured(server), rate, plan.seconds()));
            }
        }
        server.rest(plan.rest());
    }

    /// The first of it is not measured: who was stopped has nothing in the processor's caches, and what it does
    /// every second or two is late.
    private void inTurn(
            final List<Authority> some, final Consumer<Authority> leadIn, final Consumer<Authority> measure) {
        for (final Authority server : some) {
            turns.begin(server.process());
            leadIn.accept(server);
            // The connections of one run are gone when the next begins.
            pause();
            measure.accept(server);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private List<Authority> usual() {
        return servers.stream()
                .filter(server -> server.zone().names() == plan.usual())
                .toList();
    }

    private void leadIn(final Authority server, final String... options) {
        final List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("-l", Double.toString(plan.leadIn())));
        server.client(Cores.CLIENT).load(unmeasured(server), all.toArray(String[]::new));
    }

    private Authority.Cost load(final Authority server, final Rest rest, final String... options) {
        return server.load(server.client(Cores.CLIENT), rest, measured(server), options);
    }

    private void loadUnmeasured(final Authority server) {
        server.load(server.client(Cores.CLIENT), Rest.NONE, unmeasured(server));
    }

    private String measured(final Authority server) {
        return questions.of(server.zone(), round);
    }

    private String unmeasured(final Authority server) {
        return questions.unmeasured(server.zone(), unmeasured);
    }

    /// No longer than latency is measured for, as it takes many times as long as UDP.
    private Authority.Cost loadOverTcp(final Authority server, final Rest rest) {
        final List<String> options = new ArrayList<>(List.of(TCP));
        options.addAll(List.of("-l", Double.toString(plan.seconds())));
        final int before = server.repeated();
        final Authority.Cost cost = load(server, rest, options.toArray(String[]::new));
        if (server.repeated() > before) {
            progress.accept("answering, %s lost queries over TCP, so a run was repeated %d times"
                    .formatted(server.kind().title(), server.repeated() - before));
        }
        return cost;
    }

    private void cost(final Authority server) {
        add(names(server.zone().names()), server.kind(), load(server, plan.rest()));
    }

    private void overTcp(final Authority server) {
        add(names(server.zone().names()) + ", TCP", server.kind(), loadOverTcp(server, plan.rest()));
    }

    private void add(final String condition, final Kind kind, final Authority.Cost cost) {
        measurements.add(Figure.CPU, condition, kind, cost.nanos());
        measurements.add(Figure.THROUGHPUT, condition, kind, cost.run().perSecond());
    }

    private Dnsperf.Latencies latencies(
            final Authority server, final String file, final int rate, final double seconds) {
        return server.client(Cores.CLIENT).latencies(file, rate, seconds);
    }

    private void latency(final Authority server, final int rate) {
        final UdpDrops before = UdpDrops.of(server.machine(), server.address());
        final Dnsperf.Latencies latencies = latencies(server, measured(server), rate, plan.seconds());
        final UdpDrops drops = UdpDrops.of(server.machine(), server.address()).since(before);
        final Sample sample = latencies.sample();
        measurements.add(Figure.MEDIAN, rate(rate), server.kind(), sample.percentile(50));
        measurements.add(Figure.TAIL, rate(rate), server.kind(), sample.percentile(99));
        measurements.add(Figure.FAR_TAIL, rate(rate), server.kind(), sample.percentile(99.9));
        measurements.add(Figure.LOST, rate(rate), server.kind(), latencies.lost());
        measurements.add(Figure.DROPPED, rate(rate), server.kind(), drops.server());
        measurements.add(Figure.ANSWERS_DROPPED, rate(rate), server.kind(), drops.others());
    }

    /// Of a server that is idle meanwhile, from the core of clients.
    private void commands(final Authority ours, final Authority.Site site) {
        turns.begin(ours.process());
        final String name = ours.zone().questions(1).getFirst().name();
        for (final String command : AnsweringPlan.COMMANDS) {
            final String[] words = command.equals("health") ? new String[] {command} : new String[] {command, name};
            CommandTimes.of(plan.calls(), site.launcher(), ours.control(), words)
                    .forEach(took -> measurements.add(Figure.COMMAND, command(command), Kind.OURS, took));
        }
    }

    /// With all that a load leaves, and where answers are forwarded, with as many as are ever kept.
    private void memory(final Authority server) {
        turns.begin(server.process());
        while (server.kind() == Kind.OURS && server.zone().names() == plan.usual() && server.asked() < plan.total()) {
            unmeasured++;
            loadUnmeasured(server);
        }
        if (server.kind() == Kind.OURS) {
            server.forwardTo(AnyName.ADDRESS);
            final String names = "seq -f 'm%%.0f.example.org A' 1 %d > %s".formatted(plan.answers(), FORWARDED);
            server.machine().run("sh", "-ec", names).output();
            server.load(server.client(Cores.CLIENT), Rest.NONE, FORWARDED);
        }
        server.rest(plan.rest());
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
}
