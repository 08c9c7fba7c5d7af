package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import mpd.dns.forward.ForwardSettings.Patience;
import mpd.dns.forward.ForwardSettings.Probing;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/// A nameserver for everybody denies the names of the office, whose own nameserver stands before it in the file
/// and is slow.
class DenialTest extends ForwarderFixture {

    private static final Duration HEDGE = Duration.ofMillis(50);
    private static final Probing RARELY = new Probing(NEVER, NEVER, NEVER);

    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();

    DenialTest() {
        super(Transport.best());
    }

    @AfterEach
    void stopTimer() {
        later.shutdownNow();
    }

    /// @param most for how long a denial waits for those before it
    private void settings(Duration most) {
        settings(new ForwardSettings(
                NEVER, new Patience(HEDGE, HEDGE, most, HEDGE, NEVER, NEVER), Duration.ofSeconds(5), RARELY, 100));
    }

    private ScriptedUpstream slowly(int millis, int rcode) throws IOException {
        return ScriptedUpstream.udp((query, reply) -> {
            Message answer = rcode == Rcode.NOERROR
                    ? ScriptedUpstream.answer(query, "10.0.0.1")
                    : ScriptedUpstream.error(query, rcode);
            var _ = later.schedule(
                    () -> {
                        reply.send(answer.toWire());
                        return true;
                    },
                    millis,
                    TimeUnit.MILLISECONDS);
        });
    }

    private static ScriptedUpstream denying() throws IOException {
        return ScriptedUpstream.failing(Rcode.NXDOMAIN);
    }

    @Test
    void aDenialByALaterOneWaitsForTheFirst() throws IOException {
        settings(NEVER);
        use(slowly(300, Rcode.NOERROR), denying());
        assertThat(address(ask())).isEqualTo("10.0.0.1");
    }

    @Test
    void aDenialWaitsForOneThatIsLateAndWasNotAskedFirst() throws IOException {
        settings(NEVER);
        use(slowly(300, Rcode.NOERROR), denying());
        CompletableFuture<UpstreamAnswer> first = start(false).toCompletableFuture();
        await().until(() -> state(0) == UpstreamStatus.State.LATE);
        assertThat(address(ask("intranet.example."))).isEqualTo("10.0.0.1");
        assertThat(address(first.join())).isEqualTo("10.0.0.1");
    }

    @Test
    void theFirstOnesFailureLetsTheDenialGo() throws IOException {
        settings(NEVER);
        use(slowly(300, Rcode.SERVFAIL), denying());
        assertThat(message(ask()).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void aDenialWaitsNoLongerThanForADeadOne() throws IOException {
        settings(Duration.ofMillis(200));
        use(ScriptedUpstream.silent(), denying());
        long began = System.nanoTime();
        assertThat(message(ask()).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(190));
    }

    @Test
    void aDenialByTheFirstIsFinal() throws IOException {
        settings(NEVER);
        use(slowly(200, Rcode.NXDOMAIN), ScriptedUpstream.silent());
        assertThat(message(ask()).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void otherNameserversForgetADenialThatWaits() throws IOException {
        settings(NEVER);
        ScriptedUpstream denying = denying();
        use(ScriptedUpstream.silent(), denying);
        CompletableFuture<UpstreamAnswer> answer = start(false).toCompletableFuture();
        await().until(() -> questions(denying) == 1);
        use(ScriptedUpstream.answering("10.0.0.3"));
        assertThat(address(answer.join())).isEqualTo("10.0.0.3");
    }
}
