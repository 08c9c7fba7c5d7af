package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

/// How the nameservers of a group are asked.
class ModeTest extends ForwarderFixture {

    ModeTest() {
        super(Transport.NIO);
    }

    private void plan(ForwardPlan.Mode mode, OptionalInt most, String note, ScriptedUpstream... servers) {
        upstreams.addAll(List.of(servers));
        List<InetSocketAddress> addresses =
                List.of(servers).stream().map(ScriptedUpstream::address).toList();
        forwarder.use(new ForwardPlan(Nameserver.of(addresses), List.of(), mode, most, "none", note));
    }

    @Test
    void allAreAskedAtOnceAndNoFailureBeatsAnAnswer() throws IOException {
        ScriptedUpstream silent = ScriptedUpstream.silent();
        ScriptedUpstream failing = ScriptedUpstream.failing(Rcode.SERVFAIL);
        plan(ForwardPlan.Mode.ALL, OptionalInt.empty(), "", silent, failing, ScriptedUpstream.answering("10.0.0.3"));
        assertThat(address(ask())).isEqualTo("10.0.0.3");
        await().untilAsserted(() -> assertThat(silent.received()).hasSize(1));
        await().untilAsserted(() -> assertThat(failing.received()).hasSize(1));
    }

    @Test
    void moreThanAQuestionKeepsTriesOfAreAllAsked() throws IOException {
        List<ScriptedUpstream> servers = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            servers.add(ScriptedUpstream.silent());
        }
        servers.add(ScriptedUpstream.answering("10.0.0.25"));
        plan(ForwardPlan.Mode.ALL, OptionalInt.empty(), "", servers.toArray(ScriptedUpstream[]::new));
        CompletableFuture<UpstreamAnswer> answer = start(false).toCompletableFuture();
        await().until(answer::isDone);
        assertThat(address(answer.join())).isEqualTo("10.0.0.25");
        await().untilAsserted(() -> assertThat(servers)
                .allSatisfy(server -> assertThat(questions(server)).isEqualTo(1)));
    }

    @Test
    void strictOrderBeginsWithTheFirstHoweverSilentItHasBeen() throws IOException {
        ScriptedUpstream silent = ScriptedUpstream.silent();
        settings(HASTY);
        plan(ForwardPlan.Mode.STRICT, OptionalInt.empty(), "", silent, ScriptedUpstream.answering("10.0.0.2"));
        for (int i = 1; i <= 4; i++) {
            assertThat(address(ask())).isEqualTo("10.0.0.2");
            int asked = i;
            await().untilAsserted(() -> assertThat(silent.received()).hasSizeGreaterThanOrEqualTo(asked));
        }
    }

    @Test
    void moreThanTheMostInFlightFailAtOnce() throws IOException {
        plan(ForwardPlan.Mode.STICKY, OptionalInt.of(1), "", ScriptedUpstream.silent());
        CompletionStage<UpstreamAnswer> first = start(false);
        assertThat(start(false).toCompletableFuture())
                .isCompletedWithValueMatching(answer -> answer instanceof UpstreamAnswer.Failed failed
                        && failed.text().contains("more than 1 questions"));
        assertThat(first.toCompletableFuture()).isNotDone();
        settings(HASTY);
    }

    @Test
    void theNoteOfAPlanIsToldWithAFailure() throws IOException {
        settings(HASTY);
        plan(ForwardPlan.Mode.STICKY, OptionalInt.empty(), "resolv.conf is an old copy", ScriptedUpstream.silent());
        assertThat(ask())
                .isInstanceOfSatisfying(
                        UpstreamAnswer.Failed.class,
                        failed -> assertThat(failed.text()).endsWith("timed out; resolv.conf is an old copy"));
    }

    @Test
    void theNoteOfAPlanIsToldWhereThereIsNobodyToAsk() throws IOException {
        plan(ForwardPlan.Mode.STICKY, OptionalInt.empty(), "resolv.conf is an old copy");
        assertThat(ask())
                .isInstanceOfSatisfying(
                        UpstreamAnswer.Failed.class,
                        failed -> assertThat(failed.text()).isEqualTo("none; resolv.conf is an old copy"));
    }
}
