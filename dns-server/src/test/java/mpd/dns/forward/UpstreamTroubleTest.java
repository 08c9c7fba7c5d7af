package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/// Against nameservers on loopback that are silent, fail, lie or are not there, over both transports.
@ParameterizedClass
@EnumSource(Transport.class)
class UpstreamTroubleTest extends ForwarderFixture {

    UpstreamTroubleTest(Transport transport) {
        super(transport);
    }

    @Test
    void silentOneIsHelpedByTheNext() throws IOException {
        use(ScriptedUpstream.silent(), ScriptedUpstream.answering("10.0.0.2"));
        assertThat(address(ask())).isEqualTo("10.0.0.2");
        // It is listened to for a while first.
        await().untilAsserted(() ->
                assertThat(forwarder.status().getFirst().timeouts()).isEqualTo(1));
    }

    @Test
    void aLoneNameserverIsAskedOftenEnoughForANetworkThatLosesPackets() throws IOException {
        settings(ForwardSettings.STANDARD);
        ScriptedUpstream lossy = ScriptedUpstream.silent();
        use(lossy);
        assertThat(ask()).isInstanceOf(UpstreamAnswer.Failed.class);
        // Seven; on a busy machine timers come late.
        assertThat(questions(lossy)).isBetween(6L, 8L);
    }

    private static ScriptedUpstream withoutTcp() throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.connections((_, _) -> {});
        upstream.closeTcp();
        return upstream;
    }

    @Test
    void whatIsTooLongForUdpAndNotToBeHadByTcpFailsAtOnceAndSaysSo() throws IOException {
        ScriptedUpstream upstream = withoutTcp();
        use(upstream);
        assertThat(ask())
                .isInstanceOfSatisfying(
                        UpstreamAnswer.Failed.class,
                        failed -> assertThat(failed.text())
                                .endsWith(" has an answer that is too long for UDP, and over TCP it is unreachable"
                                        + " (nothing listens there)"));
        assertThat(questions(upstream)).isEqualTo(1);
        assertThat(forwarder.status().getFirst())
                .returns(UpstreamStatus.State.IN_USE, UpstreamStatus::state)
                .returns(1L, UpstreamStatus::failures);
    }

    @Test
    void whatBreaksOffOverTcpFailsBesideOneThatIsKnownToBeSilent() throws IOException {
        settings(ForwardSettings.STANDARD);
        ScriptedUpstream silent = ScriptedUpstream.silent();
        ScriptedUpstream closing = ScriptedUpstream.connections((_, connection) -> connection.read());
        use(silent, closing);
        UpstreamAnswer _ = ask();
        await().untilAsserted(() -> assertThat(state(0)).isEqualTo(UpstreamStatus.State.SILENT));
        long before = questions(closing);
        assertThat(ask("again.example."))
                .isInstanceOfSatisfying(
                        UpstreamAnswer.Failed.class,
                        failed -> assertThat(failed.text()).contains("over TCP it closed the connection"));
        assertThat(questions(closing)).isEqualTo(before + 1);
    }

    @Test
    void whatOneCannotGiveByTcpIsHadFromAnother() throws IOException {
        use(withoutTcp(), ScriptedUpstream.answering("10.0.0.2"));
        for (int i = 0; i < 3; i++) {
            assertThat(address(ask())).isEqualTo("10.0.0.2");
        }
        assertThat(state(0)).isEqualTo(UpstreamStatus.State.IN_USE);
    }

    @Test
    void whatIsCutShortIsToldBesideTheSilenceOfOthers() throws IOException {
        settings(HASTY);
        use(ScriptedUpstream.silent(), withoutTcp());
        assertThat(ask())
                .isInstanceOfSatisfying(
                        UpstreamAnswer.Failed.class,
                        failed -> assertThat(failed.text()).contains("timed out; ", "too long for UDP"));
    }

    @Test
    void silenceOverTcpIsToldFromSilence() throws IOException {
        settings(HASTY);
        use(
                ScriptedUpstream.connections((_, connection) -> {
                    while (true) {
                        connection.read();
                    }
                }),
                ScriptedUpstream.silent());
        assertThat(ask())
                .isInstanceOfSatisfying(
                        UpstreamAnswer.Failed.class,
                        failed -> assertThat(failed.text())
                                .contains("too long for UDP, and over TCP it is silent; ")
                                .endsWith("timed out"));
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
    void whoAskedLaterDoesNotWaitLongerForOneThatIsLate() throws IOException {
        Duration patience = Duration.ofSeconds(2);
        settings(new ForwardSettings(NEVER, patience, NEVER, NEVER, 100));
        use(ScriptedUpstream.silent(), ScriptedUpstream.answering("10.0.0.2"));
        CompletionStage<UpstreamAnswer> first = start(false);
        await().pollDelay(patience.multipliedBy(3).dividedBy(4)).until(() -> true);
        long asked = System.nanoTime();
        UpstreamAnswer later = ask("later.example.");
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(patience);
        assertThat(address(later)).isEqualTo("10.0.0.2");
        assertThat(address(first.toCompletableFuture().join())).isEqualTo("10.0.0.2");
    }

    @Test
    void oneThatStaysSilentIsAskedAfterTheOthers() throws IOException {
        ScriptedUpstream silent = ScriptedUpstream.silent();
        use(silent, ScriptedUpstream.answering("10.0.0.2"));
        for (int i = 0; i < 5; i++) {
            assertThat(address(ask())).isEqualTo("10.0.0.2");
        }
        assertThat(questions(silent)).isEqualTo(1);
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
    void failureOfTheFirstIsCuredByTheNext() throws IOException {
        for (int rcode : new int[] {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.FORMERR, Rcode.NOTIMP, Rcode.NOTAUTH}) {
            use(ScriptedUpstream.failing(rcode), ScriptedUpstream.answering("10.0.0.2"));
            assertThat(address(ask())).isEqualTo("10.0.0.2");
        }
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
        forwarder.use(ForwardPlan.of(List.of(unused(), good.address()), "none"));
        assertThat(address(ask())).isEqualTo("10.0.0.2");
        assertThat(forwarder.status().getFirst().failures()).isEqualTo(1);
    }

    @Test
    void everybodyUnreachableIsANetworkErrorThatNamesEach() throws IOException {
        settings(HASTY);
        InetSocketAddress closed = unused();
        forwarder.use(ForwardPlan.of(List.of(closed), "none"));
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
    void answerThatCannotBeReadIsCuredByTheNextServer() throws IOException {
        byte[] opt = {0, 0, 41, 4, (byte) 208, 0, 0, 0, 0, 0, 0};
        byte[] optOfAName = {(byte) 0xC0, 12, 0, 41, 4, (byte) 208, 0, 0, 0, 0, 0, 0};
        byte[] ownerIsItself = {(byte) 0xC0, 45, 0, 1, 0, 1, 0, 9, 58, (byte) 128, 0, 4, 10, 6, 6, 6};
        byte[] ownerIsBeyond = {(byte) 0xFF, (byte) 0xFF, 0, 1, 0, 1, 0, 9, 58, (byte) 128, 0, 4, 10, 6, 6, 6};
        byte[] ownerIsNone = {0x41, 'a', 0, 0, 1, 0, 1, 0, 9, 58, (byte) 128, 0, 4, 10, 6, 6, 6};
        byte[] aliasOfNone = {(byte) 0xC0, 12, 0, 5, 0, 1, 0, 9, 58, (byte) 128, 0, 2, (byte) 0xFF, (byte) 0xFF};
        byte[] aliasAndMore = {(byte) 0xC0, 12, 0, 5, 0, 1, 0, 9, 58, (byte) 128, 0, 3, (byte) 0xC0, 12, 0};
        assertCured(0, 2, opt, opt);
        assertCured(1, 0, opt);
        assertCured(0, 1, optOfAName);
        assertCured(1, 0, ownerIsItself);
        assertCured(1, 0, ownerIsBeyond);
        assertCured(1, 0, ownerIsNone);
        assertCured(1, 0, aliasOfNone);
        assertCured(1, 0, aliasAndMore);
    }

    /// @param answers    how many of the records are in the answer section
    /// @param additional how many are in the additional section
    private void assertCured(int answers, int additional, byte[]... records) throws IOException {
        settings(new ForwardSettings(NEVER, NEVER, NEVER, NEVER, 100));
        ScriptedUpstream broken = ScriptedUpstream.udp((query, reply) -> {
            Message head = ScriptedUpstream.error(query, Rcode.NOERROR);
            head.removeAllRecords(Section.ADDITIONAL);
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            wire.writeBytes(head.toWire());
            for (byte[] record : records) {
                wire.writeBytes(record);
            }
            byte[] message = wire.toByteArray();
            message[7] = (byte) answers;
            message[11] = (byte) additional;
            reply.send(message);
        });
        use(broken, ScriptedUpstream.answering("10.0.0.2"));
        assertThat(address(ask())).isEqualTo("10.0.0.2");
        assertThat(broken.received()).hasSize(1);
    }

    private static ScriptedUpstream.Script badVersion() {
        return (query, reply) -> {
            Message answer = ScriptedUpstream.error(query, Rcode.NOERROR);
            if (query.getOPT() != null) {
                // BADVERS is 16: its lower bits are those of NOERROR.
                answer.addRecord(new OPTRecord(1232, 1, 0), Section.ADDITIONAL);
            }
            reply.send((query.getOPT() == null ? ScriptedUpstream.answer(query, "10.0.0.1") : answer).toWire());
        };
    }

    @Test
    void oneThatKnowsNoVersionOfEdnsIsAskedWithoutIt() throws IOException {
        use(ScriptedUpstream.udp(badVersion()));
        assertThat(address(start(true).toCompletableFuture().join())).isEqualTo("10.0.0.1");
    }

    @Test
    void aFailureInTheUpperBitsIsNoAnswerEither() throws IOException {
        use(
                ScriptedUpstream.udp((query, reply) -> {
                    Message answer = ScriptedUpstream.error(query, Rcode.NOERROR);
                    answer.addRecord(new OPTRecord(1232, 2, 0), Section.ADDITIONAL);
                    reply.send(answer.toWire());
                }),
                ScriptedUpstream.answering("10.0.0.2"));
        assertThat(address(start(true).toCompletableFuture().join())).isEqualTo("10.0.0.2");
    }
}
