package mpd.dns.tests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// What a change of one record costs this program in a zone of many names, and whether queries beside it have
/// to wait.
record ChangeCost(AnsweringPlan plan, QuestionFiles questions, Consumer<String> progress) {

    private static final String ADDRESS = "127.0.2.1";
    private static final int RATE = 1_000;
    // A file counts once it has been quiet for 50 ms; what is more is for the work itself.
    private static final Duration SMALL_FILE = Duration.ofMillis(120);
    private static final Duration LARGE_FILE = Duration.ofSeconds(1);
    // A change of the file with all names takes ten times as long.
    private static final int FEWER = 10;
    // Times to settle, in a full run 6 s: it looks every 2 s whether all is quiet, and collects then what it
    // had put off.
    private static final int COLLECTED = 6;
    // How often is asked for a change that takes longer than it should.
    private static final Duration AGAIN = Duration.ofMillis(20);
    private static final AtomicInteger CHANGES = new AtomicInteger();

    /// What came out, of each round.
    ///
    /// @param small   CPU time of a change of a file with one record, in nanoseconds
    /// @param large   CPU time of a change of one line of the file with all names, in nanoseconds
    /// @param longest the longest that a query took beside changes of the small file, in nanoseconds
    /// @param quiet   the same without changes
    record Outcome(Sample small, Sample large, Sample longest, Sample quiet) {}

    /// Measures.
    Outcome measure(final Authority.Site site) {
        final AnswerZone zone = new AnswerZone(plan.many());
        try (Authority server = new Authority(site, Authority.Kind.OURS, zone, ADDRESS, 1).start()) {
            progress.accept("answering, changes warm up");
            final Dnsperf client = server.client(Cores.CLIENT);
            for (int run = 0; run < plan.warmUp(); run++) {
                server.load(client, Rest.NONE, questions.unmeasured(zone, run));
            }
            final Edit small = new Edit(server, "changing.conf", "", SMALL_FILE);
            final Edit large = new Edit(server, Ours.ZONE_FILE, zone.dropIn(), LARGE_FILE);
            small.repeat(plan.changes(), plan.seconds());
            large.repeat(1, plan.seconds());
            final List<Long> smallCosts = new ArrayList<>();
            final List<Long> largeCosts = new ArrayList<>();
            final List<Long> longest = new ArrayList<>();
            final List<Long> quiet = new ArrayList<>();
            for (int round = 1; round <= plan.rounds(); round++) {
                progress.accept("answering, changes, round " + round);
                smallCosts.add(cost(small, plan.changes()));
                largeCosts.add(cost(large, Math.ceilDiv(plan.changes(), FEWER)));
                final String asked = questions.of(zone, round);
                quiet.add(longest(client, asked, () -> {}));
                longest.add(longest(client, asked, () -> small.repeat(plan.changes(), plan.seconds() / 2)));
            }
            return new Outcome(new Sample(smallCosts), new Sample(largeCosts), new Sample(longest), new Sample(quiet));
        }
    }

    /// CPU time of a change beyond what as long a time without changes takes, in nanoseconds.
    private long cost(final Edit edit, final int most) {
        final ProcessHandle process = edit.server.process();
        collected();
        final long begin = System.nanoTime();
        final long first = ProcessUsage.cpuNanos(process);
        pause(edit.quiet.multipliedBy(most));
        final long second = ProcessUsage.cpuNanos(process);
        final long middle = System.nanoTime();
        final int made = edit.repeat(most, 2 * plan.seconds());
        final long spent = ProcessUsage.cpuNanos(process) - second;
        final double idle = (double) (second - first) / (middle - begin) * (System.nanoTime() - middle);
        return Math.round(spent - idle) / made;
    }

    /// A collection that waits for a quiet moment belongs to what was before.
    private void collected() {
        pause(Duration.ofMillis(plan.settle()).multipliedBy(COLLECTED));
    }

    private long longest(final Dnsperf client, final String asked, final Runnable beside) {
        collected();
        final CompletableFuture<Dnsperf.Latencies> asking =
                CompletableFuture.supplyAsync(() -> client.latencies(asked, RATE, plan.seconds()));
        beside.run();
        return asking.join().sample().percentile(100);
    }

    /// A record that is given another address each time.
    ///
    /// @param file   that is replaced
    /// @param before what else is in it
    /// @param quiet  how long a change may take before it is asked for
    private record Edit(Authority server, String file, String before, Duration quiet) {

        /// Makes changes, each when the one before counts.
        ///
        /// @param most    how many
        /// @param seconds after which there is no other
        /// @return how many it were
        private int repeat(final int most, final double seconds) {
            final long end = System.nanoTime() + Math.round(seconds * 1e9);
            int made = 0;
            do {
                // Never what an earlier one ended with.
                final int number = CHANGES.incrementAndGet();
                final AnswerZone.Question changed = new AnswerZone.Question(
                        file + ".mpd.test", "A", "10.254.%d.%d".formatted(number >> 8 & 255, number & 255));
                replace(
                        server.beside(),
                        server.dropIns(),
                        file,
                        before + "host-record=%s,%s\n".formatted(changed.name(), changed.answer()));
                pause(quiet);
                FirstAnswer.to(changed, server, AGAIN);
                made++;
            } while (made < most && System.nanoTime() < end);
            return made;
        }
    }

    private static void replace(final Path prepared, final Path directory, final String file, final String text) {
        try {
            final Path changed = Files.writeString(prepared.resolve(file + ".new"), text);
            Files.move(changed, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void pause(final Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
