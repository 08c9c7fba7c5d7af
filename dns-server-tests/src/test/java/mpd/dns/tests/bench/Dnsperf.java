package mpd.dns.tests.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.Outcome;

/// Loads a server with `dnsperf`, from a machine's network.
///
/// @param cores  where it runs
/// @param server the address that it asks
record Dnsperf(Machine machine, String cores, String server) {

    private static final String CLIENTS = "8";
    // At a fixed rate the next query does not wait for answers: as many may be under way as there are numbers
    // for queries. At 50,000 a second it would have to lose two of three before a client waits.
    private static final String UNLIMITED = "65536";
    // KiB of each socket, where the machine allows as much: a client is no slower than the server that it
    // measures.
    private static final String ROOM = "4096";
    // Only a server that has stopped to answer takes that long.
    private static final String LONGEST_SECONDS = "120";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_ATTEMPTS = 3;
    private static final Pattern COMPLETED = Pattern.compile("Queries completed: +([0-9]+)");
    private static final Pattern LOST = Pattern.compile("Queries lost: +([0-9]+)");
    private static final Pattern PER_SECOND = Pattern.compile("Queries per second: +([0-9]+)");
    private static final Pattern CODES = Pattern.compile("Response codes: +(.*)");
    private static final Pattern KNOWN = Pattern.compile("(, )?((NOERROR|NXDOMAIN) [0-9]+ \\([0-9.]+%\\)(, )?)+");
    private static final Pattern LATENCY = Pattern.compile("(?m)^> N[A-Z]+ .* ([0-9.]+)$");

    /// A run.
    ///
    /// @param completed how many queries were answered
    /// @param lost      how many were not
    /// @param perSecond answers a second
    record Run(long completed, long lost, long perSecond) {

        /// Reads what `dnsperf` prints at its end.
        ///
        /// @throws IllegalStateException when an answer had another code than NOERROR and NXDOMAIN
        static Run parse(final String output) {
            final Matcher codes = CODES.matcher(output);
            if (codes.find() && !KNOWN.matcher(codes.group(1)).matches()) {
                throw new IllegalStateException("wrong answers: " + codes.group(1));
            }
            return new Run(number(COMPLETED, output), number(LOST, output), number(PER_SECOND, output));
        }

        private static long number(final Pattern pattern, final String output) {
            final Matcher found = pattern.matcher(output);
            if (!found.find()) {
                throw new IllegalStateException(output);
            }
            return Long.parseLong(found.group(1));
        }
    }

    /// How long each answer took, and how many never came: those took as long as was waited for them, or who
    /// loses the slow ones would seem to be the fastest.
    record Latencies(Sample sample, long lost) {

        /// Reads what `dnsperf -v` prints.
        static Latencies parse(final String output) {
            final long lost = Run.parse(output).lost();
            final Stream<Long> answered = LATENCY.matcher(output)
                    .results()
                    .map(answer -> Math.round(Double.parseDouble(answer.group(1)) * 1e9));
            return new Latencies(
                    new Sample(Stream.concat(
                                    answered, Stream.generate(PATIENCE::toNanos).limit(lost))
                            .toList()),
                    lost);
        }
    }

    /// Asks each question of a file once, as fast as answers come, with 100 of them under way.
    ///
    /// @param more options
    Run load(final String questions, final String... more) {
        return load(() -> {}, questions, more);
    }

    /// The same.
    ///
    /// @param begin is done before it, and once more before it is done again because the client itself failed
    Run load(final Runnable begin, final String questions, final String... more) {
        final List<String> options = new ArrayList<>(List.of("-q", "100", "-n", "1", "-l", LONGEST_SECONDS));
        options.addAll(List.of(more));
        return Run.parse(run(begin, questions, options));
    }

    /// Asks the questions of a file at an even rate, over and over.
    Latencies latencies(final String questions, final int perSecond, final double seconds) {
        final String queries = Long.toString(Math.round(perSecond * seconds));
        machine.run("sh", "-ec", "head -n \"$1\" \"$0\" > \"$0.part\"", questions, queries)
                .output();
        try (Awake _ = Awake.keep()) {
            return Latencies.parse(run(
                    () -> {},
                    questions + ".part",
                    List.of(
                            "-v",
                            "-t",
                            Long.toString(PATIENCE.toSeconds()),
                            "-n",
                            "1",
                            "-q",
                            UNLIMITED,
                            "-Q",
                            Integer.toString(perSecond))));
        }
    }

    /// What it prints goes to a file among the temporary ones, which `bench` keeps in memory, and is read at
    /// its end.
    private String run(final Runnable begin, final String questions, final List<String> options) {
        final List<String> command = new ArrayList<>(
                List.of("taskset", "-c", cores, "dnsperf", "-s", server, "-d", questions, "-c", CLIENTS, "-b", ROOM));
        command.addAll(options);
        // One that gives up a connection may go on reading from it, and end of that; no server is to blame.
        Outcome outcome;
        int attempts = 0;
        do {
            begin.run();
            outcome = machine.run(command.toArray(String[]::new));
            attempts++;
        } while (outcome.status() != 0
                && (outcome.out() + outcome.err()).contains("Bad file descriptor")
                && attempts < MOST_ATTEMPTS);
        return outcome.output();
    }
}
