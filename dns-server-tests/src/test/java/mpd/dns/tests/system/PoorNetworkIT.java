package mpd.dns.tests.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import mpd.dns.tests.lab.Dig;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Link;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.Nameserver;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.StubResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Type;

/// Nameservers over networks that lose packets, are slow, or go away and come back.
@Tag("system")
class PoorNetworkIT {

    private static final InetSocketAddress OURS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);
    private static final int TOGETHER = 100;
    // Every query is for a name of its own, so no cache helps.
    private static final AtomicInteger NEXT = new AtomicInteger();

    @TempDir
    private static Path directory;

    private static Machine machine;
    private static final Map<Nameserver, Link> links = new EnumMap<>(Nameserver.class);

    private static Program program;

    @BeforeAll
    static void start() throws Exception {
        machine = Machine.start(LabRoot.BOOKWORM);
        links.put(Nameserver.UNBOUND, Link.to(machine, "first", "198.51.100.53"));
        links.put(Nameserver.KNOT, Link.to(machine, "second", "203.0.113.53"));
        links.put(Nameserver.BIND, Link.to(machine, "third", "198.18.3.53"));
        links.put(Nameserver.DNSMASQ, Link.to(machine, "fourth", "198.18.4.53"));
        links.forEach(Nameserver::start);
        links.values()
                .forEach(link ->
                        Dig.from(machine, link.address()).awaitAddresses("deep.down.example.org", "192.0.2.78"));
        program = Program.startOn(machine, directory, Program.serveArguments(directory, OURS));
    }

    @AfterAll
    static void stop() {
        if (program != null) {
            program.close();
        }
        machine.close();
    }

    @BeforeEach
    void forgetWhatTheTestBeforeTaught() throws Exception {
        use();
        await("no nameserver is known")
                .atMost(60, SECONDS)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(dig().ask(name(), "A").status()).isEqualTo("SERVFAIL"));
    }

    @AfterEach
    void mend() {
        links.values().forEach(Link::good);
    }

    @ParameterizedTest
    @EnumSource(Nameserver.class)
    void aFifthOfAllPacketsLostCostsNoClientItsAnswer(final Nameserver nameserver) throws Exception {
        final Link link = link(nameserver);
        use(link);
        awaitAnswers();
        link.loss(20);
        final int count = 200;
        final InetSocketAddress theirs = new InetSocketAddress(link.address(), 53);
        final List<StubResolver.Result> direct = ask(count, theirs);
        final List<StubResolver.Result> ours = ask(count, OURS);
        assertThat(lost(ours))
                .as("lost through us, where %d are directly", lost(direct))
                .isLessThanOrEqualTo(count / 100);
        assertThat(lost(direct)).as("lost directly").isGreaterThan(lost(ours));
    }

    @ParameterizedTest
    @EnumSource(Nameserver.class)
    void slowNameserverIsEnoughOnceItIsKnownToBeSlow(final Nameserver nameserver) throws Exception {
        final Link first = link(nameserver);
        final Link second = another(nameserver);
        first.delay(Duration.ofMillis(300));
        use(first, second);
        awaitAnswers();
        // Until its usual latency is known.
        assertThat(lost(ask(TOGETHER, OURS))).isZero();
        final long before = second.sent();
        final int count = 100;
        assertThat(lost(ask(count, OURS))).isZero();
        assertThat(second.sent() - before)
                .as("questions to the second nameserver:%n%s", status())
                // By rule one in twenty, and more where the machine that answers is late itself.
                .isLessThanOrEqualTo(count / 4);
    }

    @ParameterizedTest
    @EnumSource(Nameserver.class)
    void unreachableNameserverCostsNothingAndIsUsedAgainSoonAfterItsReturn(final Nameserver nameserver)
            throws Exception {
        final Link first = link(nameserver);
        final Link second = another(nameserver);
        use(first, second);
        awaitAnswers();
        final Duration usual = median(ask(TOGETHER, OURS));
        first.down();
        final List<StubResolver.Result> meanwhile = ask(TOGETHER, OURS);
        assertThat(lost(meanwhile)).isZero();
        assertThat(median(meanwhile))
                .as("less than one that is silent costs")
                .isLessThan(usual.multipliedBy(2).plusMillis(400));
        first.good();
        awaitUseOf(first);
    }

    @ParameterizedTest
    @EnumSource(Nameserver.class)
    void silentNameserverIsNotAskedOnceThatIsKnownAndIsUsedAgainSoonAfterItsReturn(final Nameserver nameserver)
            throws Exception {
        final Link first = link(nameserver);
        final Link second = another(nameserver);
        use(first, second);
        awaitAnswers();
        first.farDown();
        assertThat(lost(ask(TOGETHER, OURS))).isZero();
        final long before = first.sent();
        assertThat(lost(ask(TOGETHER, OURS))).isZero();
        assertThat(first.sent() - before)
                .as("questions to the nameserver that is known to be silent:%n%s", status())
                .isLessThanOrEqualTo(TOGETHER / 5);
        first.good();
        awaitUseOf(first);
    }

    @Test
    void whatWasKnownIsAnsweredWhileNoNetworkIsThere() throws Exception {
        final Link first = link(Nameserver.UNBOUND);
        final Link second = link(Nameserver.KNOT);
        use(first, second);
        Dig.from(machine, "127.0.0.1").awaitAddresses("short.example.org", "192.0.2.79");
        first.down();
        second.farDown();
        // Its TTL is a second: after that it can only come from what is past its time.
        await("the stale answer").atMost(15, SECONDS).untilAsserted(() -> {
            final Dig.Answer answer = dig().ask("short.example.org", "A");
            assertThat(answer.records()).as(answer.everything()).containsExactly("A 192.0.2.79");
            assertThat(answer.everything()).contains("EDE: 3");
        });
        assertThat(dig().ask(name(), "A").status()).isEqualTo("SERVFAIL");
        first.good();
        second.good();
        await("fresh answers").atMost(30, SECONDS).untilAsserted(() -> {
            assertThat(dig().ask(name(), "A").records()).isNotEmpty();
            assertThat(dig().ask("short.example.org", "A").everything()).doesNotContain("EDE: 3");
        });
    }

    private static Link link(final Nameserver nameserver) {
        return Objects.requireNonNull(links.get(nameserver));
    }

    private static Link another(final Nameserver nameserver) {
        return link(nameserver == Nameserver.KNOT ? Nameserver.UNBOUND : Nameserver.KNOT);
    }

    private static void use(final Link... links) throws Exception {
        final StringBuilder text = new StringBuilder("# as it is now\n");
        for (final Link link : links) {
            text.append("nameserver ").append(link.address()).append('\n');
        }
        final Path file = Files.writeString(directory.resolve("resolv.conf.new"), text);
        Files.move(file, directory.resolve("resolv.conf"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String name() {
        return "n%d.example.org".formatted(NEXT.getAndIncrement());
    }

    private static Dig dig() {
        return Dig.from(machine, "127.0.0.1");
    }

    private static void awaitAnswers() {
        await("answers")
                .atMost(10, SECONDS)
                .untilAsserted(() -> assertThat(dig().ask(name(), "A").records())
                        .as(program.output())
                        .isNotEmpty());
    }

    /// Awaits that questions go there again. Nothing else does: that the far side answers is known from `dig`.
    private static void awaitUseOf(final Link link) {
        await(link.name() + " is used again").atMost(30, SECONDS).untilAsserted(() -> {
            final long before = link.sent();
            for (int count = 0; count < 10; count++) {
                final Dig.Answer answer = dig().ask(name(), "A");
                assertThat(answer.records()).as(answer.everything()).isNotEmpty();
            }
            assertThat(link.sent() - before).as(status()).isGreaterThanOrEqualTo(10);
        });
    }

    private static String status() {
        return Program.run(
                        directory,
                        "status",
                        "--control",
                        directory.resolve("control.sock").toString())
                .output();
    }

    /// Asks for names that nobody has asked for yet, many at a time.
    private static List<StubResolver.Result> ask(final int count, final InetSocketAddress server) {
        return machine.network().call(() -> {
            try (ExecutorService clients = Executors.newFixedThreadPool(TOGETHER)) {
                final List<Callable<StubResolver.Result>> queries = new ArrayList<>();
                for (int query = 0; query < count; query++) {
                    final byte[] bytes = Packets.query(name(), Type.A);
                    queries.add(() -> new StubResolver(server).ask(bytes));
                }
                final List<StubResolver.Result> results = new ArrayList<>();
                for (final Future<StubResolver.Result> result : clients.invokeAll(queries)) {
                    results.add(result.get());
                }
                return results;
            }
        });
    }

    private static long lost(final List<StubResolver.Result> results) {
        return results.stream().filter(result -> !result.good()).count();
    }

    private static Duration median(final List<StubResolver.Result> results) {
        return results.stream()
                .map(StubResolver.Result::took)
                .sorted()
                .skip(results.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
