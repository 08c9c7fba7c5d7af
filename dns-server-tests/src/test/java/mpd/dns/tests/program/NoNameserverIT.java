package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Aeroplane mode: resolv.conf names nobody any more, and later somebody again.
@Tag("root")
class NoNameserverIT {

    private static final String UPSTREAM = "127.10.61.21";
    // The machine may be busy, so no single try counts.
    private static final int TRIES = 20;

    @TempDir
    private Path directory;

    private final InetSocketAddress address = Program.freeAddress("127.0.0.1");
    private final DnsClient client = new DnsClient(address);
    private ScriptedUpstream upstream;
    private Program program;

    @BeforeEach
    void start() throws Exception {
        nameservers("nameserver " + UPSTREAM + "\n");
        upstream = ScriptedUpstream.startSaying(UPSTREAM, "192.0.2.21");
        program = Program.serve(directory, address, "--record", "php.runtime.mpd.test=10.163.0.100");
    }

    @AfterEach
    void stop() {
        program.close();
        upstream.close();
    }

    private void nameservers(final String content) throws Exception {
        final Path next = directory.resolve("resolv.next");
        Files.writeString(next, content);
        Files.move(next, directory.resolve("resolv.conf"), StandardCopyOption.ATOMIC_MOVE);
    }

    private Message ask(final String name) {
        final byte[] opt = new byte[] {0, 0, Packets.OPT, 4, (byte) 0xD0, 0, 0, 0, 0, 0, 0};
        return client.udp(Packets.message(Packets.RD, 1, 1, Packets.question(name, Type.A, 1), opt));
    }

    private static int extendedError(final Message answer) {
        final OPTRecord opt = answer.getOPT();
        return opt == null
                ? -1
                : opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
                        .map(ExtendedErrorCodeOption.class::cast)
                        .findFirst()
                        .map(ExtendedErrorCodeOption::getErrorCode)
                        .orElse(-1);
    }

    private static Duration median(final List<Duration> some) {
        return some.stream().sorted().skip(some.size() / 2).findFirst().orElseThrow();
    }

    private void awaitAnswerless(final String name) {
        await().untilAsserted(() -> assertThat(ask(name).getRcode()).isEqualTo(Rcode.SERVFAIL));
    }

    @Test
    void theZoneIsAnsweredWhatIsKnownIsStaleAndTheRestFailsAtOnce() throws Exception {
        assertThat(ask("known.example.org").getRcode()).isEqualTo(Rcode.NOERROR);
        nameservers("# nobody\n");
        awaitAnswerless("unknown.example.org");
        final List<Duration> took = new ArrayList<>();
        for (int count = 0; count < TRIES; count++) {
            final long began = System.nanoTime();
            final Message failure = ask("unknown" + count + ".example.org");
            took.add(Duration.ofNanos(System.nanoTime() - began));
            assertThat(failure.getRcode()).isEqualTo(Rcode.SERVFAIL);
            assertThat(extendedError(failure)).isEqualTo(ExtendedErrorCodeOption.NO_REACHABLE_AUTHORITY);
        }
        assertThat(median(took)).isLessThan(Duration.ofMillis(50));
        await("the answer has expired").untilAsserted(() -> {
            final Message stale = ask("known.example.org");
            assertThat(stale.getRcode()).isEqualTo(Rcode.NOERROR);
            assertThat(stale.getSection(Section.ANSWER)).hasSize(1);
            assertThat(extendedError(stale)).isEqualTo(ExtendedErrorCodeOption.STALE_ANSWER);
        });
        assertThat(ask("php.runtime.mpd.test").getSection(Section.ANSWER)).hasSize(1);
        assertThat(explained("known.example.org"))
                .contains("answered from the cache")
                .contains("the cache has an answer, from " + UPSTREAM + ":53")
                .contains("it has expired");
        assertThat(explained("unknown.example.org")).contains("SERVFAIL").doesNotContain("cache");
    }

    private String explained(final String name) throws Exception {
        final String control = directory.resolve("control.sock").toString();
        return Program.run(directory, "explain", name, "--control", control).output();
    }

    @Test
    void answersAreBackWithTheFile() throws Exception {
        long best = Long.MAX_VALUE;
        for (int count = 0; count < TRIES / 2; count++) {
            nameservers("# nobody\n");
            awaitAnswerless("gone" + count + ".example.org");
            final String name = "back" + count + ".example.org";
            nameservers("nameserver " + UPSTREAM + "\n");
            final long began = System.nanoTime();
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .untilAsserted(() -> assertThat(ask(name).getRcode()).isEqualTo(Rcode.NOERROR));
            best = Math.min(best, System.nanoTime() - began);
        }
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void aNameserverWhosePortIsClosedGivesStaleAnswersAtOnce() throws Exception {
        for (int count = 0; count < TRIES; count++) {
            assertThat(ask("known" + count + ".example.org").getRcode()).isEqualTo(Rcode.NOERROR);
        }
        final long expired = System.nanoTime() + Duration.ofMillis(1100).toNanos();
        upstream.close();
        await().until(() -> System.nanoTime() - expired > 0);
        final List<Duration> took = new ArrayList<>();
        for (int count = 0; count < TRIES; count++) {
            final long began = System.nanoTime();
            final Message stale = ask("known" + count + ".example.org");
            took.add(Duration.ofNanos(System.nanoTime() - began));
            assertThat(extendedError(stale)).isEqualTo(ExtendedErrorCodeOption.STALE_ANSWER);
        }
        assertThat(median(took)).isLessThan(Duration.ofMillis(100));
        upstream = ScriptedUpstream.startSaying(UPSTREAM, "192.0.2.21");
        await("asked again")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(extendedError(ask("known0.example.org"))).isEqualTo(-1));
    }
}
