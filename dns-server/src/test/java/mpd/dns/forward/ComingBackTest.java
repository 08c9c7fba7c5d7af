package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import mpd.dns.forward.ForwardSettings.Patience;
import mpd.dns.forward.ForwardSettings.Probing;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// What those that are set aside are tried with.
class ComingBackTest extends ForwarderFixture {

    private static final Duration LEAST = Duration.ofMillis(300);
    private static final ForwardSettings OFTEN_PROBED = new ForwardSettings(
            NEVER,
            new Patience(LEAST, LEAST, Duration.ofMillis(500), LEAST, NEVER, Duration.ofSeconds(5)),
            Duration.ofSeconds(5),
            new Probing(Duration.ofMillis(20), Duration.ofMillis(100), NEVER),
            100);

    ComingBackTest() {
        super(Transport.best());
    }

    /// There are networks, and servers of one domain, that drop what they know nothing of.
    @Test
    void aServerThatSaysNothingToQuestionsAboutTheRootComesBackByWhatItKnows() throws IOException {
        AtomicBoolean cut = new AtomicBoolean();
        ScriptedUpstream first = ScriptedUpstream.udp((query, reply) -> {
            if (!cut.get() && query.getQuestion().getType() == Type.A) {
                reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
            }
        });
        settings(OFTEN_PROBED);
        use(first, ScriptedUpstream.answering("10.0.0.2"));
        assertThat(address(ask())).isEqualTo("10.0.0.1");
        cut.set(true);
        assertThat(address(ask())).isEqualTo("10.0.0.2");
        await().until(() -> state(0) == UpstreamStatus.State.SILENT);
        assertThat(address(ask())).isEqualTo("10.0.0.2");

        cut.set(false);

        await().until(() -> state(0) == UpstreamStatus.State.IN_USE);
        assertThat(address(ask())).isEqualTo("10.0.0.1");
    }

    /// A drop-in file may say so at any time.
    @Test
    void whatHasBecomeOursIsNoLongerAskedOfOneThatFails() throws IOException {
        ScriptedUpstream first = ScriptedUpstream.failing(Rcode.REFUSED);
        AtomicBoolean ours = new AtomicBoolean();
        settings(OFTEN_PROBED, question -> !ours.get() && question.type() != Type.TXT);
        use(first, ScriptedUpstream.answering("10.0.0.2"));
        for (int i = 0; i < 3; i++) {
            ask("www.domain" + i + ".example.");
            ask("www.d" + i + ".");
        }
        await().until(() -> state(0) == UpstreamStatus.State.REFUSING);

        ours.set(true);

        await().untilAsserted(() -> assertThat(first.received().stream()
                        .filter(query -> query.getQuestion().getName().equals(Name.root)))
                .hasSizeGreaterThan(1));
        long named = questions(first);
        int before = first.received().size();
        await().until(() -> first.received().size() > before + 2);
        assertThat(questions(first)).isEqualTo(named);
    }
}
