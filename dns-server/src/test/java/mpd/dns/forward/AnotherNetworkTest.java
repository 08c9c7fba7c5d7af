package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import mpd.dns.forward.ForwardSettings.Patience;
import mpd.dns.forward.ForwardSettings.Probing;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.Test;

/// What is under way, and what is known, when nameservers change or the machine has slept.
class AnotherNetworkTest extends ForwarderFixture {

    private static final ForwardSettings LONG = new ForwardSettings(NEVER, Duration.ofMillis(100), NEVER, NEVER, 100);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong millis = new AtomicLong();

    AnotherNetworkTest() {
        super(Transport.best());
        settings(LONG, sleepWatch());
    }

    private SleepWatch sleepWatch() {
        return new SleepWatch(nanos::get, () -> Instant.ofEpochMilli(millis.get()));
    }

    private void pass(long awake, long asleep) {
        nanos.addAndGet(awake * 1_000_000);
        millis.addAndGet(awake + asleep);
    }

    @Test
    void questionsUnderWayAreAskedOfTheNewNameservers() throws IOException {
        ScriptedUpstream old = ScriptedUpstream.silent();
        use(old);
        CompletableFuture<UpstreamAnswer> waiting = start(false).toCompletableFuture();
        await().until(() -> questions(old) > 0);
        use(ScriptedUpstream.answering("10.0.0.2"));
        assertThat(address(waiting.join())).isEqualTo("10.0.0.2");
    }

    @Test
    void questionsUnderWayFailAtOnceWhereNobodyIsLeft() throws IOException {
        ScriptedUpstream old = ScriptedUpstream.silent();
        use(old);
        CompletableFuture<UpstreamAnswer> waiting = start(false).toCompletableFuture();
        await().until(() -> questions(old) > 0);
        use();
        assertThat(waiting.join()).isEqualTo(new UpstreamAnswer.Failed(22, "no nameserver in test"));
    }

    @Test
    void theSameNameserversInAnotherPlanKeepWhatIsKnownAndGoOn() throws IOException {
        ScriptedUpstream silent = ScriptedUpstream.silent();
        use(silent, ScriptedUpstream.silent());
        CompletableFuture<UpstreamAnswer> waiting = start(false).toCompletableFuture();
        await().until(() -> forwarder.status().getFirst().setAside());
        forwarder.use(
                ForwardPlan.of(upstreams.stream().map(ScriptedUpstream::address).toList(), "another reason"));
        assertThat(forwarder.status().getFirst().setAside()).isTrue();
        assertThat(waiting).isNotDone();
        use();
        waiting.join();
    }

    @Test
    void whoIsSetAsideIsTriedSoonInWhatMayBeAnotherNetwork() throws IOException {
        Duration first = Duration.ofMillis(100);
        Patience patience = new Patience(first, first, first, first, first, first);
        settings(new ForwardSettings(NEVER, patience, NEVER, new Probing(first, NEVER, NEVER), 100));
        ScriptedUpstream silent = ScriptedUpstream.silent();
        use(silent, ScriptedUpstream.answering("10.0.0.2"));
        ask();
        // Each waits for twice as long as the one before, so the next is 3.2 s away.
        await().until(() -> probes(silent) >= 6);
        long before = probes(silent);
        forwarder.trySoon();
        await().atMost(Duration.ofSeconds(2)).until(() -> probes(silent) > before);
    }

    private long probes(ScriptedUpstream upstream) {
        return upstream.received().size() - forwarder.status().getFirst().asked();
    }

    @Test
    void whatWasKnownBeforeSleepIsForgotten() throws IOException {
        // Longer than the other one takes on any machine, or the silent one would be asked once more.
        settings(new ForwardSettings(NEVER, Duration.ofSeconds(1), NEVER, NEVER, 100), sleepWatch());
        ScriptedUpstream silent = ScriptedUpstream.silent();
        use(silent, ScriptedUpstream.answering("10.0.0.2"));
        ask();
        ask();
        assertThat(questions(silent)).isEqualTo(1);
        pass(1000, 60_000);
        assertThat(address(ask())).isEqualTo("10.0.0.2");
        assertThat(questions(silent)).as("has its place again").isEqualTo(2);
        assertThat(forwarder.status().getFirst().asked()).isEqualTo(1);
    }

    @Test
    void questionsUnderWayAreAskedAgainAfterSleep() throws IOException {
        ScriptedUpstream silent = ScriptedUpstream.silent();
        settings(new ForwardSettings(NEVER, NEVER, NEVER, NEVER, 100), sleepWatch());
        use(silent);
        CompletableFuture<UpstreamAnswer> first = start(false).toCompletableFuture();
        await().until(() -> questions(silent) == 1);
        pass(0, 60_000);
        CompletableFuture<UpstreamAnswer> second = start(false).toCompletableFuture();
        await().until(() -> questions(silent) == 3);
        assertThat(silent.clients().subList(1, 3))
                .doesNotContain(silent.clients().getFirst());
        use();
        first.join();
        second.join();
    }

    @Test
    void sleepIsNoticedWhereNobodyAsksAnythingAfterIt() throws IOException {
        settings(new ForwardSettings(NEVER, Duration.ofSeconds(2), NEVER, NEVER, 100), sleepWatch());
        use(ScriptedUpstream.udp((query, reply) -> {
            if (query.getQuestion().getName().toString().equals(NAME)) {
                reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
            }
        }));
        ask();
        assertThat(forwarder.status().getFirst().answered()).isEqualTo(1);
        CompletableFuture<UpstreamAnswer> waiting =
                forwarder.ask(question("slow.example.", false)).toCompletableFuture();
        pass(0, 60_000);
        await().untilAsserted(() ->
                assertThat(forwarder.status().getFirst().answered()).isZero());
        use();
        waiting.join();
    }

    @Test
    void timeThatPassesAwakeAndAClockThatIsSetBackAreNoSleep() {
        SleepWatch watch = sleepWatch();
        pass(3_600_000, 0);
        assertThat(watch.slept()).isFalse();
        pass(1000, 900);
        assertThat(watch.slept()).isFalse();
        pass(0, -5000);
        assertThat(watch.slept()).isFalse();
        pass(0, 2000);
        assertThat(watch.slept()).isTrue();
        assertThat(watch.slept()).isFalse();
    }
}
