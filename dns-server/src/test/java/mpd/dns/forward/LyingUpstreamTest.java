package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What comes back over UDP and is not quite the answer, over both transports.
@ParameterizedClass
@EnumSource(Transport.class)
class LyingUpstreamTest extends AttemptFixture {

    private static final SocketSettings ONE_SOCKET =
            new SocketSettings(1, 10_000, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));

    LyingUpstreamTest(Transport transport) {
        super(transport);
    }

    private static Message question(int id, Record question) {
        Message other = new Message(id);
        other.addRecord(question, Section.QUESTION);
        return other;
    }

    @Test
    void whatDoesNotMatchIsPassedOver() throws IOException {
        settings(ONE_SOCKET);
        ScriptedUpstream upstream = with(ScriptedUpstream.udp((query, reply) -> {
            int id = query.getHeader().getID();
            Message wrongId = question(id ^ 0x8000, query.getQuestion());
            reply.send(ScriptedUpstream.answer(wrongId, "10.6.6.1").toWire());
            Record asked = query.getQuestion();
            Record otherType = Record.newRecord(asked.getName(), Type.AAAA, DClass.IN);
            reply.send(ScriptedUpstream.error(question(id, otherType), Rcode.NXDOMAIN)
                    .toWire());
            Record otherClass = Record.newRecord(asked.getName(), Type.A, DClass.CH);
            reply.send(ScriptedUpstream.error(question(id, otherClass), Rcode.NXDOMAIN)
                    .toWire());
            Message otherName = question(id, ScriptedUpstream.question("www.examplf."));
            reply.send(ScriptedUpstream.answer(otherName, "10.6.6.2").toWire());
            Message twoQuestions = ScriptedUpstream.answer(query, "10.6.6.3");
            twoQuestions.addRecord(asked, Section.QUESTION);
            reply.send(twoQuestions.toWire());
            Message noQuestion = ScriptedUpstream.answer(query, "10.6.6.4");
            noQuestion.removeAllRecords(Section.QUESTION);
            reply.send(noQuestion.toWire());
            Message noResponse = ScriptedUpstream.answer(query, "10.6.6.5");
            noResponse.getHeader().unsetFlag(Flags.QR);
            reply.send(noResponse.toWire());
            Message otherOpcode = ScriptedUpstream.answer(query, "10.6.6.6");
            otherOpcode.getHeader().setOpcode(Opcode.NOTIFY);
            reply.send(otherOpcode.toWire());
            reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
        }));
        assertThat(ask(upstream).address()).isEqualTo("10.0.0.1");
    }

    @Test
    void anAnswerThatComesTwiceCountsOnce() throws IOException {
        settings(ONE_SOCKET);
        AtomicInteger number = new AtomicInteger();
        ScriptedUpstream upstream = with(ScriptedUpstream.udp((query, reply) -> {
            byte[] answer = ScriptedUpstream.answer(query, "10.0.0." + number.incrementAndGet())
                    .toWire();
            reply.send(answer);
            reply.send(answer);
        }));
        assertThat(ask(upstream).address()).isEqualTo("10.0.0.1");
        assertThat(ask(upstream).address()).isEqualTo("10.0.0.2");
    }

    @Test
    void garbageAndEmptyDatagramsInABurstDoNotHoldUpTheAnswer() throws IOException {
        settings(ONE_SOCKET);
        Random random = new Random(4);
        ScriptedUpstream upstream = with(ScriptedUpstream.udp((query, reply) -> {
            for (int i = 0; i < 40; i++) {
                byte[] garbage = new byte[i % 3 == 0 ? 0 : random.nextInt(200)];
                random.nextBytes(garbage);
                reply.send(garbage);
            }
            reply.send(new byte[0]);
            reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
        }));
        // While the loop is busy everything comes in at once.
        Running running = ask(upstream);
        onLoop(() -> {
            await().until(() -> upstream.received().size() == 1);
            await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            return true;
        });
        assertThat(running.address()).isEqualTo("10.0.0.1");
    }

    @Test
    void answerFromAnotherAddressOrPortIsNotSeen() throws IOException {
        settings(ONE_SOCKET);
        AtomicReference<ScriptedUpstream> self = new AtomicReference<>();
        self.set(with(ScriptedUpstream.udp((query, reply) -> {
            byte[] forged = ScriptedUpstream.answer(query, "10.6.6.6").toWire();
            InetSocketAddress client = self.get().clients().getLast();
            InetAddress other = InetAddress.ofLiteral("127.0.0.2");
            try (DatagramSocket samePort =
                            new DatagramSocket(self.get().address().getPort(), other);
                    DatagramSocket sameAddress = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
                samePort.send(new DatagramPacket(forged, forged.length, client));
                sameAddress.send(new DatagramPacket(forged, forged.length, client));
            }
            reply.send(ScriptedUpstream.answer(query, "10.0.0.1").toWire());
        })));
        assertThat(ask(self.get()).address()).isEqualTo("10.0.0.1");
    }

    @Test
    void answerToOneQuestionIsNeverTakenForThatToAnother() throws IOException {
        settings(ONE_SOCKET);
        CopyOnWriteArrayList<Message> queries = new CopyOnWriteArrayList<>();
        ScriptedUpstream upstream = with(ScriptedUpstream.udp((query, reply) -> {
            queries.add(query);
            if (queries.size() == 2) {
                // Each other's question under each other's ID first.
                for (int i = 0; i < 2; i++) {
                    int id = queries.get(i).getHeader().getID();
                    Message swapped = question(id, queries.get(1 - i).getQuestion());
                    reply.send(ScriptedUpstream.answer(swapped, "10.6.6.6").toWire());
                }
                reply.send(ScriptedUpstream.answer(queries.get(0), "10.0.0.1").toWire());
                reply.send(ScriptedUpstream.answer(queries.get(1), "10.0.0.2").toWire());
            }
        }));
        Running first = ask(upstream, "one.example.");
        await().until(() -> queries.size() == 1);
        Running second = ask(upstream, "two.example.");
        assertThat(first.address()).isEqualTo("10.0.0.1");
        assertThat(second.address()).isEqualTo("10.0.0.2");
    }

    @Test
    void otherLetterCaseIsTheSameQuestion() throws IOException {
        ScriptedUpstream upstream = with(ScriptedUpstream.udp((query, reply) -> {
            Message upper = question(query.getHeader().getID(), ScriptedUpstream.question("WWW.EXAMPLE."));
            reply.send(ScriptedUpstream.answer(upper, "10.0.0.1").toWire());
        }));
        assertThat(ask(upstream).address()).isEqualTo("10.0.0.1");
    }

    @Test
    void oddCompressionIsPassedOnAsItIs() throws IOException {
        ScriptedUpstream upstream = with(ScriptedUpstream.udp((query, reply) -> {
            Message bare = ScriptedUpstream.error(query, Rcode.NOERROR);
            byte[] head = bare.toWire();
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            head[7] = 2;
            wire.write(head);
            // A pointer to the question, and a pointer to that pointer.
            wire.write(new byte[] {(byte) 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1});
            wire.write(new byte[] {(byte) 0xC0, (byte) head.length, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 2});
            reply.send(wire.toByteArray());
        }));
        assertThat(ask(upstream).address()).isEqualTo("10.0.0.1");
    }

    @Test
    void recordsThatBreakOffAnywhereAreBroken() throws IOException {
        Message query = Message.newQuery(ScriptedUpstream.question(NAME));
        int head = query.toWire().length;
        int whole = ScriptedUpstream.answer(query, "10.0.0.1").toWire().length;
        for (int cut = head; cut < whole; cut++) {
            int end = cut;
            ScriptedUpstream upstream = with(ScriptedUpstream.udp((got, reply) -> reply.send(
                    Arrays.copyOf(ScriptedUpstream.answer(got, "10.0.0.1").toWire(), end))));
            assertThat(ask(upstream).outcome())
                    .isEqualTo(
                            new Attempt.Outcome.Broken(new SocketFailure.Misbehaved("answered with a broken message")));
        }
    }

    @Test
    void answerAsLongAsADatagramMayBeIsAskedForByTcp() throws IOException {
        ScriptedUpstream upstream = with(ScriptedUpstream.both(
                (query, reply) -> {
                    byte[] whole = ScriptedUpstream.answer(query, "10.6.6.6").toWire();
                    byte[] longer = Arrays.copyOf(whole, UdpSocket.DATAGRAM + 100);
                    // One more record, longer than what arrives.
                    longer[7] = 2;
                    System.arraycopy(
                            new byte[] {(byte) 0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0x10, 0},
                            0,
                            longer,
                            whole.length,
                            12);
                    reply.send(longer);
                },
                (_, connection) -> connection.send(
                        ScriptedUpstream.answer(connection.read(), "10.0.0.1").toWire())));
        assertThat(ask(upstream).address()).isEqualTo("10.0.0.1");
    }

    @Test
    void nameserverThatDoesNotKnowEdnsIsAskedWithoutItFromThenOn() throws IOException {
        ScriptedUpstream upstream = with(ScriptedUpstream.udp((query, reply) -> reply.send(
                query.getOPT() == null
                        ? ScriptedUpstream.answer(query, "10.0.0.1").toWire()
                        : ScriptedUpstream.error(query, Rcode.FORMERR).toWire())));
        for (int i = 0; i < 5; i++) {
            assertThat(ask(upstream.address(), NAME, true).address()).isEqualTo("10.0.0.1");
        }
        assertThat(upstream.received()).hasSize(6);
        sockets().drop();
        assertThat(ask(upstream.address(), NAME, true).address()).isEqualTo("10.0.0.1");
        assertThat(upstream.received())
                .as("another network, another nameserver")
                .hasSize(8);
    }

    @Test
    void anAnswerWithoutTheSignaturesAskedForIsGoodOnlyForAsLongAsThereAreNone() throws IOException {
        settings(new SocketSettings(1, 1000, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(7)));
        ScriptedUpstream upstream = with(ScriptedUpstream.udp((query, reply) -> reply.send(
                query.getOPT() == null
                        ? ScriptedUpstream.answer(query, "10.0.0.1").toWire()
                        : ScriptedUpstream.error(query, Rcode.FORMERR).toWire())));
        Message answer = new Message(ask(upstream.address(), NAME, true).message());
        assertThat(answer.getSection(Section.ANSWER).getFirst().getTTL()).isEqualTo(7);
    }

    @Test
    void ednsIsTriedAgainAfterAWhile() throws IOException {
        settings(new SocketSettings(1, 1000, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMillis(1)));
        ScriptedUpstream upstream = with(ScriptedUpstream.udp((query, reply) -> reply.send(
                query.getOPT() == null
                        ? ScriptedUpstream.answer(query, "10.0.0.1").toWire()
                        : ScriptedUpstream.error(query, Rcode.FORMERR).toWire())));
        await().until(() -> {
            ask(upstream.address(), NAME, true).message();
            return upstream.received().stream()
                            .filter(query -> query.getOPT() != null)
                            .count()
                    > 1;
        });
    }

    @Test
    void oneThatFindsFaultWithTheQuestionItselfIsAskedWithEdnsAgain() throws IOException {
        ScriptedUpstream upstream = with(ScriptedUpstream.failing(Rcode.FORMERR));
        for (int i = 0; i < 2; i++) {
            assertThat(ask(upstream.address(), NAME, true).outcome()).isInstanceOf(Attempt.Outcome.Failing.class);
        }
        assertThat(upstream.received().stream().filter(query -> query.getOPT() != null))
                .hasSize(2);
    }
}
