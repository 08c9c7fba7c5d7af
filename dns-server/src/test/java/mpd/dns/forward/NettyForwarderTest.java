package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/// Against nameservers on loopback that behave, over both transports.
@ParameterizedClass
@EnumSource(Transport.class)
class NettyForwarderTest extends ForwarderFixture {

    NettyForwarderTest(Transport transport) {
        super(transport);
    }

    @Test
    void questionGoesOutAsAskedWithRecursionDesired() throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.answering("10.0.0.1");
        use(upstream);
        assertThat(address(ask())).isEqualTo("10.0.0.1");
        Message query = upstream.received().getFirst();
        assertThat(query.getQuestion()).isEqualTo(ScriptedUpstream.question(NAME));
        assertThat(query.getQuestion().getName()).hasToString(NAME);
        assertThat(query.getHeader().getFlag(Flags.RD)).isTrue();
        assertThat(query.getOPT()).isNull();
    }

    @Test
    void ednsGoesOutWith1232BytesAndDoAsAskedFor() throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.answering("10.0.0.1");
        use(upstream);
        start(true).toCompletableFuture().join();
        Message query = upstream.received().getFirst();
        assertThat(query.getOPT().getPayloadSize()).isEqualTo(1232);
        assertThat(query.getOPT().getFlags()).isEqualTo(0x8000);
    }

    @Test
    void everyQueryHasItsOwnIdAndOneOfThePortsInUse() throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.answering("10.0.0.1");
        use(upstream);
        for (int i = 0; i < 50; i++) {
            ask();
        }
        Set<Integer> ports = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        upstream.clients().forEach(client -> ports.add(client.getPort()));
        upstream.received().forEach(query -> ids.add(query.getHeader().getID()));
        assertThat(ports).hasSize(SocketSettings.STANDARD.sockets());
        assertThat(ids).hasSizeGreaterThan(40);
    }

    @Test
    void answersThatDoNotMatchArePassedOver() throws IOException {
        use(ScriptedUpstream.udp((query, reply) -> {
            Message wrongId = ScriptedUpstream.answer(query, "10.6.6.6");
            wrongId.getHeader().setID(query.getHeader().getID() ^ 1);
            reply.send(wrongId.toWire());
            Message wrongName = new Message(query.getHeader().getID());
            wrongName.addRecord(ScriptedUpstream.question("other.example."), Section.QUESTION);
            reply.send(ScriptedUpstream.answer(wrongName, "10.6.6.7").toWire());
            Message notResponse = ScriptedUpstream.answer(query, "10.6.6.8");
            notResponse.getHeader().unsetFlag(Flags.QR);
            reply.send(notResponse.toWire());
            reply.send(new byte[0]);
            reply.send(new byte[] {1, 2, 3});
            reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
        }));
        assertThat(address(ask())).isEqualTo("10.0.0.1");
    }

    @Test
    void answerFromAnotherPortIsNotSeen() throws IOException {
        AtomicReference<ScriptedUpstream> self = new AtomicReference<>();
        self.set(ScriptedUpstream.udp((query, reply) -> {
            byte[] forged = ScriptedUpstream.answer(query, "10.6.6.6").toWire();
            try (DatagramSocket other = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
                InetSocketAddress client = self.get().clients().getLast();
                other.send(new DatagramPacket(forged, forged.length, client));
            }
            reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
        }));
        use(self.get());
        assertThat(address(ask())).isEqualTo("10.0.0.1");
    }

    @Test
    void otherLetterCaseInTheAnswerIsAccepted() throws IOException {
        use(ScriptedUpstream.udp((query, reply) -> {
            Message lower = new Message(query.getHeader().getID());
            lower.addRecord(ScriptedUpstream.question("www.example."), Section.QUESTION);
            reply.send(ScriptedUpstream.answer(lower, "10.0.0.1").toWire());
        }));
        assertThat(address(ask())).isEqualTo("10.0.0.1");
    }

    @Test
    void firstOfTheFileIsAskedAlone() throws IOException {
        ScriptedUpstream second = ScriptedUpstream.answering("10.0.0.2");
        use(ScriptedUpstream.answering("10.0.0.1"), second);
        assertThat(address(ask())).isEqualTo("10.0.0.1");
        assertThat(second.received()).isEmpty();
    }

    @Test
    void newSetOfNameserversStartsWithNothingHeldAgainstIt() throws IOException {
        ScriptedUpstream silent = ScriptedUpstream.silent();
        ScriptedUpstream good = ScriptedUpstream.answering("10.0.0.2");
        use(silent, good);
        ask();
        ask();
        use(silent, ScriptedUpstream.answering("10.0.0.3"));
        assertThat(forwarder.status().getFirst().setAside()).isFalse();
        assertThat(forwarder.status().getFirst().timeouts()).isZero();
    }

    @Test
    void noSuchNameIsAnAnswer() throws IOException {
        ScriptedUpstream second = ScriptedUpstream.answering("10.0.0.2");
        use(ScriptedUpstream.failing(Rcode.NXDOMAIN), second);
        assertThat(message(ask()).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(second.received()).isEmpty();
    }

    @Test
    void truncatedAnswerIsFetchedByTcp() throws IOException {
        settings(new ForwardSettings(NEVER, NEVER, NEVER, NEVER, 100));
        ScriptedUpstream upstream = ScriptedUpstream.tcp((query, reply) -> {
            Message answer = ScriptedUpstream.error(query, Rcode.NOERROR);
            for (int i = 1; i <= 250; i++) {
                for (int j = 1; j <= 10; j++) {
                    answer.addRecord(
                            ScriptedUpstream.answer(query, "10.0." + j + "." + i)
                                    .getSection(Section.ANSWER)
                                    .getFirst(),
                            Section.ANSWER);
                }
            }
            reply.send(answer.toWire(65_535));
        });
        use(upstream);
        assertThat(message(ask()).getSection(Section.ANSWER)).hasSize(2500);
        assertThat(upstream.receivedByTcp()).hasSize(1);
    }

    @Test
    void noNameserverFailsAtOnceAndSaysWhy() throws IOException {
        use();
        assertThat(ask()).isEqualTo(new UpstreamAnswer.Failed(22, "no nameserver in test"));
    }

    @Test
    void moreQuestionsThanAllowedFailAtOnce() throws IOException {
        settings(new ForwardSettings(Duration.ofMillis(300), NEVER, NEVER, NEVER, 1));
        use(ScriptedUpstream.silent());
        CompletionStage<UpstreamAnswer> first = start(false);
        assertThat(ask()).isEqualTo(new UpstreamAnswer.Failed(22, "more than 1 questions under way"));
        first.toCompletableFuture().join();
        assertThat(((UpstreamAnswer.Failed) ask()).text()).contains("timed out");
    }

    @Test
    void closingWaitsForTheQuestionsUnderWayAndTakesNoMore() throws IOException {
        List<Runnable> answers = new ArrayList<>();
        use(ScriptedUpstream.udp((query, reply) -> {
            synchronized (answers) {
                answers.add(() -> {
                    try {
                        reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
            }
        }));
        CompletionStage<UpstreamAnswer> underWay = start(false);
        Thread closing = Thread.ofVirtual().start(forwarder::close);
        await().untilAsserted(() -> assertThat(ask()).isInstanceOf(UpstreamAnswer.Failed.class));
        assertThat(underWay.toCompletableFuture()).isNotDone();
        await().until(() -> {
            synchronized (answers) {
                return !answers.isEmpty();
            }
        });
        answers.getFirst().run();
        assertThat(address(underWay.toCompletableFuture().join())).isEqualTo("10.0.0.1");
        await().until(() -> !closing.isAlive());
    }

    @Test
    void newPlanMeansNewPortsEvenForTheSameNameservers() throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.answering("10.0.0.1");
        use(upstream);
        for (int i = 0; i < 20; i++) {
            ask();
        }
        Set<Integer> before = new HashSet<>();
        upstream.clients().forEach(client -> before.add(client.getPort()));
        forwarder.use(ForwardPlan.of(List.of(upstream.address()), "none"));
        AttemptFixture.awaitNoneConnectedTo(upstream.address(), "udp");
        ask();
        // The kernel may give one of them again, by chance.
        assertThat(before).hasSize(SocketSettings.STANDARD.sockets());
        assertThat(AttemptFixture.connectedTo(upstream.address(), "udp")).isEqualTo(1);
    }

    @Test
    void closingLeavesNoSocket() throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.connections((_, connection) -> {
            Message query = connection.read();
            connection.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
            connection.untilClosed();
        });
        use(upstream);
        assertThat(address(ask())).isEqualTo("10.0.0.1");
        assertThat(AttemptFixture.connectedTo(upstream.address(), "udp")).isEqualTo(1);
        assertThat(AttemptFixture.connectedTo(upstream.address(), "tcp")).isGreaterThanOrEqualTo(1);
        forwarder.close();
        AttemptFixture.awaitNoneConnectedTo(upstream.address(), "udp");
        AttemptFixture.awaitNoneConnectedTo(upstream.address(), "tcp");
    }

    @Test
    void statusTellsWhyANameserverIsUnreachableAndNotTwiceThatItIs() throws IOException {
        ScriptedUpstream gone = ScriptedUpstream.answering("10.0.0.1");
        use(gone, ScriptedUpstream.answering("10.0.0.2"));
        gone.closeUdp();
        ask();
        UpstreamStatus status = forwarder.status().getFirst();
        assertThat(status.state()).isEqualTo(UpstreamStatus.State.UNREACHABLE);
        assertThat(status.lastTrouble())
                .hasValueSatisfying(trouble -> assertThat(trouble.what()).isEqualTo("nothing listens there"));
    }

    @Test
    void statusTellsHowEachNameserverDoes() throws IOException {
        use(ScriptedUpstream.failing(Rcode.SERVFAIL), ScriptedUpstream.answering("10.0.0.2"));
        ask();
        List<UpstreamStatus> status = forwarder.status();
        assertThat(status.get(0).failures()).isEqualTo(1);
        assertThat(status.get(0).lastTrouble())
                .hasValueSatisfying(trouble -> assertThat(trouble.what()).isEqualTo("answered SERVFAIL"));
        assertThat(status.get(1).answered()).isEqualTo(1);
        assertThat(status.get(1).latency()).isPresent();
    }
}
