package mpd.dns.tests.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mpd.dns.tests.lab.Listings;
import mpd.dns.tests.lab.PacedQueries;
import mpd.dns.tests.lab.PacedQueries.Asked;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.ScriptedUpstream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/// The file of nameservers changes all the time, in every way that files change, while a client asks. Each
/// nameserver answers with its own address, so every answer says who gave it.
@Tag("load")
class ResolvConfStormIT {

    private static final int QUERIES = 10_000;
    private static final int CHANGES = 1_000;
    // As many as that, and some of their addresses begin like others.
    private static final int NAMESERVERS = 12;
    private static final Duration PAUSE = Duration.ofMillis(4);
    private static final int REPEATED_NAMES = 20;
    // Of a thousand answers so many may come later than they should; the machine of the test is shared.
    private static final int LATE_OF_THOUSAND = 50;
    private static final int MOST_TOLD = 5;
    private static final Duration MUCH_TOO_LATE = Duration.ofMillis(900);

    @TempDir
    private Path directory;

    @Test
    void everyAnswerIsFromANameserverThatWasListedJustBefore(final TestReporter reporter) {
        final long seed = new Random().nextLong();
        reporter.publishEntry("seed of the storm", Long.toString(seed));
        final InetSocketAddress address = Program.freeAddress("127.0.0.1");
        final List<ScriptedUpstream> upstreams = IntStream.rangeClosed(1, NAMESERVERS)
                .mapToObj(ResolvConfStorm::address)
                .map(own -> ScriptedUpstream.start(own, ScriptedUpstream.addressOfEverything(own)))
                .toList();
        final ResolvConfStorm storm =
                new ResolvConfStorm(directory.resolve("resolv.conf"), NAMESERVERS, new Random(seed));
        storm.change();
        try (Program program = Program.serve(directory, address)) {
            final CompletableFuture<Void> changes = CompletableFuture.runAsync(
                    () -> storm.rage(CHANGES), task -> Thread.ofPlatform().start(task));
            final List<Asked> asked = PacedQueries.ask(address, QUERIES, PAUSE, ResolvConfStormIT::name);
            changes.join();
            assertThat(asked).hasSize(QUERIES);
            judge(asked, storm.listings(), reporter, "seed " + seed + System.lineSeparator() + program.output());
        } finally {
            upstreams.forEach(ScriptedUpstream::close);
        }
    }

    /// Some names come again and again, so the cache has its say as well.
    private static String name(final int query) {
        return query % 3 == 0
                ? "again%d.example.org".formatted(query / 3 % REPEATED_NAMES)
                : "once%d.example.org".formatted(query);
    }

    private static void judge(
            final List<Asked> asked,
            final List<Listings.Listing> listed,
            final TestReporter reporter,
            final String context) {
        final List<String> late = faults(asked, new Listings(listed, Duration.ZERO));
        final List<String> wrong = faults(asked, new Listings(listed, MUCH_TOO_LATE));
        reporter.publishEntry("late of %d answers".formatted(asked.size()), Integer.toString(late.size()));
        // What was wrong first: the log of the program is long.
        assertThat(wrong).overridingErrorMessage(() -> told(wrong) + context).isEmpty();
        assertThat(late)
                .overridingErrorMessage(() -> "late: " + told(late) + context)
                .hasSizeLessThanOrEqualTo(QUERIES * LATE_OF_THOUSAND / 1_000);
    }

    private static String told(final List<String> faults) {
        return faults.size() + " answers, the first of them "
                + faults.stream().limit(MOST_TOLD).toList()
                + System.lineSeparator();
    }

    private static List<String> faults(final List<Asked> asked, final Listings listings) {
        return asked.stream().flatMap(query -> fault(query, listings).stream()).toList();
    }

    private static Optional<String> fault(final Asked query, final Listings listings) {
        final Listings.Possible possible = listings.possible(query.start(), query.end());
        final boolean right = query.answer()
                .filter(answer -> answer.getRcode() == Rcode.NOERROR
                        ? possible.nameservers().contains(addresses(answer))
                        : possible.none() && answer.getRcode() == Rcode.SERVFAIL && explained(answer))
                .isPresent();
        return right ? Optional.empty() : Optional.of(query + " right would be " + possible);
    }

    private static String addresses(final Message answer) {
        return answer.getSection(Section.ANSWER).stream()
                .filter(ARecord.class::isInstance)
                .map(record -> record.rdataToString())
                .collect(Collectors.joining(","));
    }

    private static boolean explained(final Message answer) {
        return answer.getOPT() != null
                && answer.getOPT().getOptions().stream().anyMatch(ExtendedErrorCodeOption.class::isInstance);
    }
}
