package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import mpd.dns.forward.ForwardSettings.Patience;
import mpd.dns.forward.ForwardSettings.Probing;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// Nameservers that ask us what we ask them.
class LoopTest extends ForwarderFixture {

    private static final Duration BRIEF = Duration.ofMillis(50);
    private static final ForwardSettings SETTINGS = new ForwardSettings(
            NEVER,
            new Patience(BRIEF, BRIEF, BRIEF, BRIEF, BRIEF, BRIEF),
            NEVER,
            new Probing(BRIEF, BRIEF, BRIEF),
            100);
    private static final Name TEST = Name.fromConstantString("test.");

    private final AtomicBoolean looping = new AtomicBoolean(true);

    LoopTest() {
        super(Transport.best());
        settings(SETTINGS, _ -> true);
    }

    private static boolean isProbe(Message query) {
        return query.getQuestion().getType() == Type.TXT
                && query.getQuestion().getName().subdomain(TEST);
    }

    /// One that passes everything on to us, while it loops.
    private ScriptedUpstream looping() throws IOException {
        return ScriptedUpstream.udp((query, reply) -> {
            if (!looping.get()) {
                reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
            } else if (forwarder.loops(query.getQuestion().getName())) {
                reply.send(ScriptedUpstream.error(query, Rcode.NXDOMAIN).toWire());
            }
        });
    }

    @Test
    void oneThatLoopsIsDroppedAndTheOthersGoOn() throws IOException {
        use(looping(), ScriptedUpstream.answering("10.0.0.2"), looping());
        await().until(() -> state(0) == UpstreamStatus.State.LOOP && state(2) == UpstreamStatus.State.LOOP);
        assertThat(address(ask())).isEqualTo("10.0.0.2");
        assertThat(state(1)).isEqualTo(UpstreamStatus.State.IN_USE);
        assertThat(questions(upstreams.getFirst())).isZero();
    }

    @Test
    void whereAllLoopTheClientIsToldAtOnce() throws IOException {
        use(looping(), looping());
        await().until(() ->
                forwarder.status().stream().allMatch(upstream -> upstream.state() == UpstreamStatus.State.LOOP));
        assertThat(ask())
                .isInstanceOfSatisfying(
                        UpstreamAnswer.Failed.class,
                        failed -> assertThat(failed.text())
                                .contains(
                                        "port " + upstreams.getFirst().address().getPort() + " asks us what we ask it")
                                .contains(
                                        "port " + upstreams.getLast().address().getPort() + " asks us"));
    }

    @Test
    void aLoopThatComesAboutLaterIsFoundWhenItsFirstQuestionIsLate() throws IOException {
        looping.set(false);
        use(looping());
        assertThat(address(ask())).isEqualTo("10.0.0.1");
        looping.set(true);
        // The question comes back to us, where it waits for itself; this ends long before its budget.
        CompletableFuture<UpstreamAnswer> answer = start(false).toCompletableFuture();
        await().until(answer::isDone);
        assertThat(answer.join())
                .isInstanceOfSatisfying(
                        UpstreamAnswer.Failed.class,
                        failed -> assertThat(failed.text()).contains("asks us (a loop)"));
        assertThat(state(0)).isEqualTo(UpstreamStatus.State.LOOP);
    }

    @Test
    void oneThatLoopsNoLongerIsAskedAgain() throws IOException {
        use(looping());
        await().until(() -> state(0) == UpstreamStatus.State.LOOP);
        looping.set(false);
        await().until(() -> state(0) == UpstreamStatus.State.IN_USE);
        assertThat(address(ask())).isEqualTo("10.0.0.1");
    }

    @Test
    void oneThatStillLoopsStaysOut() throws IOException {
        ScriptedUpstream upstream = looping();
        use(upstream);
        await().until(() -> state(0) == UpstreamStatus.State.LOOP);
        int before = upstream.received().size();
        await().until(() -> upstream.received().size() > before + 3);
        assertThat(state(0)).isEqualTo(UpstreamStatus.State.LOOP);
    }

    @Test
    void oneThatCannotBeReachedJustNowStaysOut() throws IOException {
        ScriptedUpstream upstream = looping();
        use(upstream);
        await().until(() -> state(0) == UpstreamStatus.State.LOOP);
        upstream.closeUdp();
        await().during(Duration.ofMillis(400)).until(() -> state(0) == UpstreamStatus.State.LOOP);
    }

    @Test
    void otherNameserversInTheFileGiveItAnotherChance() throws IOException {
        ScriptedUpstream upstream = looping();
        settings(
                new ForwardSettings(NEVER, SETTINGS.patience(), NEVER, new Probing(BRIEF, BRIEF, NEVER), 100),
                _ -> true);
        use(upstream);
        await().until(() -> state(0) == UpstreamStatus.State.LOOP);
        looping.set(false);
        use(upstream, ScriptedUpstream.answering("10.0.0.2"));
        assertThat(address(ask())).isEqualTo("10.0.0.1");
    }

    @Test
    void anotherNetworkGivesItAnotherChance() throws IOException {
        settings(
                new ForwardSettings(NEVER, SETTINGS.patience(), NEVER, new Probing(BRIEF, NEVER, NEVER), 100),
                _ -> true);
        use(looping());
        await().until(() -> state(0) == UpstreamStatus.State.LOOP);
        looping.set(false);
        await().until(() -> {
            forwarder.trySoon();
            return state(0) == UpstreamStatus.State.IN_USE;
        });
    }

    @Test
    void letterCaseOnTheWayHidesNoLoop() throws IOException {
        use(ScriptedUpstream.udp((query, reply) -> {
            String upper = query.getQuestion().getName().toString().toUpperCase(Locale.ROOT);
            forwarder.loops(Name.fromString(upper));
        }));
        await().until(() -> state(0) == UpstreamStatus.State.LOOP);
    }

    @Test
    void oneThatDeniesTheNameItselfDoesNotLoop() throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.udp((query, reply) -> reply.send(
                isProbe(query)
                        ? ScriptedUpstream.error(query, Rcode.NXDOMAIN).toWire()
                        : ScriptedUpstream.answer(query, "10.0.0.1").toWire()));
        use(upstream);
        await().until(() -> upstream.received().stream().anyMatch(LoopTest::isProbe));
        assertThat(address(ask())).isEqualTo("10.0.0.1");
        assertThat(state(0)).isEqualTo(UpstreamStatus.State.IN_USE);
    }

    @Test
    void oneThatDropsTheProbeIsNotJudgedByIt() throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.udp((query, reply) -> {
            if (!isProbe(query)) {
                reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
            }
        });
        use(upstream, ScriptedUpstream.answering("10.0.0.2"));
        await().until(() -> upstream.received().stream().anyMatch(LoopTest::isProbe));
        assertThat(address(ask())).isEqualTo("10.0.0.1");
        assertThat(state(0)).isEqualTo(UpstreamStatus.State.IN_USE);
    }

    @Test
    void whereNamesBelowTestAreOursNoneIsSent() throws IOException {
        settings(SETTINGS, question -> !question.name().subdomain(TEST));
        ScriptedUpstream upstream = ScriptedUpstream.answering("10.0.0.1");
        use(upstream);
        ask();
        assertThat(upstream.received()).noneMatch(LoopTest::isProbe);
    }

    @Test
    void aNameThatOnlyLooksLikeAProbeIsNone() throws IOException {
        use(ScriptedUpstream.answering("10.0.0.1"));
        assertThat(forwarder.loops(Name.fromString("0123456789abcdef0123456789abcdef.test.")))
                .isFalse();
        assertThat(forwarder.loops(Name.fromString("www.test."))).isFalse();
        assertThat(forwarder.loops(Name.root)).isFalse();
        assertThat(state(0)).isEqualTo(UpstreamStatus.State.IN_USE);
    }

    /// As with the server of a lab that asks us for everything else.
    @Test
    void oneThatIsAskedForADomainAloneMayAskUsForTheRest() throws IOException {
        looping.set(false);
        ScriptedUpstream standard = looping();
        ScriptedUpstream lab = ScriptedUpstream.udp((query, reply) -> {
            if (!forwarder.loops(query.getQuestion().getName())) {
                reply.send(ScriptedUpstream.answer(query, "10.0.0.3").toWire());
            }
        });
        upstreams.addAll(List.of(standard, lab));
        Route route = new Route(Name.fromConstantString("lab.example."), false, Nameserver.of(List.of(lab.address())));
        forwarder.use(new ForwardPlan(
                Nameserver.of(List.of(standard.address())),
                List.of(route),
                ForwardPlan.Mode.STICKY,
                OptionalInt.empty(),
                "none",
                ""));

        await().until(() -> standard.received().stream().anyMatch(LoopTest::isProbe));

        assertThat(address(ask("www.lab.example."))).isEqualTo("10.0.0.3");
        assertThat(lab.received()).noneMatch(LoopTest::isProbe);
        assertThat(state(1)).isEqualTo(UpstreamStatus.State.IN_USE);
    }

    private void routed(Name domain, ScriptedUpstream server) {
        upstreams.add(server);
        Route route = new Route(domain, false, Nameserver.of(List.of(server.address())));
        forwarder.use(
                new ForwardPlan(List.of(), List.of(route), ForwardPlan.Mode.STICKY, OptionalInt.empty(), "none", ""));
    }

    @Test
    void oneThatIsAskedForTheDomainOfAllNamesIsLookedAtAsADefaultOne() throws IOException {
        routed(Name.root, looping());
        await().until(() -> state(0) == UpstreamStatus.State.LOOP);
    }

    @Test
    void oneThatNoProbeMayBeSentToAnyMoreIsAskedAgain() throws IOException {
        AtomicBoolean ours = new AtomicBoolean();
        settings(SETTINGS, _ -> !ours.get());
        use(looping());
        await().until(() -> state(0) == UpstreamStatus.State.LOOP);
        ours.set(true);
        await().until(() -> state(0) == UpstreamStatus.State.IN_USE);
    }

    @Test
    void probesAreNoQueriesInWhatIsTold() throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.answering("10.0.0.1");
        use(upstream);
        await().until(() -> upstream.received().stream().anyMatch(LoopTest::isProbe));
        assertThat(forwarder.status().getFirst().asked()).isZero();
    }

    @Test
    void everyProbeHasANameOfItsOwn() throws IOException {
        ScriptedUpstream one = ScriptedUpstream.answering("10.0.0.1");
        ScriptedUpstream other = ScriptedUpstream.answering("10.0.0.2");
        use(one, other);
        await().until(() -> !one.received().isEmpty() && !other.received().isEmpty());
        Name name = one.received().getFirst().getQuestion().getName();
        assertThat(name.toString()).matches("[0-9a-f]{32}\\.test\\.");
        assertThat(other.received().getFirst().getQuestion().getName()).isNotEqualTo(name);
    }
}
