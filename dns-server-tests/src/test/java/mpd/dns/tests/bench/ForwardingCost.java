package mpd.dns.tests.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mpd.dns.tests.bench.Measurements.Figure;
import mpd.dns.tests.bench.Measurements.Row;
import mpd.dns.tests.lab.Machine;

/// What a forwarded query costs, beside dnsmasq.
///
/// @param rounds  how often everything is measured with each program
/// @param queries of each run of dnsperf that measures cost
/// @param asked   queries of each that measures latency
/// @param warmUp  rounds of this program before those that count, nothing being awaited in them. What Java's
///                compilers take for granted at full speed they find out to be wrong at the even rate, and the
///                other way round: after ten there is little left to find out
/// @param rest    what is awaited after each run that measures cost
record ForwardingCost(int rounds, int queries, int asked, int warmUp, Rest rest) {

    /// Queries a second where latency is measured.
    static final int RATE = 1_000;

    private static final List<Forwarder.Kind> PROGRAMS = List.of(Forwarder.Kind.OURS, Forwarder.Kind.DNSMASQ);
    private static final Map<Figure, String> PICTURES = new EnumMap<>(Map.of(
            Figure.CPU, "forwarding-cpu.svg",
            Figure.MEDIAN, "forwarding-p50.svg",
            Figure.TAIL, "forwarding-p99.svg"));
    // As many as fit in the cache that dnsmasq has by default.
    private static final int CACHED_NAMES = 100;
    // Seconds of a run that is not measured at the beginning of each turn.
    private static final String LEAD_IN = "0.5";
    private static final String QUESTIONS = "/tmp/questions";
    private static final String CACHED = "cached";
    private static final String UNCACHED = "uncached";
    // More than this above dnsmasq is worse; less is noise.
    private static final double EQUAL = 1.05;

    /// The table with its pictures below, these by the names of their files, and what was worse than it should
    /// be.
    record Outcome(String table, List<String> missed, Map<String, String> pictures) {}

    /// Measures both programs in turn, this process on the core of the clients meanwhile.
    Outcome measure(final Machine machine, final Path directory, final Consumer<String> progress) {
        return Cores.besideServer(() -> outcome(measurePinned(machine, directory, progress)));
    }

    private Measurements<Forwarder.Kind> measurePinned(
            final Machine machine, final Path directory, final Consumer<String> progress) {
        final Measurements<Forwarder.Kind> measured = new Measurements<>(Forwarder.Kind.class);
        final List<Forwarder> programs = new ArrayList<>();
        // The nameserver is in nobody's turn and goes on.
        try (AnyName _ = AnyName.start(machine);
                Turns turns = new Turns()) {
            for (final Forwarder.Kind kind : PROGRAMS) {
                progress.accept("forwarding cost, " + kind.title() + " warms up");
                turns.nobody();
                final Forwarder program = start(kind, machine, directory);
                programs.add(program);
                turns.begin(program.process());
                for (int run = 0; run < warmUps(kind); run++) {
                    final Measurements<Forwarder.Kind> unread = new Measurements<>(Forwarder.Kind.class);
                    measure(machine, program, kind + "-warm" + run, unread, Rest.NONE);
                }
            }
            for (int round = 1; round <= rounds; round++) {
                for (final Forwarder program : Turns.order(programs, round)) {
                    progress.accept("forwarding cost, round %d, %s"
                            .formatted(round, program.kind().title()));
                    final String salt = program.kind() + "-" + round;
                    turns.begin(program.process());
                    leadIn(machine, program, salt);
                    measure(machine, program, salt, measured, rest);
                }
            }
        } finally {
            Each.of(programs, Forwarder::close);
        }
        return measured;
    }

    /// What is compiled before it starts needs no more than its caches warm.
    private int warmUps(final Forwarder.Kind kind) {
        return kind == Forwarder.Kind.OURS ? warmUp : 1;
    }

    private static Forwarder start(final Forwarder.Kind kind, final Machine machine, final Path directory) {
        // From its start on, so that a program that looks how many cores there are finds one.
        Cores.pin(ProcessHandle.current().pid(), Cores.SERVER);
        final Forwarder program = Forwarder.start(kind, machine, directory, List.of(AnyName.ADDRESS));
        Cores.pin(ProcessHandle.current().pid(), Cores.CLIENT);
        return program;
    }

    /// Who was stopped has nothing in the processor's caches, and what it does every second or two is late.
    private void leadIn(final Machine machine, final Forwarder program, final String salt) {
        client(machine, program, cached()).load(QUESTIONS, "-l", LEAD_IN);
        client(machine, program, uncached(salt + "-lead")).load(QUESTIONS, "-l", LEAD_IN);
    }

    private void measure(
            final Machine machine,
            final Forwarder program,
            final String salt,
            final Measurements<Forwarder.Kind> measured,
            final Rest afterwards) {
        fillCache(machine, program);
        measured.add(Figure.CPU, CACHED, program.kind(), cost(machine, program, cached(), afterwards));
        measured.add(Figure.CPU, UNCACHED, program.kind(), cost(machine, program, uncached(salt), afterwards));
        // What was uncached has taken the room of what was cached.
        fillCache(machine, program);
        latency(machine, program, CACHED, cached(), measured);
        latency(machine, program, UNCACHED, "seq -f 'l%%.0f-%s.example.org A' 1 %d".formatted(salt, asked), measured);
    }

    /// A command that prints the questions of a run.
    private String cached() {
        return "for i in $(seq %d); do %s; done".formatted(queries / CACHED_NAMES, cachedOnce());
    }

    private static String cachedOnce() {
        return "seq -f 'n%%.0f.example.org A' 0 %d".formatted(CACHED_NAMES - 1);
    }

    /// Asks once for each name that is to be cached, which is not measured.
    private static void fillCache(final Machine machine, final Forwarder program) {
        client(machine, program, cachedOnce()).load(QUESTIONS);
    }

    private String uncached(final String salt) {
        return "seq -f 'u%%.0f-%s.example.org A' 1 %d".formatted(salt, queries);
    }

    /// CPU time of the program per query, in nanoseconds.
    private static long cost(
            final Machine machine, final Forwarder program, final String questions, final Rest afterwards) {
        final Dnsperf client = client(machine, program, questions);
        final long before = ProcessUsage.cpuNanos(program.process());
        final long completed = client.load(QUESTIONS).completed();
        afterwards.await(() -> ProcessUsage.cpuNanos(program.process()));
        return (ProcessUsage.cpuNanos(program.process()) - before) / completed;
    }

    private void latency(
            final Machine machine,
            final Forwarder program,
            final String kind,
            final String questions,
            final Measurements<Forwarder.Kind> measured) {
        final Sample sample = client(machine, program, questions)
                .latencies(QUESTIONS, RATE, (double) asked / RATE)
                .sample();
        measured.add(Figure.MEDIAN, kind, program.kind(), sample.percentile(50));
        measured.add(Figure.TAIL, kind, program.kind(), sample.percentile(99));
    }

    /// A client for the questions that the command prints.
    private static Dnsperf client(final Machine machine, final Forwarder program, final String questions) {
        machine.run("sh", "-ec", questions + " > " + QUESTIONS).output();
        return new Dnsperf(machine, Cores.CLIENT, program.address().getHostString());
    }

    private static Outcome outcome(final Measurements<Forwarder.Kind> measured) {
        final List<String> missed = new ArrayList<>();
        final MarkdownTable table = new MarkdownTable("", "mpd-dns", "dnsmasq 2.90", "mpd-dns / dnsmasq");
        for (final Row row : measured.rows()) {
            final Ratio ratio = measured.ratio(row, Forwarder.Kind.OURS, Forwarder.Kind.DNSMASQ)
                    .orElseThrow();
            table.row(
                    row.title(),
                    text(measured, row, Forwarder.Kind.OURS),
                    text(measured, row, Forwarder.Kind.DNSMASQ),
                    ratio.toString());
            if (ratio.middle() > EQUAL) {
                missed.add(row.title() + " is " + ratio + " of dnsmasq's");
            }
        }
        return new Outcome(table + shown(), missed, pictures(measured));
    }

    private static String shown() {
        final StringBuilder lines = new StringBuilder("\n");
        PICTURES.forEach((figure, file) -> lines.append("![%s](pictures/%s)%n%n".formatted(figure.title(), file)));
        return lines.toString();
    }

    private static Map<String, String> pictures(final Measurements<Forwarder.Kind> measured) {
        final Map<String, String> pictures = new LinkedHashMap<>();
        PICTURES.forEach((figure, file) -> pictures.put(
                file,
                BarChart.of(measured, figure, PROGRAMS, Forwarder.Kind::title).svg()));
        return pictures;
    }

    private static String text(final Measurements<Forwarder.Kind> measured, final Row row, final Forwarder.Kind kind) {
        return row.figure().unit().text(measured.of(row, kind).orElseThrow());
    }
}
