package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import mpd.dns.transport.Transport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Message;

/// The UDP sockets to a nameserver: how many, which ports, for how long.
@ParameterizedClass
@EnumSource(Transport.class)
class UdpPoolTest extends AttemptFixture {

    private final Transport transport;

    UdpPoolTest(Transport transport) {
        super(transport);
        this.transport = transport;
    }

    private static List<Integer> ports(ScriptedUpstream upstream) {
        return upstream.clients().stream().map(client -> client.getPort()).toList();
    }

    /// A nameserver that answers when it is told to.
    private static final class Held {
        final List<Message> queries = new CopyOnWriteArrayList<>();
        final List<ScriptedUpstream.Reply> replies = new CopyOnWriteArrayList<>();
        final ScriptedUpstream upstream = ScriptedUpstream.udp((query, reply) -> {
            replies.add(reply);
            queries.add(query);
        });

        Held() throws IOException {}

        void await(int number) {
            Awaitility.await().until(() -> queries.size() == number);
        }

        void answer(int number) throws IOException {
            Message query = queries.get(number);
            String host = query.getQuestion().getName().getLabelString(0).substring(1);
            replies.get(number)
                    .send(ScriptedUpstream.answer(query, "10.0.0." + host).toWire());
        }
    }

    @Test
    void manyQuestionsWaitOnFewSocketsAndGetTheirOwnAnswersInAnyOrder() throws IOException {
        Held held = new Held();
        with(held.upstream);
        List<Running> running = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            running.add(ask(held.upstream, "h" + i + ".example."));
        }
        held.await(200);
        assertThat(new HashSet<>(ports(held.upstream))).hasSize(LASTING.sockets());
        List<Integer> order = new ArrayList<>(running.size());
        for (int i = 0; i < running.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order);
        for (int number : order) {
            held.answer(number);
            held.answer(number);
        }
        for (int i = 0; i < 200; i++) {
            assertThat(running.get(i).address()).isEqualTo("10.0.0." + i);
        }
    }

    @Test
    void questionsOfOneTurnOfTheEventLoopGoByOneSocket() throws IOException {
        settings(new SocketSettings(3, 1000, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO));
        Held held = new Held();
        with(held.upstream);
        for (int turn = 1; turn <= 3; turn++) {
            boolean _ = onLoop(() -> {
                for (int i = 0; i < 20; i++) {
                    ask(held.upstream, "h1.example.");
                }
                return true;
            });
            held.await(20 * turn);
            assertThat(new HashSet<>(ports(held.upstream))).hasSize(turn);
        }
    }

    @Test
    void noTwoQuestionsThatWaitOnOneSocketHaveTheSameId() throws IOException {
        settings(new SocketSettings(1, 10_000, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO));
        Held held = new Held();
        with(held.upstream);
        for (int batch = 1; batch <= 30; batch++) {
            for (int i = 0; i < 50; i++) {
                ask(held.upstream, "h1.example.");
            }
            held.await(50 * batch);
        }
        Set<Integer> ids = new HashSet<>();
        held.queries.forEach(query -> ids.add(query.getHeader().getID()));
        // Of 1500 random numbers of 16 bits about 17 would be there already.
        assertThat(ids).hasSize(1500);
    }

    @Test
    void portsAreTheKernelsRandomOnes() throws IOException {
        ScriptedUpstream upstream = with(ScriptedUpstream.answering("10.0.0.1"));
        for (int i = 0; i < 100; i++) {
            ask(upstream).message();
            sockets().drop();
        }
        List<Integer> ports = ports(upstream);
        assertThat(new HashSet<>(ports)).hasSizeGreaterThan(95);
        int near = 0;
        for (int i = 1; i < ports.size(); i++) {
            near += Math.abs(ports.get(i) - ports.get(i - 1)) < 100 ? 1 : 0;
        }
        // Within 100 of one another are by chance below 1 in 100.
        assertThat(near).isLessThan(10);
        assertThat(Collections.max(ports) - Collections.min(ports)).isGreaterThan(10_000);
    }

    @Test
    void portIsRenewedAfterSomeQuestions() throws IOException {
        settings(new SocketSettings(2, 20, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO));
        ScriptedUpstream upstream = with(ScriptedUpstream.answering("10.0.0.1"));
        for (int i = 0; i < 400; i++) {
            ask(upstream).message();
        }
        Map<Integer, Integer> questions = new HashMap<>();
        ports(upstream).forEach(port -> questions.merge(port, 1, Integer::sum));
        assertThat(questions).hasSizeGreaterThan(400 / 35);
        assertThat(new HashSet<>(questions.values())).hasSizeGreaterThan(3);
        // The last one is closed after its answer was passed on.
        await().untilAsserted(
                        () -> assertThat(connectedTo(upstream.address(), "udp")).isLessThanOrEqualTo(2));
    }

    @Test
    void anotherPortNeedsNoOtherSocketWhereTheSystemGivesOneUp() throws IOException {
        settings(new SocketSettings(1, 4, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO));
        ScriptedUpstream upstream = with(ScriptedUpstream.answering("10.0.0.1"));
        Set<String> sockets = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            ask(upstream).message();
            await().until(() -> connectedTo(upstream.address(), "udp") == 1);
            sockets.addAll(inodesConnectedTo(upstream.address(), "udp"));
        }
        assertThat(new HashSet<>(ports(upstream))).hasSizeGreaterThan(8);
        if (transport.equals(Transport.EPOLL)) {
            assertThat(sockets).hasSize(1);
        } else {
            assertThat(sockets).hasSizeGreaterThan(8);
        }
    }

    @Test
    void aSocketThatWasDroppedWhileItWasRenewedCloses() throws IOException {
        settings(new SocketSettings(1, 4, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO));
        ScriptedUpstream upstream = with(ScriptedUpstream.answering("10.0.0.1"));
        for (int i = 0; i < 40; i++) {
            ask(upstream).message();
            sockets().drop();
        }
        awaitNoneConnectedTo(upstream.address(), "udp");
    }

    @Test
    void nextSocketIsOpenBeforeTheNextQuestion() throws IOException {
        settings(new SocketSettings(1, 4, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO));
        ScriptedUpstream upstream = with(ScriptedUpstream.answering("10.0.0.1"));
        for (int i = 0; i < 20; i++) {
            ask(upstream).message();
            await().untilAsserted(() ->
                    assertThat(connectedTo(upstream.address(), "udp")).isEqualTo(1));
        }
        assertThat(new HashSet<>(ports(upstream))).hasSizeGreaterThan(3);
    }

    @Test
    void portIsRenewedAfterSomeTimeAndIdleSocketsClose() throws IOException {
        settings(new SocketSettings(2, 1000, Duration.ofMillis(50), Duration.ofMinutes(1), Duration.ZERO));
        ScriptedUpstream upstream = with(ScriptedUpstream.answering("10.0.0.1"));
        ask(upstream).message();
        awaitNoneConnectedTo(upstream.address(), "udp");
        await().until(() -> {
            ask(upstream).message();
            return new HashSet<>(ports(upstream)).size() > 6;
        });
    }

    @Test
    void droppedSocketsTakeNoMoreQuestionsButBringTheAnswersStillToCome() throws IOException {
        Held held = new Held();
        with(held.upstream);
        Running before = ask(held.upstream, "h1.example.");
        Running beforeToo = ask(held.upstream, "h2.example.");
        held.await(2);
        sockets().drop();
        Running after = ask(held.upstream, "h3.example.");
        held.await(3);
        List<Integer> ports = ports(held.upstream);
        assertThat(ports.get(2)).isNotIn(ports.subList(0, 2));
        for (int i = 0; i < 3; i++) {
            held.answer(i);
        }
        assertThat(before.address()).isEqualTo("10.0.0.1");
        assertThat(beforeToo.address()).isEqualTo("10.0.0.2");
        assertThat(after.address()).isEqualTo("10.0.0.3");
        await().until(() -> connectedTo(held.upstream.address(), "udp") == 1);
        sockets().drop();
        awaitNoneConnectedTo(held.upstream.address(), "udp");
    }

    @Test
    void errorFailsAllThatWaitOnTheSocketAndNobodyAfterThem() throws IOException {
        settings(new SocketSettings(1, 1000, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO));
        Held held = new Held();
        with(held.upstream);
        List<Running> running = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            running.add(ask(held.upstream, "h1.example."));
        }
        held.await(20);
        held.upstream.closeUdp();
        running.add(ask(held.upstream, "h1.example."));
        for (Running each : running) {
            assertThat(each.outcome())
                    .isEqualTo(new Attempt.Outcome.Broken(
                            new SocketFailure.Unreachable(Optional.of("nothing listens there"))));
        }
        awaitNoneConnectedTo(held.upstream.address(), "udp");
    }

    @Test
    void errorAboutAQuestionThatWasGivenUpHitsNobodyElse() throws IOException {
        settings(new SocketSettings(1, 1000, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO));
        ScriptedUpstream gone = with(ScriptedUpstream.answering("10.0.0.2"));
        ask(gone).message();
        gone.closeUdp();
        AtomicReference<DatagramSocket> again = new AtomicReference<>();
        CompletableFuture<Running> asked = new CompletableFuture<>();
        // In two turns, since those of one leave together, and with nothing between them, so that the loop
        // cannot read the error before the next question is sent.
        boolean _ = onLoop(() -> {
            giveUp(ask(gone));
            loop().execute(() -> {
                try {
                    again.set(new DatagramSocket(gone.address()));
                    asked.complete(ask(gone));
                } catch (IOException e) {
                    asked.completeExceptionally(e);
                }
            });
            return true;
        });
        Running next = asked.join();
        try (DatagramSocket back = again.get()) {
            DatagramPacket packet = new DatagramPacket(new byte[512], 512);
            back.setSoTimeout(10_000);
            back.receive(packet);
            byte[] answer = ScriptedUpstream.answer(
                            new Message(Arrays.copyOf(packet.getData(), packet.getLength())), "10.0.0.1")
                    .toWire();
            back.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            assertThat(next.address()).isEqualTo("10.0.0.1");
        }
    }

    @Test
    void lateAnswerIsIgnoredAndTheSocketGoesOn() throws IOException {
        settings(new SocketSettings(1, 1000, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO));
        Held held = new Held();
        with(held.upstream);
        Running first = ask(held.upstream, "h1.example.");
        held.await(1);
        giveUp(first);
        held.answer(0);
        Running second = ask(held.upstream, "h2.example.");
        held.await(2);
        held.answer(1);
        assertThat(second.address()).isEqualTo("10.0.0.2");
        assertThat(first.end()).isNotDone();
        assertThat(new HashSet<>(ports(held.upstream))).hasSize(1);
    }

    @Test
    void socketOfAQuestionThatNobodyAnsweredIsNotUsedAgain() throws IOException {
        settings(new SocketSettings(1, 1000, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO));
        ScriptedUpstream silent = with(ScriptedUpstream.silent());
        Running first = ask(silent);
        await().until(() -> first.attempt().age() > Duration.ofMillis(400).toNanos());
        giveUp(first);
        awaitNoneConnectedTo(silent.address(), "udp");
        ask(silent);
        await().until(() -> silent.clients().size() == 2);
        assertThat(new HashSet<>(ports(silent))).hasSize(2);
    }
}
