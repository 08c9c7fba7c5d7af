package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/// Nameservers behind boxes that drop what has EDNS, and nameservers that are silent for another reason.
class EdnsTest extends ForwarderFixture {

    EdnsTest() {
        super(Transport.best());
    }

    private static ScriptedUpstream dropping() throws IOException {
        return ScriptedUpstream.udp((query, reply) -> {
            if (query.getOPT() == null) {
                reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
            }
        });
    }

    @Test
    void oneThatDropsWhatHasEdnsIsAskedWithoutItWhereThatIsAllTheSame() throws IOException {
        ScriptedUpstream upstream = dropping();
        settings(HASTY);
        use(upstream);
        assertThat(address(askWithEdns("first.example.", false))).isEqualTo("10.0.0.1");
        long first = questions(upstream);
        assertThat(address(askWithEdns("second.example.", false))).isEqualTo("10.0.0.1");
        assertThat(questions(upstream)).as("not tried again at once").isEqualTo(first + 1);
        assertThat(askWithEdns("signed.example.", true)).isInstanceOf(UpstreamAnswer.Failed.class);
    }

    @Test
    void oneThatDropsWhatHasEdnsKeepsItsPlaceBeforeAnother() throws IOException {
        use(dropping(), ScriptedUpstream.answering("10.0.0.2"));
        assertThat(address(askWithEdns("first.example.", false))).isEqualTo("10.0.0.2");
        await().until(() -> state(0) == UpstreamStatus.State.IN_USE);
        assertThat(address(askWithEdns("second.example.", false))).isEqualTo("10.0.0.1");
    }

    @Test
    void oneThatHasAnsweredWithEdnsIsAskedWithItHoweverSilentItIsLater() throws IOException {
        AtomicInteger got = new AtomicInteger();
        ScriptedUpstream upstream = ScriptedUpstream.udp((query, reply) -> {
            boolean probe = query.getQuestion().getType() != Type.A;
            int number = probe ? 0 : got.incrementAndGet();
            if (number <= 1 || number > 4) {
                reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
            }
        });
        use(upstream);
        askWithEdns("first.example.", false);
        askWithEdns("second.example.", false);
        assertThat(questions(upstream)).isEqualTo(5);
        assertThat(upstream.received().stream()
                        .filter(query -> query.getQuestion().getType() == Type.A))
                .allMatch(query -> query.getOPT() != null);
    }

    private UpstreamAnswer askWithEdns(String name, boolean dnssecOk) throws IOException {
        UpstreamQuestion question = new UpstreamQuestion(question(name, true).question(), true, dnssecOk, false, false);
        return forwarder.ask(question).toCompletableFuture().join();
    }
}
