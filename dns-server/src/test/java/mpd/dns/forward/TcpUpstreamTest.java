package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;

/// What is too long for UDP, from nameservers that behave and others, over both transports.
@ParameterizedClass
@EnumSource(Transport.class)
class TcpUpstreamTest extends AttemptFixture {

    TcpUpstreamTest(Transport transport) {
        super(transport);
    }

    private static byte[] answer(Message query, String address) {
        return ScriptedUpstream.answer(query, address).toWire();
    }

    /// Answers for ever, each question with the address that its name says.
    private static void serve(ScriptedUpstream.Connection connection) throws IOException {
        while (true) {
            Message query = connection.read();
            connection.send(answer(query, addressIn(query)));
        }
    }

    private static String addressIn(Message query) {
        return "10.0.0." + query.getQuestion().getName().getLabelString(0).substring(1);
    }

    private static Attempt.Outcome cutShort(String what) {
        return new Attempt.Outcome.CutShort("has an answer that is too long for UDP, and over TCP it " + what);
    }

    private List<Running> askMany(ScriptedUpstream upstream, int questions) throws IOException {
        List<Running> running = new ArrayList<>();
        for (int i = 0; i < questions; i++) {
            running.add(ask(upstream, "h" + i + ".example."));
        }
        return running;
    }

    @Test
    void connectionIsKeptForTheNextQuestion() throws IOException {
        ScriptedUpstream upstream = with(ScriptedUpstream.connections((_, connection) -> serve(connection)));
        for (int i = 0; i < 20; i++) {
            assertThat(ask(upstream, "h" + i + ".example.").address()).isEqualTo("10.0.0." + i);
        }
        assertThat(upstream.connections()).isEqualTo(1);
        assertThat(connectedTo(upstream.address(), "tcp")).isEqualTo(1);
    }

    @Test
    void manyQuestionsWaitOnFewConnectionsAndAreAnsweredInAnyOrder() throws IOException {
        int questions = 120;
        CountDownLatch all = new CountDownLatch(questions);
        ScriptedUpstream upstream = with(ScriptedUpstream.connections((_, connection) -> {
            List<Message> queries = new ArrayList<>();
            Thread answering = Thread.ofVirtual().unstarted(() -> {
                try {
                    all.await();
                    for (Message query : queries.reversed()) {
                        connection.send(answer(query, addressIn(query)));
                    }
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            answering.start();
            while (true) {
                queries.add(connection.read());
                all.countDown();
            }
        }));
        List<Running> running = askMany(upstream, questions);
        for (int i = 0; i < questions; i++) {
            assertThat(running.get(i).address()).isEqualTo("10.0.0." + i);
        }
        assertThat(upstream.connections()).isBetween(1, TcpPool.CONNECTIONS);
    }

    @Test
    void idleConnectionIsClosed() throws IOException {
        settings(new SocketSettings(1, 100, Duration.ofMinutes(1), Duration.ofMillis(200), Duration.ZERO));
        ScriptedUpstream upstream = with(ScriptedUpstream.connections((_, connection) -> serve(connection)));
        ask(upstream, "h1.example.").message();
        awaitNoneConnectedTo(upstream.address(), "tcp");
        assertThat(ask(upstream, "h2.example.").address()).isEqualTo("10.0.0.2");
        assertThat(upstream.connections()).isEqualTo(2);
    }

    @Test
    void droppedConnectionTakesNoMoreQuestionsButBringsTheAnswersStillToCome() throws IOException {
        CountDownLatch go = new CountDownLatch(1);
        ScriptedUpstream upstream = with(ScriptedUpstream.connections((number, connection) -> {
            Message query = connection.read();
            awaitLatch(number == 0 ? go : new CountDownLatch(0));
            connection.send(answer(query, "10.0.0." + number));
            connection.untilClosed();
        }));
        Running before = ask(upstream);
        await().until(() -> upstream.receivedByTcp().size() == 1);
        sockets().drop();
        assertThat(ask(upstream).address()).isEqualTo("10.0.0.1");
        go.countDown();
        assertThat(before.address()).isEqualTo("10.0.0.0");
        sockets().drop();
        awaitNoneConnectedTo(upstream.address(), "tcp");
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void questionsOnAConnectionThatDiesAreAskedOnceMore() throws IOException {
        int questions = 60;
        // Each connection answers one question and closes, whatever else has come meanwhile.
        ScriptedUpstream upstream = with(ScriptedUpstream.connections((_, connection) -> {
            Message query = connection.read();
            connection.send(answer(query, addressIn(query)));
        }));
        List<Running> running = askMany(upstream, questions);
        for (int i = 0; i < questions; i++) {
            assertThat(running.get(i).address()).isEqualTo("10.0.0." + i);
        }
    }

    @Test
    void secondDeathIsTheEnd() throws IOException {
        ScriptedUpstream upstream = with(ScriptedUpstream.connections((_, connection) -> connection.read()));
        assertThat(ask(upstream).outcome()).isEqualTo(cutShort("closed the connection"));
        assertThat(upstream.connections()).isEqualTo(2);
    }

    @Test
    void refusedConnectionCutsTheAnswerShortAtOnce() throws IOException {
        ScriptedUpstream upstream = with(ScriptedUpstream.tcp((_, _) -> {}));
        upstream.closeTcp();
        assertThat(ask(upstream).outcome()).isEqualTo(cutShort("is unreachable (nothing listens there)"));
    }

    @Test
    void longestMessageThereCanBeArrivesWhole() throws IOException {
        ScriptedUpstream upstream = with(ScriptedUpstream.connections((_, connection) -> {
            byte[] longest = longest(connection.read());
            connection.send(longest);
            connection.untilClosed();
        }));
        assertThat(ask(upstream).message()).hasSize(65_535);
    }

    private static byte[] longest(Message query) {
        Message answer = ScriptedUpstream.error(query, Rcode.NOERROR);
        Name owner = query.getQuestion().getName();
        while (answer.toWire(100_000).length < 65_535 - 300) {
            answer.addRecord(
                    new TXTRecord(
                            owner,
                            DClass.IN,
                            60,
                            "x".repeat(200) + answer.getSection(Section.ANSWER).size()),
                    Section.ANSWER);
        }
        // Compressed owner, fixed fields and the string's length are 13 bytes.
        int left = 65_535 - answer.toWire(100_000).length - 13;
        TXTRecord first = new TXTRecord(owner, DClass.IN, 60, "y".repeat(Math.min(left, 255)));
        answer.addRecord(first, Section.ANSWER);
        int more = 65_535 - answer.toWire(100_000).length;
        if (more > 0) {
            answer.removeRecord(first, Section.ANSWER);
            answer.addRecord(
                    new TXTRecord(owner, DClass.IN, 60, List.of("y".repeat(200), "z".repeat(left - 201))),
                    Section.ANSWER);
        }
        return answer.toWire(100_000);
    }

    @Test
    void connectionThatClosesAtAnyByteCostsOneMore() throws IOException {
        int length = 2 + answer(Message.newQuery(ScriptedUpstream.question(NAME)), "10.0.0.1").length;
        for (int cut = 0; cut < length; cut++) {
            int end = cut;
            ScriptedUpstream upstream = with(ScriptedUpstream.connections((number, connection) -> {
                byte[] framed = ScriptedUpstream.framed(answer(connection.read(), "10.0.0.1"));
                connection.sendRaw(framed, 0, number == 0 ? end : framed.length);
            }));
            assertThat(ask(upstream).address()).isEqualTo("10.0.0.1");
            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    @Test
    void answerInPiecesOfOneByteArrives() throws IOException {
        ScriptedUpstream upstream = with(ScriptedUpstream.connections((_, connection) -> {
            byte[] framed = ScriptedUpstream.framed(answer(connection.read(), "10.0.0.1"));
            for (int i = 0; i < framed.length; i++) {
                connection.sendRaw(framed, i, i + 1);
            }
            connection.untilClosed();
        }));
        assertThat(ask(upstream).address()).isEqualTo("10.0.0.1");
    }

    /// What a liar makes of the right answer.
    private interface Lie {
        Message told(Message query) throws IOException;
    }

    @Test
    void connectionThatBringsSomethingElseIsGivenUpAtOnce() throws IOException {
        List<Lie> lies = List.of(
                query -> {
                    Message wrongId = ScriptedUpstream.answer(query, "10.6.6.6");
                    wrongId.getHeader().setID(query.getHeader().getID() ^ 1);
                    return wrongId;
                },
                query -> {
                    Message wrongQuestion = new Message(query.getHeader().getID());
                    wrongQuestion.addRecord(ScriptedUpstream.question("other.example."), Section.QUESTION);
                    return ScriptedUpstream.answer(wrongQuestion, "10.6.6.7");
                },
                query -> {
                    Message noAnswer = ScriptedUpstream.answer(query, "10.6.6.8");
                    noAnswer.getHeader().unsetFlag(Flags.QR);
                    return noAnswer;
                });
        for (Lie lie : lies) {
            ScriptedUpstream upstream = with(ScriptedUpstream.connections((_, connection) -> {
                connection.send(lie.told(connection.read()).toWire());
                connection.untilClosed();
            }));
            assertThat(ask(upstream).outcome()).isEqualTo(cutShort("answered something else"));
            awaitNoneConnectedTo(upstream.address(), "tcp");
        }
    }

    @Test
    void nonsenseAboutOneQuestionLeavesTheOthersOfItsConnectionTheirAnswers() throws IOException {
        int questions = 20;
        AtomicInteger answered = new AtomicInteger();
        // The first answer of all comes twice, and the second time it is nobody's.
        ScriptedUpstream upstream = with(ScriptedUpstream.connections((_, connection) -> {
            while (true) {
                Message query = connection.read();
                connection.send(answer(query, addressIn(query)));
                if (answered.getAndIncrement() == 0) {
                    connection.send(answer(query, addressIn(query)));
                    connection.untilClosed();
                    return;
                }
            }
        }));
        List<Running> running = askMany(upstream, questions);
        for (int i = 0; i < questions; i++) {
            assertThat(running.get(i).address()).isEqualTo("10.0.0." + i);
        }
    }

    @Test
    void truncatedOverTcpIsBroken() throws IOException {
        ScriptedUpstream upstream = with(ScriptedUpstream.tcp((query, reply) -> {
            Message truncated = ScriptedUpstream.answer(query, "10.0.0.1");
            truncated.getHeader().setFlag(Flags.TC);
            reply.send(truncated.toWire());
        }));
        assertThat(ask(upstream).outcome()).isEqualTo(cutShort("answered truncated"));
    }

    @Test
    void failureOverTcpIsTheNameserversFailure() throws IOException {
        ScriptedUpstream upstream = with(ScriptedUpstream.tcp((query, reply) ->
                reply.send(ScriptedUpstream.error(query, Rcode.SERVFAIL).toWire())));
        assertThat(ask(upstream).outcome())
                .isInstanceOfSatisfying(
                        Attempt.Outcome.Failing.class,
                        failing -> assertThat(failing.what()).isEqualTo("answered SERVFAIL over TCP"));
    }

    @Test
    void lateAnswerIsIgnoredAndTheConnectionGoesOn() throws IOException {
        CountDownLatch go = new CountDownLatch(1);
        ScriptedUpstream upstream = with(ScriptedUpstream.connections((_, connection) -> {
            Message late = connection.read();
            awaitLatch(go);
            connection.send(answer(late, "10.6.6.6"));
            serve(connection);
        }));
        Running first = ask(upstream, "h1.example.");
        await().until(() -> upstream.receivedByTcp().size() == 1);
        giveUp(first);
        go.countDown();
        assertThat(ask(upstream, "h2.example.").address()).isEqualTo("10.0.0.2");
        assertThat(first.end()).isNotDone();
    }
}
