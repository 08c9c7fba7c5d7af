package mpd.dns.tests.load;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mpd.dns.tests.lab.Commands;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.PacedQueries;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.StubResolver;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Everything that is forwarded, at once and for long: cached and not, over TCP, truncated, with nameservers
/// that fail or are silent, while resolv.conf changes. Nothing is lost, no buffer leaks, and memory does not
/// grow.
@Tag("load")
class ForwardingUnderLoadIT {

    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("mpd.dns.forwarding.seconds", 20));
    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(4);
    private static final Duration SETTLED = Duration.ofMinutes(1);
    private static final String PARANOID = "io.netty.leakDetection.level=paranoid";
    private static final String DETECTOR_TELLS =
            "-Dorg.slf4j.simpleLogger.log.io.netty.util.ResourceLeakDetector=debug";
    private static final int TCP_BATCH = 20;
    private static final Duration TCP_PAUSE = Duration.ofMillis(100);
    private static final int AGAIN_OF_HUNDRED = 5;

    // What the line through the measurements after the first minute may rise by, over all of them.
    private static final long GROWTH_KIB = 8 * 1024;
    // With Java's largest heap and what Netty needs to watch every buffer, far below what a leak would come to.
    private static final long MOST_KIB = 400 * 1024;

    @TempDir
    private Path directory;

    private final InetSocketAddress address = Program.freeAddress("127.0.0.1");

    /// How much the program held at which second.
    private record Resident(double second, long kib) {}

    @Test
    void nothingIsLostNothingLeaksAndMemoryStaysFlat(final TestReporter reporter) throws Exception {
        useNameservers(0);
        try (MixedUpstreams _ = MixedUpstreams.start();
                Program program =
                        Program.serveWithJavaOptions(directory, address, "-D" + PARANOID + " " + DETECTOR_TELLS)) {
            final List<Resident> measured = load(program);
            Commands.run(List.of(jcmd(), Long.toString(program.process().pid()), "GC.run"), "")
                    .output();
            // A leak is told of when the next buffer is made.
            assertNothingLost(PacedQueries.ask(address, 500, PAUSE, MixedUpstreams::name), program);
            assertThat(program.output())
                    .as("buffers are watched")
                    .contains("ResourceLeakDetector - -D" + PARANOID.replace("=", ": "));
            assertThat(program.output()).doesNotContain("LEAK").doesNotContain("OutOfMemory");
            assertThat(measured)
                    .allSatisfy(resident -> assertThat(resident.kib()).isLessThan(MOST_KIB));
            reporter.publishEntry(
                    "resident, KiB",
                    measured.stream().map(Resident::kib).toList().toString());
            judgeGrowth(measured);
        }
    }

    private List<Resident> load(final Program program) throws Exception {
        final List<Resident> measured = new ArrayList<>();
        final long began = System.nanoTime();
        int round = 0;
        try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
            while (System.nanoTime() - began < LENGTH.toNanos()) {
                final int count = (int) ROUND.dividedBy(PAUSE);
                final int number = round;
                final Future<List<PacedQueries.Asked>> udp = clients.submit(() ->
                        PacedQueries.ask(address, count, PAUSE, query -> MixedUpstreams.name(number * count + query)));
                final Future<List<String>> tcp = clients.submit(() -> overTcp(number, udp));
                while (!udp.isDone()) {
                    useNameservers(++round);
                    SECONDS.sleep(1);
                }
                assertNothingLost(udp.get(), program);
                assertThat(tcp.get()).isEmpty();
                measured.add(new Resident((System.nanoTime() - began) / 1e9, program.residentKib()));
            }
        }
        return measured;
    }

    /// Another order and selection at each round: the failing and the silent one never alone.
    private void useNameservers(final int round) throws IOException {
        final List<String> all = MixedUpstreams.ADDRESSES;
        final StringBuilder text = new StringBuilder();
        for (int count = 0; count <= all.size() - 1 - round % 2; count++) {
            text.append("nameserver ")
                    .append(all.get((round + count) % all.size()))
                    .append('\n');
        }
        final Path file = Files.writeString(directory.resolve("resolv.conf.new"), text);
        Files.move(file, directory.resolve("resolv.conf"), StandardCopyOption.REPLACE_EXISTING);
    }

    /// Asks over TCP as long as the others are asking, many questions a connection.
    private List<String> overTcp(final int round, final Future<?> others) throws InterruptedException {
        final List<String> faults = new ArrayList<>();
        final DnsClient client = new DnsClient(address);
        for (int batch = 0; !others.isDone(); batch++) {
            final List<byte[]> queries = new ArrayList<>();
            for (int query = 0; query < TCP_BATCH; query++) {
                queries.add(Packets.query("tcp%d.%s".formatted(batch, MixedUpstreams.name(round + query)), Type.TXT));
            }
            Thread.sleep(TCP_PAUSE);
            for (final Message answer : client.tcp(queries)) {
                if (answer.getRcode() != Rcode.NOERROR
                        || answer.getSection(Section.ANSWER).isEmpty()) {
                    faults.add(answer.toString());
                }
            }
        }
        return faults;
    }

    /// A datagram that the kernel had no room for is sent again, as every client does; hardly any may need
    /// that. What was answered was answered well: a good nameserver was always among them.
    private void assertNothingLost(final List<PacedQueries.Asked> asked, final Program program) {
        assertThat(asked)
                .as(program.output())
                .filteredOn(query -> query.answer()
                        .filter(answer -> !ForwardingUnderLoadIT.good(answer))
                        .isPresent())
                .isEmpty();
        final List<PacedQueries.Asked> unanswered = asked.stream()
                .filter(query ->
                        query.answer().filter(ForwardingUnderLoadIT::good).isEmpty())
                .toList();
        final StubResolver client = new StubResolver(address);
        final List<String> lost = new ArrayList<>();
        for (final PacedQueries.Asked query : unanswered) {
            final StubResolver.Result again = client.ask(Packets.query(query.name(), Type.A));
            if (!again.good()) {
                lost.add("first: %s; again: %s".formatted(query, again));
            }
        }
        assertThat(lost).as(program.output()).isEmpty();
        assertThat(unanswered)
                .as("answered only when asked again; " + program.output())
                .hasSizeLessThanOrEqualTo(asked.size() * AGAIN_OF_HUNDRED / 100);
    }

    private static boolean good(final Message answer) {
        return answer.getRcode() == Rcode.NOERROR
                && (answer.getHeader().getFlag(Flags.TC)
                        || !answer.getSection(Section.ANSWER).isEmpty());
    }

    /// By least squares over everything after the first minute; a run that is shorter has nothing to say here.
    private static void judgeGrowth(final List<Resident> measured) {
        final List<Resident> settled = measured.stream()
                .filter(resident -> resident.second() > SETTLED.toSeconds())
                .toList();
        if (settled.size() < 3) {
            return;
        }
        final double middle =
                settled.stream().mapToDouble(Resident::second).average().orElseThrow();
        final double mean = settled.stream().mapToLong(Resident::kib).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (final Resident resident : settled) {
            above += (resident.second() - middle) * (resident.kib() - mean);
            below += (resident.second() - middle) * (resident.second() - middle);
        }
        final double growth =
                above / below * (settled.getLast().second() - settled.getFirst().second());
        assertThat(growth)
                .as("growth in KiB after the first minute: %s", settled)
                .isLessThan(GROWTH_KIB);
    }

    private static String jcmd() {
        return Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
    }
}
