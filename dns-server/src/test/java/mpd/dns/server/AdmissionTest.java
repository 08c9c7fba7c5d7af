package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import mpd.dns.forward.Forwarder;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.forward.UpstreamQuestion;
import mpd.dns.query.QueryCounters;
import mpd.dns.query.QueryCounters.Kind;
import mpd.dns.query.QueryPipeline;
import mpd.dns.registry.Claim;
import mpd.dns.registry.Contribution;
import mpd.dns.registry.LiveSource.Confirmation;
import mpd.dns.registry.Origin;
import mpd.dns.registry.Precedence;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.wire.QueryScreen;
import mpd.dns.zone.Subnet;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Who is refused by the handlers of both transports, and with what.
class AdmissionTest {

    private static final Name OURS = Name.fromConstantString("php.runtime.mpd.test.");
    private static final Name ELSEWHERE = Name.fromConstantString("example.org.");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("198.51.100.7");
    private static final InetAddress LAPTOP = InetAddress.ofLiteral("10.164.0.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("10.163.0.100");
    private static final int MOST = 3;

    private final QueryCounters counters = new QueryCounters();
    private final Deque<CompletableFuture<UpstreamAnswer>> asked = new ArrayDeque<>();
    private final AtomicInteger forwarded = new AtomicInteger();
    private CompletableFuture<Confirmation> confirmation =
            CompletableFuture.completedFuture(new Confirmation.Current());
    private final List<DatagramPacket> sent = new ArrayList<>();
    private final UnreadAnswers unread = new UnreadAnswers(1000, 100);
    private final TcpConnections connections = new TcpConnections(8, 8, unread);
    private boolean reads = true;
    private Admission admission = new Admission(List.of(), MOST, counters);
    private Answering answering = answering();

    private Answering answering() {
        Registry registry =
                new Registry(List.of(Name.fromConstantString("mpd.test.")), List.of(), InstantSource.system());
        Record record = new ARecord(OURS, DClass.IN, 1, InetAddress.ofLiteral("10.163.0.100"));
        registry.update(
                SourceId.FLAGS,
                Contribution.of(List.of(new Claim(record, Precedence.FLAG, new Origin.Flag("--record"), true))),
                new SourceState.Following(Instant.EPOCH));
        Forwarder forwarder = new Forwarder() {
            @Override
            public CompletionStage<UpstreamAnswer> ask(UpstreamQuestion question) {
                forwarded.incrementAndGet();
                asked.add(new CompletableFuture<>());
                return asked.getLast();
            }
        };
        QueryPipeline pipeline = Answerings.pipeline(registry, () -> confirmation, forwarder, counters);
        return new Answering(
                pipeline,
                new Answering.Counting(counters, new InFlight(), new ResponseCounters()),
                admission,
                () -> false,
                new RepeatedQueries(1 << 20, 1, System::nanoTime));
    }

    private static Message query(Name name, boolean edns) {
        Message query = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
        if (edns) {
            query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        }
        return query;
    }

    private List<Message> udp(InetAddress client, byte[] packet) {
        UdpHandler handler = new UdpHandler(answering, (_, _, answer) -> sent.add(answer));
        EmbeddedChannel channel = new EmbeddedChannel(handler);
        channel.writeInbound(new DatagramPacket(
                Unpooled.wrappedBuffer(packet),
                new InetSocketAddress(InetAddress.ofLiteral("10.163.0.3"), 53),
                new InetSocketAddress(client, 40_000)));
        List<Message> answers = new ArrayList<>();
        for (DatagramPacket answer : sent) {
            answers.add(parse(answer.content()));
            answer.release();
        }
        sent.clear();
        channel.finish();
        return answers;
    }

    private EmbeddedChannel tcp(InetAddress client) {
        return new EmbeddedChannel(new TcpHandler(answering, connections)) {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(client, 40_000);
            }

            @Override
            protected void doWrite(ChannelOutboundBuffer answers) throws Exception {
                if (reads) {
                    super.doWrite(answers);
                }
            }
        };
    }

    private static Message parse(ByteBuf bytes) {
        try {
            return new Message(ByteBufUtil.getBytes(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int error(Message answer) {
        return answer.getOPT().getOptions(15).stream()
                .map(ExtendedErrorCodeOption.class::cast)
                .mapToInt(ExtendedErrorCodeOption::getErrorCode)
                .findFirst()
                .orElse(-1);
    }

    @Test
    void strangerIsRefusedByUdpAndNothingIsForwarded() {
        assertThat(udp(STRANGER, query(ELSEWHERE, true).toWire()))
                .singleElement()
                .satisfies(answer -> {
                    assertThat(answer.getRcode()).isEqualTo(Rcode.REFUSED);
                    assertThat(error(answer)).isEqualTo(ExtendedErrorCodeOption.PROHIBITED);
                    assertThat(answer.getQuestion().getName()).isEqualTo(ELSEWHERE);
                });
        assertThat(forwarded).hasValue(0);
        assertThat(counters.sum(Kind.PROHIBITED)).isEqualTo(1);
    }

    @Test
    void strangerIsRefusedByTcpAndLetGo() {
        EmbeddedChannel channel = tcp(STRANGER);
        channel.writeInbound(Unpooled.wrappedBuffer(query(OURS, true).toWire()));
        ByteBuf answer = channel.readOutbound();
        answer.skipBytes(2);
        assertThat(parse(answer).getRcode()).isEqualTo(Rcode.REFUSED);
        answer.release();
        assertThat(channel.isOpen()).isFalse();
        assertThat(counters.sum(Kind.PROHIBITED)).isEqualTo(1);
        channel.finish();
    }

    @Test
    void whoReadsNoAnswersIsLetGoWhereItsShareOfThemEnds() {
        reads = false;
        EmbeddedChannel first = tcp(LAPTOP);
        EmbeddedChannel second = tcp(LAPTOP);
        EmbeddedChannel other = tcp(OTHER);
        first.writeInbound(Unpooled.wrappedBuffer(query(OURS, true).toWire()));
        other.writeInbound(Unpooled.wrappedBuffer(query(OURS, true).toWire()));
        assertThat(unread.bytes()).isBetween(100L, 200L);

        second.writeInbound(Unpooled.wrappedBuffer(query(OURS, true).toWire()));

        assertThat(second.isOpen()).isFalse();
        assertThat(first.isOpen()).isTrue();
        assertThat(other.isOpen()).isTrue();
        assertThat(unread.clients()).isEqualTo(2);
        ChannelFuture _ = first.close();
        ChannelFuture _ = other.close();
        assertThat(unread.bytes()).isZero();
        assertThat(unread.clients()).isZero();
    }

    @Test
    void whoReadsHasNothingWaiting() {
        EmbeddedChannel channel = tcp(LAPTOP);
        for (int i = 0; i < 20; i++) {
            channel.writeInbound(Unpooled.wrappedBuffer(query(OURS, true).toWire()));
            ByteBuf answer = channel.readOutbound();
            answer.release();
        }
        assertThat(channel.isOpen()).isTrue();
        assertThat(unread.clients()).isZero();
        channel.finish();
    }

    @Test
    void answerThatIsKeptForOthersIsNotGivenToAStranger() {
        byte[] packet = query(OURS, false).toWire();
        for (int i = 0; i < 2; i++) {
            assertThat(udp(LAPTOP, packet)).singleElement().returns(Rcode.NOERROR, Message::getRcode);
        }
        assertThat(udp(STRANGER, packet)).singleElement().satisfies(answer -> {
            assertThat(answer.getRcode()).isEqualTo(Rcode.REFUSED);
            assertThat(answer.getOPT()).isNull();
        });
    }

    @Test
    void refusalIsNotKeptForOthers() {
        byte[] packet = query(OURS, false).toWire();
        assertThat(udp(STRANGER, packet)).singleElement().returns(Rcode.REFUSED, Message::getRcode);
        assertThat(udp(LAPTOP, packet)).singleElement().returns(Rcode.NOERROR, Message::getRcode);
    }

    @Test
    void whoIsAllowedIsAnswered() {
        admission = new Admission(Subnet.parse("198.51.100.0/24").stream().toList(), MOST, counters);
        answering = answering();
        assertThat(udp(STRANGER, query(OURS, false).toWire()))
                .singleElement()
                .returns(Rcode.NOERROR, Message::getRcode);
    }

    @Test
    void refusalIsHardlyLongerThanThePacketWhateverIsInIt() {
        Random random = new Random(20260101);
        Message cookie = query(ELSEWHERE, false);
        cookie.addRecord(new OPTRecord(1232, 0, 0, 0, List.of(new CookieOption(new byte[8]))), Section.ADDITIONAL);
        List<byte[]> seeds = List.of(
                query(OURS, false).toWire(),
                query(Name.root, true).toWire(),
                query(OURS, true).toWire(),
                cookie.toWire());
        for (int round = 0; round < 20_000; round++) {
            byte[] packet = seeds.get(round % seeds.size()).clone();
            for (int i = random.nextInt(4); i > 0; i--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(packet, random.nextInt(8) == 0 ? random.nextInt(packet.length) : packet.length);
            admission
                    .refusal(QueryScreen.screen(Unpooled.wrappedBuffer(cut)), STRANGER)
                    .ifPresent(answer -> {
                        assertThat(answer.length).isLessThanOrEqualTo(cut.length + 6);
                        assertThat(answer[3] & 0xF).isEqualTo(Rcode.REFUSED);
                    });
        }
    }

    @Test
    void responseOfAStrangerIsDropped() {
        Message response = query(OURS, true);
        response.getHeader().setFlag(Flags.QR);
        assertThat(udp(STRANGER, response.toWire())).isEmpty();
        assertThat(counters.sum(Kind.PROHIBITED)).isZero();
    }

    @Test
    void clientWithTooManyWaitingIsRefusedAndOthersAreNot() {
        for (int i = 0; i < MOST; i++) {
            assertThat(udp(LAPTOP, query(ELSEWHERE, true).toWire())).isEmpty();
        }
        assertThat(udp(LAPTOP, query(ELSEWHERE, true).toWire())).singleElement().satisfies(answer -> {
            assertThat(answer.getRcode()).isEqualTo(Rcode.REFUSED);
            assertThat(error(answer)).isEqualTo(ExtendedErrorCodeOption.OTHER);
        });
        assertThat(counters.sum(Kind.LIMITED)).isEqualTo(1);
        assertThat(udp(OTHER, query(ELSEWHERE, true).toWire())).isEmpty();
        assertThat(forwarded).hasValue(MOST + 1);
        assertThat(admission.waiting().clients()).isEqualTo(2);
    }

    @Test
    void answeredQueryMakesRoomForAnother() {
        for (int i = 0; i < MOST; i++) {
            assertThat(udp(LAPTOP, query(ELSEWHERE, true).toWire())).isEmpty();
        }
        asked.remove().complete(new UpstreamAnswer.Failed(22, "nobody"));
        sent.forEach(DatagramPacket::release);
        sent.clear();
        assertThat(udp(LAPTOP, query(ELSEWHERE, true).toWire())).isEmpty();
        asked.forEach(answer -> answer.complete(new UpstreamAnswer.Failed(22, "nobody")));
        sent.forEach(DatagramPacket::release);
        assertThat(admission.waiting().clients()).isZero();
    }

    private static byte[] unknown(int number) {
        return query(Name.fromConstantString("nope" + number + ".mpd.test."), true)
                .toWire();
    }

    @Test
    void namesOfOursThatHaveToWaitEndAtTwiceTheShareAndThoseThatAreThereDoNot() {
        confirmation = new CompletableFuture<>();
        for (int i = 0; i < 2 * MOST; i++) {
            assertThat(udp(LAPTOP, unknown(i))).isEmpty();
        }
        assertThat(udp(LAPTOP, unknown(2 * MOST))).singleElement().returns(Rcode.REFUSED, Message::getRcode);
        assertThat(udp(LAPTOP, query(OURS, true).toWire())).singleElement().returns(Rcode.NOERROR, Message::getRcode);
        assertThat(udp(OTHER, unknown(0))).isEmpty();

        confirmation.complete(new Confirmation.Current());

        assertThat(sent).hasSize(2 * MOST + 1);
        sent.forEach(DatagramPacket::release);
        sent.clear();
        assertThat(admission.waiting().clients()).isZero();
    }

    @Test
    void whatIsAnsweredAtOnceDoesNotCount() {
        for (int i = 0; i < 3 * MOST; i++) {
            Message query = query(OURS, i % 2 == 0);
            assertThat(udp(LAPTOP, query.toWire())).singleElement().returns(Rcode.NOERROR, Message::getRcode);
        }
        assertThat(admission.waiting().clients()).isZero();
    }
}
