package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// Against nameservers on loopback that misbehave in every way there is, over both transports.
@ParameterizedClass
@EnumSource(Transport.class)
class NettyForwarderTest {

    private static final String NAME = "wWw.eXample.";
    private static final Duration NEVER = Duration.ofSeconds(30);

    // Patience is what decides in these tests; the budget only ends what a bug would make endless.
    private static final ForwardSettings PATIENT =
            new ForwardSettings(NEVER, Duration.ofMillis(300), Duration.ofSeconds(10), NEVER, 100);
    private static final ForwardSettings HASTY =
            new ForwardSettings(Duration.ofMillis(400), Duration.ofMillis(50), Duration.ofMillis(200), NEVER, 100);

    private final Transport transport;
    private final EventLoopGroup loops;
    private final List<ScriptedUpstream> upstreams = new ArrayList<>();
    private NettyForwarder forwarder;

    NettyForwarderTest(Transport transport) {
        this.transport = transport;
        loops = transport.loops(1, "forward-test");
        forwarder = new NettyForwarder(loops, transport, PATIENT);
    }

    @AfterEach
    void stop() throws IOException {
        for (ScriptedUpstream upstream : upstreams) {
            upstream.close();
        }
        forwarder.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void settings(ForwardSettings settings) {
        forwarder = new NettyForwarder(loops, transport, settings);
    }

    private void use(ScriptedUpstream... servers) {
        upstreams.addAll(List.of(servers));
        forwarder.use(Arrays.stream(servers).map(ScriptedUpstream::address).toList(), "no nameserver in test");
    }

    private CompletionStage<UpstreamAnswer> start(boolean edns) throws IOException {
        byte[] wire = Message.newQuery(ScriptedUpstream.question(NAME)).toWire();
        return forwarder.ask(new UpstreamQuestion(Arrays.copyOfRange(wire, 12, wire.length), edns, edns, false, false));
    }

    private UpstreamAnswer ask() throws IOException {
        return start(false).toCompletableFuture().join();
    }

    private static Message message(UpstreamAnswer answer) throws IOException {
        assertThat(answer).isInstanceOf(UpstreamAnswer.Answered.class);
        return new Message(((UpstreamAnswer.Answered) answer).message());
    }

    private static String address(UpstreamAnswer answer) throws IOException {
        Record record = message(answer).getSection(Section.ANSWER).getFirst();
        return ((ARecord) record).getAddress().getHostAddress();
    }

    private static InetSocketAddress unused() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
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
    void ednsGoesOutOnlyForAClientThatSpeaksIt() throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.answering("10.0.0.1");
        use(upstream);
        start(true).toCompletableFuture().join();
        Message query = upstream.received().getFirst();
        assertThat(query.getOPT().getPayloadSize()).isEqualTo(1232);
        assertThat(query.getOPT().getFlags()).isEqualTo(0x8000);
    }

    @Test
    void everyQueryHasItsOwnPortAndId() throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.answering("10.0.0.1");
        use(upstream);
        for (int i = 0; i < 50; i++) {
            ask();
        }
        Set<Integer> ports = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        upstream.clients().forEach(client -> ports.add(client.getPort()));
        upstream.received().forEach(query -> ids.add(query.getHeader().getID()));
        assertThat(ports).hasSizeGreaterThan(40);
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
    void silentOneIsHelpedByTheNext() throws IOException {
        use(ScriptedUpstream.silent(), ScriptedUpstream.answering("10.0.0.2"));
        assertThat(address(ask())).isEqualTo("10.0.0.2");
        assertThat(forwarder.status().getFirst().timeouts()).isEqualTo(1);
    }

    @Test
    void lateAnswerOfTheFirstStillCounts() throws IOException {
        List<ScriptedUpstream.Reply> late = new ArrayList<>();
        List<Message> query = new ArrayList<>();
        ScriptedUpstream first = ScriptedUpstream.udp((got, reply) -> {
            query.add(got);
            late.add(reply);
        });
        ScriptedUpstream second = ScriptedUpstream.udp((got, reply) -> late.getFirst()
                .send(ScriptedUpstream.answer(query.getFirst(), "10.0.0.1").toWire()));
        use(first, second);
        assertThat(address(ask())).isEqualTo("10.0.0.1");
    }

    @Test
    void oneThatStaysSilentIsAskedAfterTheOthers() throws IOException {
        ScriptedUpstream silent = ScriptedUpstream.silent();
        use(silent, ScriptedUpstream.answering("10.0.0.2"));
        for (int i = 0; i < 5; i++) {
            assertThat(address(ask())).isEqualTo("10.0.0.2");
        }
        assertThat(silent.received()).hasSize(2);
        assertThat(forwarder.status().getFirst().setAside()).isTrue();
    }

    @Test
    void oneThatWasSetAsideIsTriedAgainAndComesBack() throws IOException {
        settings(new ForwardSettings(NEVER, Duration.ofMillis(100), NEVER, Duration.ofMillis(1), 100));
        AtomicReference<String> address = new AtomicReference<>();
        ScriptedUpstream first = ScriptedUpstream.udp((query, reply) -> {
            if (address.get() != null) {
                reply.send(ScriptedUpstream.answer(query, address.get()).toWire());
            }
        });
        use(first, ScriptedUpstream.answering("10.0.0.2"));
        ask();
        ask();
        assertThat(forwarder.status().getFirst().setAside()).isTrue();
        address.set("10.0.0.1");
        await().untilAsserted(() -> assertThat(address(ask())).isEqualTo("10.0.0.1"));
        assertThat(forwarder.status().getFirst().setAside()).isFalse();
    }

    @Test
    void newSetOfNameserversStartsWithNothingHeldAgainstIt() throws IOException {
        ScriptedUpstream silent = ScriptedUpstream.silent();
        ScriptedUpstream good = ScriptedUpstream.answering("10.0.0.2");
        use(silent, good);
        ask();
        ask();
        use(silent, good);
        assertThat(forwarder.status().getFirst().setAside()).isFalse();
        assertThat(forwarder.status().getFirst().timeouts()).isZero();
    }

    @Test
    void failureOfTheFirstIsCuredByTheNext() throws IOException {
        for (int rcode : new int[] {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.FORMERR, Rcode.NOTIMP, Rcode.NOTAUTH}) {
            use(ScriptedUpstream.failing(rcode), ScriptedUpstream.answering("10.0.0.2"));
            assertThat(address(ask())).isEqualTo("10.0.0.2");
        }
    }

    @Test
    void noSuchNameIsAnAnswer() throws IOException {
        ScriptedUpstream second = ScriptedUpstream.answering("10.0.0.2");
        use(ScriptedUpstream.failing(Rcode.NXDOMAIN), second);
        assertThat(message(ask()).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(second.received()).isEmpty();
    }

    @Test
    void firstFailureIsRelayedWhenNobodyDoesBetter() throws IOException {
        use(ScriptedUpstream.failing(Rcode.REFUSED), ScriptedUpstream.failing(Rcode.SERVFAIL));
        assertThat(message(ask()).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void failureIsRelayedWhenTheOthersStaySilent() throws IOException {
        settings(HASTY);
        use(ScriptedUpstream.silent(), ScriptedUpstream.failing(Rcode.SERVFAIL));
        assertThat(message(ask()).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void headerAloneIsAFailureWithTheQuestionPutBack() throws IOException {
        use(ScriptedUpstream.udp((query, reply) -> {
            Message bare = new Message(query.getHeader().getID());
            bare.getHeader().setFlag(Flags.QR);
            bare.getHeader().setRcode(Rcode.NOTIMP);
            reply.send(bare.toWire());
        }));
        Message relayed = message(ask());
        assertThat(relayed.getRcode()).isEqualTo(Rcode.NOTIMP);
        assertThat(relayed.getQuestion()).isEqualTo(ScriptedUpstream.question(NAME));
    }

    @Test
    void serverThatDoesNotKnowEdnsIsAskedWithoutIt() throws IOException {
        use(ScriptedUpstream.udp((query, reply) -> reply.send(
                query.getOPT() == null
                        ? ScriptedUpstream.answer(query, "10.0.0.1").toWire()
                        : ScriptedUpstream.error(query, Rcode.FORMERR).toWire())));
        assertThat(address(start(true).toCompletableFuture().join())).isEqualTo("10.0.0.1");
    }

    @Test
    void closedPortIsPassedOverAtOnce() throws IOException {
        settings(new ForwardSettings(NEVER, NEVER, NEVER, NEVER, 100));
        ScriptedUpstream good = ScriptedUpstream.answering("10.0.0.2");
        upstreams.add(good);
        forwarder.use(List.of(unused(), good.address()), "none");
        assertThat(address(ask())).isEqualTo("10.0.0.2");
        assertThat(forwarder.status().getFirst().failures()).isEqualTo(1);
    }

    @Test
    void everybodyUnreachableIsANetworkErrorThatNamesEach() throws IOException {
        settings(HASTY);
        InetSocketAddress closed = unused();
        forwarder.use(List.of(closed), "none");
        assertThat(ask())
                .isEqualTo(new UpstreamAnswer.Failed(
                        23, "127.0.0.1 port " + closed.getPort() + " is unreachable (nothing listens there)"));
    }

    @Test
    void silenceEverywhereEndsWithTheBudget() throws IOException {
        settings(HASTY);
        ScriptedUpstream one = ScriptedUpstream.silent();
        ScriptedUpstream two = ScriptedUpstream.silent();
        use(one, two);
        assertThat(ask())
                .isEqualTo(new UpstreamAnswer.Failed(
                        22,
                        "127.0.0.1 port " + one.address().getPort() + " timed out; 127.0.0.1 port "
                                + two.address().getPort() + " timed out"));
        assertThat(one.received()).as("asked again").hasSizeGreaterThan(1);
    }

    @Test
    void truncatedAnswerIsFetchedByTcp() throws IOException {
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
    void tcpThatFailsOrLiesIsCuredByTheNextServer() throws IOException {
        settings(new ForwardSettings(NEVER, NEVER, NEVER, NEVER, 100));
        List<ScriptedUpstream.Script> scripts = List.of(
                (query, reply) -> {},
                (query, reply) -> reply.send(new byte[0]),
                (query, reply) -> reply.send(new byte[] {1, 2, 3}),
                (query, reply) -> {
                    Message wrongId = ScriptedUpstream.answer(query, "10.6.6.6");
                    wrongId.getHeader().setID(query.getHeader().getID() ^ 1);
                    reply.send(wrongId.toWire());
                });
        for (ScriptedUpstream.Script script : scripts) {
            use(ScriptedUpstream.tcp(script), ScriptedUpstream.answering("10.0.0.2"));
            assertThat(address(ask())).isEqualTo("10.0.0.2");
        }
    }

    @Test
    void answerWhoseRecordsBreakOffIsCuredByTheNextServer() throws IOException {
        settings(new ForwardSettings(NEVER, NEVER, NEVER, NEVER, 100));
        ScriptedUpstream broken = ScriptedUpstream.udp((query, reply) -> {
            byte[] wire = ScriptedUpstream.answer(query, "10.6.6.6").toWire();
            reply.send(Arrays.copyOf(wire, wire.length - 1));
        });
        use(broken, ScriptedUpstream.answering("10.0.0.2"));
        assertThat(address(ask())).isEqualTo("10.0.0.2");
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
