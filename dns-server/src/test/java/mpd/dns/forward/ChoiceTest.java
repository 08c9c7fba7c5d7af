package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mpd.dns.forward.ForwardSettings.Patience;
import mpd.dns.forward.ForwardSettings.Probing;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// Whom clients wait for, as nameservers die, fail, become slow and come back.
class ChoiceTest extends ForwarderFixture {

    private static final Probing OFTEN = new Probing(Duration.ofMillis(20), Duration.ofMillis(100), NEVER);
    private static final Probing RARELY = new Probing(NEVER, NEVER, NEVER);

    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final AtomicReference<ScriptedUpstream.Script> script = new AtomicReference<>();

    ChoiceTest() {
        super(Transport.best());
    }

    @AfterEach
    void stopTimer() {
        later.shutdownNow();
    }

    private static ForwardSettings settings(int leastMillis, int mostMillis, Probing probing) {
        Duration least = Duration.ofMillis(leastMillis);
        return new ForwardSettings(
                NEVER,
                new Patience(least, least, Duration.ofMillis(mostMillis), least, NEVER, Duration.ofSeconds(5)),
                Duration.ofSeconds(5),
                probing,
                100);
    }

    /// A nameserver that does what the script says at the moment.
    private ScriptedUpstream scripted(ScriptedUpstream.Script first) throws IOException {
        script.set(first);
        return ScriptedUpstream.udp((query, reply) -> script.get().got(query, reply));
    }

    private static ScriptedUpstream.Script silence() {
        return (query, reply) -> {};
    }

    private static ScriptedUpstream.Script answer(String address) {
        return (query, reply) ->
                reply.send(ScriptedUpstream.answer(query, address).toWire());
    }

    private static ScriptedUpstream.Script failure(int rcode) {
        return (query, reply) -> reply.send(ScriptedUpstream.error(query, rcode).toWire());
    }

    private ScriptedUpstream.Script slowly(int millis, String address) {
        return (query, reply) -> {
            Message answer = ScriptedUpstream.answer(query, address);
            ScheduledFuture<?> _ = later.schedule(
                    () -> {
                        reply.send(answer.toWire());
                        return true;
                    },
                    millis,
                    TimeUnit.MILLISECONDS);
        };
    }

    @Test
    void aDeadServerIsAskedByOneClientAloneAndByNoneAfterwards() throws IOException {
        ScriptedUpstream dead = ScriptedUpstream.silent();
        settings(settings(100, 500, OFTEN));
        use(dead, ScriptedUpstream.answering("10.0.0.2"));
        for (int i = 0; i < 20; i++) {
            assertThat(address(ask())).isEqualTo("10.0.0.2");
        }
        assertThat(questions(dead)).isEqualTo(1);
        await().until(() -> state(0) == UpstreamStatus.State.SILENT);
        assertThat(state(1)).isEqualTo(UpstreamStatus.State.IN_USE);
    }

    @Test
    void oneThatIsKnownToBeSlowIsHardlyWaitedForAndItsDeathIsFoundOutAllTheSame() throws IOException {
        Duration least = Duration.ofMillis(50);
        Duration most = Duration.ofMillis(800);
        settings(new ForwardSettings(
                NEVER,
                new Patience(NEVER, least, most, NEVER, NEVER, Duration.ofSeconds(1)),
                Duration.ofSeconds(10),
                OFTEN,
                100));
        use(scripted(slowly(1200, "10.0.0.1")), ScriptedUpstream.answering("10.0.0.2"));
        assertThat(address(ask())).isEqualTo("10.0.0.1");
        script.set(silence());
        long began = System.nanoTime();
        assertThat(address(ask())).isEqualTo("10.0.0.2");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(most);
        await().until(() -> forwarder.status().getFirst().setAside());
    }

    @Test
    void aFailureDoesNotBeatTheSlowAnswerOfOneThatIsWell() throws IOException {
        Duration brief = Duration.ofMillis(50);
        settings(new ForwardSettings(
                NEVER, new Patience(brief, brief, brief, NEVER, NEVER, NEVER), Duration.ofMillis(200), OFTEN, 100));
        ScriptedUpstream.Script slowly = slowly(800, "10.0.0.2");
        use(scripted(failure(Rcode.SERVFAIL)), ScriptedUpstream.udp((query, reply) -> {
            boolean probe = query.getQuestion().getType() != Type.A;
            (probe ? answer("10.0.0.2") : slowly).got(query, reply);
        }));
        assertThat(address(ask())).isEqualTo("10.0.0.2");
    }

    @Test
    void aServerThatComesBackIsFoundByProbesAndHasItsOldPlace() throws IOException {
        ScriptedUpstream first = scripted(silence());
        settings(settings(100, 500, OFTEN));
        use(first, ScriptedUpstream.answering("10.0.0.2"));
        ask();
        await().until(() -> state(0) == UpstreamStatus.State.SILENT);
        script.set(answer("10.0.0.1"));
        await().until(() -> state(0) == UpstreamStatus.State.IN_USE);
        assertThat(forwarder.status().getFirst().asked())
                .as("no client paid for it")
                .isEqualTo(1);
        assertThat(state(1)).isEqualTo(UpstreamStatus.State.STANDING_BY);
        assertThat(address(ask())).isEqualTo("10.0.0.1");
    }

    @Test
    void probesGrowRarerUpToALimit() throws IOException {
        ScriptedUpstream dead = ScriptedUpstream.silent();
        settings(settings(50, 500, new Probing(Duration.ofMillis(20), Duration.ofMillis(160), NEVER)));
        use(dead, ScriptedUpstream.answering("10.0.0.2"));
        long began = System.nanoTime();
        ask();
        await().until(() -> dead.received().size() > 8);
        int probes = dead.received().size() - 1;
        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        // At 0, 20, 60, 140 and then every 160 ms.
        assertThat((long) probes).isLessThanOrEqualTo(5 + millis / 160);
    }

    @Test
    void aServerThatIsSlowGetsMoreTimeAndKeepsItsPlace() throws IOException {
        ScriptedUpstream second = ScriptedUpstream.answering("10.0.0.2");
        settings(settings(50, 5000, OFTEN));
        use(scripted(slowly(150, "10.0.0.1")), second);
        assertThat(address(ask())).isEqualTo("10.0.0.2");
        await().untilAsserted(() -> assertThat(address(ask())).isEqualTo("10.0.0.1"));
        await().until(() -> state(0) == UpstreamStatus.State.IN_USE);
    }

    @Test
    void aSlowNameIsHeldAgainstNobodyWhoAnswersOthers() throws IOException {
        ScriptedUpstream first = scripted((query, reply) -> {
            if (!query.getQuestion().getName().toString().startsWith("slow")) {
                reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
            }
        });
        settings(settings(300, 500, RARELY));
        use(first, ScriptedUpstream.answering("10.0.0.2"));
        Instant before = forwarder.status().getFirst().since();
        CompletableFuture<UpstreamAnswer> slow =
                forwarder.ask(question("slow.example.", false)).toCompletableFuture();
        await().until(() -> questions(first) == 1);
        assertThat(address(ask())).isEqualTo("10.0.0.1");
        assertThat(address(slow.join())).isEqualTo("10.0.0.2");
        assertThat(state(0)).isEqualTo(UpstreamStatus.State.IN_USE);
        assertThat(forwarder.status().getFirst().since()).isEqualTo(before);
    }

    @Test
    void aServerThatFailsForEverythingIsAskedAfterTheOthersUntilItDoesNot() throws IOException {
        ScriptedUpstream first = scripted(failure(Rcode.REFUSED));
        settings(settings(300, 500, OFTEN));
        use(first, ScriptedUpstream.answering("10.0.0.2"));
        for (int i = 0; i < 6; i++) {
            assertThat(address(ask("www.domain" + i + ".example."))).isEqualTo("10.0.0.2");
            assertThat(address(ask("www.d" + i + "."))).isEqualTo("10.0.0.2");
        }
        assertThat(state(0)).isEqualTo(UpstreamStatus.State.REFUSING);
        long asked = forwarder.status().getFirst().asked();
        assertThat(asked).isLessThan(6);
        script.set(answer("10.0.0.1"));
        await().until(() -> state(0) == UpstreamStatus.State.IN_USE);
        assertThat(forwarder.status().getFirst().asked()).as("probes only").isEqualTo(asked);
    }

    @Test
    void aServerThatFailedForEverythingAndSaysNothingAnyMoreIsSilent() throws IOException {
        settings(settings(300, 500, OFTEN));
        use(scripted(failure(Rcode.REFUSED)), ScriptedUpstream.answering("10.0.0.2"));
        for (int i = 0; i < 3; i++) {
            ask("www.domain" + i + ".example.");
            ask("www.d" + i + ".");
        }
        assertThat(state(0)).isEqualTo(UpstreamStatus.State.REFUSING);
        script.set(silence());
        await().until(() -> state(0) == UpstreamStatus.State.SILENT);
        script.set(answer("10.0.0.1"));
        await().until(() -> state(0) == UpstreamStatus.State.IN_USE);
    }

    @Test
    void aServerThatGoesOnFailingForWhatItFailedIsTriedWithWhatOthersAnswerNow() throws IOException {
        settings(settings(300, 500, OFTEN));
        use(
                ScriptedUpstream.udp((query, reply) -> {
                    boolean broken = query.getQuestion().getName().toString().contains("broken");
                    reply.send((broken
                                    ? ScriptedUpstream.error(query, Rcode.SERVFAIL)
                                    : ScriptedUpstream.answer(query, "10.0.0.1"))
                            .toWire());
                }),
                ScriptedUpstream.answering("10.0.0.2"));
        for (int i = 0; i < 3; i++) {
            ask("www.broken" + i + ".");
        }
        assertThat(state(0)).isEqualTo(UpstreamStatus.State.REFUSING);
        assertThat(address(ask("www.example."))).isEqualTo("10.0.0.2");
        await().until(() -> state(0) == UpstreamStatus.State.IN_USE);
    }

    @Test
    void aServerThatFailsForOneDomainKeepsItsPlace() throws IOException {
        settings(settings(300, 500, OFTEN));
        use(scripted(failure(Rcode.SERVFAIL)), ScriptedUpstream.answering("10.0.0.2"));
        for (int i = 0; i < 10; i++) {
            assertThat(address(ask("host" + i + ".bad.example."))).isEqualTo("10.0.0.2");
        }
        assertThat(state(0)).isEqualTo(UpstreamStatus.State.IN_USE);
    }

    @Test
    void whatNobodyCanAnswerIsHeldAgainstNobody() throws IOException {
        settings(settings(300, 500, OFTEN));
        use(ScriptedUpstream.failing(Rcode.SERVFAIL), ScriptedUpstream.failing(Rcode.SERVFAIL));
        for (int i = 0; i < 10; i++) {
            assertThat(message(ask("www.d" + i + ".")).getRcode()).isEqualTo(Rcode.SERVFAIL);
        }
        assertThat(state(0)).isEqualTo(UpstreamStatus.State.IN_USE);
        assertThat(state(1)).isEqualTo(UpstreamStatus.State.STANDING_BY);
    }

    @Test
    void aFailureDoesNotBeatAnAnswerThatIsLate() throws IOException {
        settings(settings(30, 500, RARELY));
        use(ScriptedUpstream.failing(Rcode.SERVFAIL), scripted(slowly(400, "10.0.0.2")));
        assertThat(address(ask())).isEqualTo("10.0.0.2");
    }

    @Test
    void aFailureDoesNotBeatTheAnswerOfOneWhoseEveryWordIsSlow() throws IOException {
        settings(settings(30, 50, OFTEN));
        use(ScriptedUpstream.failing(Rcode.SERVFAIL), scripted(slowly(700, "10.0.0.2")));
        for (int i = 0; i < 3; i++) {
            CompletableFuture<UpstreamAnswer> answer =
                    forwarder.ask(question("www.d" + i + ".", false)).toCompletableFuture();
            assertThat(address(answer.join())).isEqualTo("10.0.0.2");
        }
    }

    @Test
    void whoeverHasSomethingToFallBackOnIsToldThatAllHaveBeenSilentForLong() throws IOException {
        Duration brief = Duration.ofMillis(50);
        settings(new ForwardSettings(
                NEVER, new Patience(brief, brief, brief, brief, NEVER, NEVER), Duration.ofMillis(300), OFTEN, 100));
        use(ScriptedUpstream.silent(), ScriptedUpstream.silent());
        CompletableFuture<Void> gone = new CompletableFuture<>();
        UpstreamQuestion question = question("www.example.", false);
        CompletableFuture<UpstreamAnswer> first =
                forwarder.ask(question, () -> gone.complete(null)).toCompletableFuture();
        gone.join();
        assertThat(forwarder.status())
                .allSatisfy(one -> assertThat(one.state()).isEqualTo(UpstreamStatus.State.SILENT));
        assertThat(first).isNotDone();
    }

    @Test
    void aFailureIsTheAnswerWhereTheOthersAreKnownToBeDead() throws IOException {
        settings(new ForwardSettings(
                NEVER,
                new Patience(
                        Duration.ofMillis(50),
                        Duration.ofMillis(50),
                        Duration.ofMillis(50),
                        Duration.ofMillis(50),
                        NEVER,
                        NEVER),
                Duration.ofMillis(300),
                OFTEN,
                100));
        use(ScriptedUpstream.failing(Rcode.SERVFAIL), ScriptedUpstream.silent());
        assertThat(message(ask()).getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(message(ask()).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void whenAllAreDeadTheFirstToComeBackAnswersAtOnce() throws IOException {
        settings(settings(50, 500, RARELY));
        use(ScriptedUpstream.silent(), scripted(silence()));
        CompletableFuture<UpstreamAnswer> waiting = start(false).toCompletableFuture();
        await().until(() -> forwarder.status().stream().allMatch(UpstreamStatus::setAside));
        script.set(answer("10.0.0.2"));
        assertThat(address(waiting.join())).isEqualTo("10.0.0.2");
        await().until(() -> state(1) == UpstreamStatus.State.IN_USE);
    }

    @Test
    void theNetworkThatRefusesEverybodyIsToldAtOnceAndTriedOn() throws IOException {
        InetSocketAddress closed = unused();
        settings(settings(50, 500, RARELY));
        forwarder.use(ForwardPlan.of(List.of(closed), "none"));
        CompletableFuture<Void> refused = new CompletableFuture<>();
        CompletableFuture<UpstreamAnswer> answer = forwarder
                .ask(question(NAME, false), () -> refused.complete(null))
                .toCompletableFuture();
        refused.join();
        assertThat(answer).isNotDone();
        upstreams.add(ScriptedUpstream.at(closed, answer("10.0.0.1")));
        assertThat(address(answer.join())).isEqualTo("10.0.0.1");
        assertThat(state(0)).isEqualTo(UpstreamStatus.State.IN_USE);
    }

    @Test
    void whatTheNetworkHasRefusedForAWhileIsNotTriedTwice() throws IOException {
        Duration brief = Duration.ofMillis(50);
        settings(
                new ForwardSettings(NEVER, new Patience(brief, brief, brief, brief, brief, brief), NEVER, RARELY, 100));
        forwarder.use(ForwardPlan.of(List.of(unused(), unused()), "none"));
        assertThat(ask()).isInstanceOf(UpstreamAnswer.Failed.class);
        assertThat(state(0)).isEqualTo(UpstreamStatus.State.UNREACHABLE);
        long before = forwarder.status().getLast().failures();
        assertThat(ask())
                .isInstanceOfSatisfying(
                        UpstreamAnswer.Failed.class,
                        failed -> assertThat(failed.extendedError()).isEqualTo(23));
        assertThat(forwarder.status().getLast().failures()).isEqualTo(before + 1);
    }

    @Test
    void aClosedPortIsAskedOnceAndThenByProbesAlone() throws IOException {
        InetSocketAddress closed = unused();
        ScriptedUpstream good = ScriptedUpstream.answering("10.0.0.2");
        upstreams.add(good);
        settings(settings(300, 500, OFTEN));
        forwarder.use(ForwardPlan.of(List.of(closed, good.address()), "none"));
        for (int i = 0; i < 5; i++) {
            assertThat(address(ask())).isEqualTo("10.0.0.2");
        }
        assertThat(forwarder.status().getFirst().asked()).isEqualTo(1);
        upstreams.add(ScriptedUpstream.at(closed, answer("10.0.0.1")));
        await().until(() -> state(0) == UpstreamStatus.State.IN_USE);
    }
}
