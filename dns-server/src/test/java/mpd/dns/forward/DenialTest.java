package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mpd.dns.forward.ForwardSettings.Patience;
import mpd.dns.forward.ForwardSettings.Probing;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A nameserver for everybody denies the names of the office, whose own nameserver stands before it in the file
/// and is slow.
class DenialTest extends ForwarderFixture {

    private static final Duration HEDGE = Duration.ofMillis(50);
    private static final int HOUR = 3600;
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
        return slowly(millis, (query, reply) -> {
            Message answer = rcode == Rcode.NOERROR
                    ? ScriptedUpstream.answer(query, "10.0.0.1")
                    : ScriptedUpstream.error(query, rcode);
            reply.send(answer.toWire());
        });
    }

    private ScriptedUpstream slowly(int millis, ScriptedUpstream.Script script) throws IOException {
        return ScriptedUpstream.udp((query, reply) -> {
            var _ = later.schedule(
                    () -> {
                        script.got(query, reply);
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
    void aDenialWaitsForOneWhoseFirstPacketWasLost() throws IOException {
        settings(NEVER);
        AtomicInteger asked = new AtomicInteger();
        use(
                ScriptedUpstream.udp((query, reply) -> {
                    if (query.getQuestion().getType() == Type.A && asked.incrementAndGet() > 1) {
                        reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
                    }
                }),
                denying());
        CompletableFuture<UpstreamAnswer> answer = start(false).toCompletableFuture();
        await().until(answer::isDone);
        assertThat(address(answer.join())).isEqualTo("10.0.0.1");
    }

    @Test
    void whoIsOverdueWhenADenialBeginsToWaitIsAskedAgainAtOnceAndHasTime() throws IOException {
        Duration most = Duration.ofMillis(400);
        settings(new ForwardSettings(
                NEVER, new Patience(most, most, most, NEVER, NEVER, NEVER), Duration.ofSeconds(5), RARELY, 100));
        AtomicInteger asked = new AtomicInteger();
        use(
                slowly(100, (query, reply) -> {
                    if (query.getQuestion().getType() == Type.A && asked.incrementAndGet() > 1) {
                        reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
                    }
                }),
                denying());
        assertThat(address(ask())).isEqualTo("10.0.0.1");
    }

    @Test
    void aDenialWaitsForOneThatIsKnownToBeSlow() throws IOException {
        Duration most = HEDGE.multipliedBy(3);
        settings(new ForwardSettings(
                NEVER, new Patience(NEVER, HEDGE, most, NEVER, NEVER, NEVER), Duration.ofSeconds(5), RARELY, 100));
        use(
                ScriptedUpstream.udp((query, reply) -> {
                    boolean first = query.getQuestion().getName().toString().equals(NAME);
                    var _ = later.schedule(
                            () -> {
                                reply.send(ScriptedUpstream.answer(query, "10.0.0.1")
                                        .toWire());
                                return true;
                            },
                            first ? 400 : 250,
                            TimeUnit.MILLISECONDS);
                }),
                denying());
        assertThat(address(ask())).isEqualTo("10.0.0.1");
        assertThat(address(ask("intranet.example."))).isEqualTo("10.0.0.1");
    }

    /// One that is known to be slow and silent about one name, and one that denies everything and is known too.
    ///
    /// @param again     how long it takes until the slow one is asked again
    /// @param forgotten how many questions about `lost.example.` it does not answer
    private void slowAndSilentAboutOneName(Duration again, int millis, int forgotten) throws IOException {
        Patience patience = new Patience(NEVER, HEDGE, HEDGE.multipliedBy(3), again, NEVER, NEVER);
        settings(new ForwardSettings(NEVER, patience, Duration.ofSeconds(20), RARELY, 100));
        AtomicInteger asked = new AtomicInteger();
        use(
                slowly(millis, (query, reply) -> {
                    boolean lost = query.getQuestion().getName().toString().equals("lost.example.")
                            && asked.getAndIncrement() < forgotten;
                    if (!lost) {
                        reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
                    }
                }),
                denying());
        assertThat(address(ask())).isEqualTo("10.0.0.1");
        assertThat(address(ask("other.example."))).isEqualTo("10.0.0.1");
    }

    @Test
    void aDenialWaitsForASlowOneThatIsAskedAgainForItsPacketWasLost() throws IOException {
        slowAndSilentAboutOneName(HEDGE.multipliedBy(2), 300, 1);
        assertThat(address(ask("lost.example."))).isEqualTo("10.0.0.1");
    }

    @Test
    void aDenialIsPutOffOnceForASlowOneThatIsSilentNow() throws IOException {
        slowAndSilentAboutOneName(HEDGE, 900, Integer.MAX_VALUE);
        long began = System.nanoTime();
        assertThat(message(ask("lost.example.")).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void whileADenialWaitsNobodyBehindItIsAsked() throws IOException {
        settings(Duration.ofMillis(300));
        ScriptedUpstream behind = ScriptedUpstream.answering("10.0.0.3");
        use(ScriptedUpstream.silent(), denying(), behind);
        assertThat(message(ask()).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(message(ask("intranet.example.")).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(behind.received()).isEmpty();
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
    void oneThatFailsForMostNamesIsAskedBeforeALaterOneIsBelieved() throws IOException {
        settings(NEVER);
        ScriptedUpstream office = ofTheOffice(Rcode.REFUSED);
        ScriptedUpstream everybody = forEverybody();
        use(office, everybody);
        setAside();
        assertThat(address(ask("git.corp.example."))).isEqualTo("10.0.0.1");
        assertThat(ttlOfDenial(ask("no.such.name."))).isEqualTo(HOUR);
    }

    @Test
    void aDenialByOneThatStandsInIsToldForAFewSecondsAlone() throws IOException {
        settings(Duration.ofMillis(100));
        ScriptedUpstream silent = ScriptedUpstream.silent();
        use(silent, forEverybody());
        UpstreamAnswer denial = ask("no.such.name.");
        assertThat(ttlOfDenial(denial)).isEqualTo(5);
        assertThat(unheard(denial)).containsExactly(silent.address());
        UpstreamAnswer next = ask("nor.this.");
        assertThat(ttlOfDenial(next)).as("it is known to be silent").isEqualTo(5);
        assertThat(unheard(next)).containsExactly(silent.address());
    }

    private static List<InetSocketAddress> unheard(UpstreamAnswer answer) {
        assertThat(answer).isInstanceOf(UpstreamAnswer.Answered.class);
        UpstreamAnswer.Provenance from = ((UpstreamAnswer.Answered) answer).provenance();
        assertThat(from).isInstanceOf(UpstreamAnswer.Provenance.Asked.class);
        return ((UpstreamAnswer.Provenance.Asked) from).unheard();
    }

    @Test
    void aDenialInThePlaceOfAFailureIsToldForAFewSecondsAlone() throws IOException {
        settings(NEVER);
        use(ofTheOffice(Rcode.SERVFAIL), forEverybody());
        assertThat(ttlOfDenial(ask("no.such.name."))).isEqualTo(5);
    }

    @Test
    void aDenialByTheFirstIsToldForItsWholeLife() throws IOException {
        settings(NEVER);
        use(forEverybody(), ScriptedUpstream.silent());
        UpstreamAnswer denial = ask("no.such.name.");
        assertThat(ttlOfDenial(denial)).isEqualTo(HOUR);
        assertThat(unheard(denial)).isEmpty();
    }

    @Test
    void ofTwoThatDenyTheOneBeforeTheOtherIsBelieved() throws IOException {
        settings(NEVER);
        use(slowly(400, Rcode.REFUSED), slowly(200, forEverybody(HOUR)), ScriptedUpstream.udp(forEverybody(2 * HOUR)));
        assertThat(ttlOfDenial(ask("no.such.name."))).isEqualTo(HOUR);
    }

    @Test
    void whoWantsTheRaceKeepsItsDenials() throws IOException {
        settings(NEVER);
        upstreams.add(ScriptedUpstream.silent());
        upstreams.add(forEverybody());
        List<InetSocketAddress> addresses =
                upstreams.stream().map(ScriptedUpstream::address).toList();
        forwarder.use(new ForwardPlan(
                Nameserver.of(addresses), List.of(), ForwardPlan.Mode.ALL, OptionalInt.empty(), "none", ""));
        assertThat(ttlOfDenial(ask("no.such.name."))).isEqualTo(HOUR);
    }

    /// Knows its own names, and fails for all others.
    private static ScriptedUpstream ofTheOffice(int rcode) throws IOException {
        return ScriptedUpstream.udp((query, reply) -> {
            boolean own = query.getQuestion().getName().toString().endsWith("corp.example.");
            reply.send(
                    (own ? ScriptedUpstream.answer(query, "10.0.0.1") : ScriptedUpstream.error(query, rcode)).toWire());
        });
    }

    private static ScriptedUpstream forEverybody() throws IOException {
        return ScriptedUpstream.udp(forEverybody(HOUR));
    }

    /// Knows the names below `com.`, and that there are no others.
    private static ScriptedUpstream.Script forEverybody(int ttl) {
        return (query, reply) -> {
            Message answer = ScriptedUpstream.answer(query, "10.0.0.2");
            if (!query.getQuestion().getName().toString().endsWith(".com.")) {
                answer = ScriptedUpstream.error(query, Rcode.NXDOMAIN);
                Name root = Name.root;
                answer.addRecord(new SOARecord(root, DClass.IN, ttl, root, root, 1, 1, 1, 1, ttl), Section.AUTHORITY);
            }
            reply.send(answer.toWire());
        };
    }

    private void setAside() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(address(ask("www.d" + i + ".com."))).isEqualTo("10.0.0.2");
        }
        assertThat(state(0)).isEqualTo(UpstreamStatus.State.REFUSING);
    }

    private static long ttlOfDenial(UpstreamAnswer answer) throws IOException {
        assertThat(message(answer).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        return message(answer).getSection(Section.AUTHORITY).getFirst().getTTL();
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
