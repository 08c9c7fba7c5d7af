package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.AfterEach;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A forwarder and the nameservers on loopback that it asks.
abstract class ForwarderFixture {

    static final String NAME = "wWw.eXample.";
    static final Duration NEVER = Duration.ofSeconds(30);

    // Those are the only ones of type TXT.
    static final Predicate<UpstreamQuestion> NO_LOOP_PROBES = question -> question.type() != Type.TXT;

    // Patience is what decides in these tests; the budget only ends what a bug would make endless.
    private static final ForwardSettings PATIENT =
            new ForwardSettings(NEVER, Duration.ofMillis(300), Duration.ofSeconds(10), NEVER, 100);
    static final ForwardSettings HASTY =
            new ForwardSettings(Duration.ofMillis(400), Duration.ofMillis(50), Duration.ofMillis(200), NEVER, 100);

    private final Transport transport;
    private final EventLoopGroup loops;
    final List<ScriptedUpstream> upstreams = new ArrayList<>();
    NettyForwarder forwarder;

    ForwarderFixture(Transport transport) {
        this.transport = transport;
        loops = transport.loops(1, "forward-test");
        forwarder = new NettyForwarder(loops, transport, PATIENT, NO_LOOP_PROBES);
    }

    @AfterEach
    void stop() throws IOException {
        for (ScriptedUpstream upstream : upstreams) {
            upstream.close();
        }
        forwarder.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    void settings(ForwardSettings settings) {
        forwarder = new NettyForwarder(loops, transport, settings, NO_LOOP_PROBES);
    }

    void settings(ForwardSettings settings, Predicate<UpstreamQuestion> outside) {
        forwarder = new NettyForwarder(loops, transport, settings, outside);
    }

    void settings(ForwardSettings settings, SleepWatch sleep) {
        forwarder = new NettyForwarder(loops, transport, settings, NO_LOOP_PROBES, sleep);
    }

    UpstreamStatus.State state(int place) {
        return forwarder.status().get(place).state();
    }

    void use(ScriptedUpstream... servers) {
        upstreams.addAll(List.of(servers));
        forwarder.use(ForwardPlan.of(
                Arrays.stream(servers).map(ScriptedUpstream::address).toList(), "no nameserver in test"));
    }

    /// How many questions it got for clients.
    static long questions(ScriptedUpstream upstream) {
        return upstream.received().stream()
                .filter(query -> query.getQuestion().getType() == Type.A)
                .count();
    }

    CompletionStage<UpstreamAnswer> start(boolean edns) throws IOException {
        return forwarder.ask(question(NAME, edns));
    }

    static UpstreamQuestion question(String name, boolean edns) throws IOException {
        byte[] wire = Message.newQuery(ScriptedUpstream.question(name)).toWire();
        return new UpstreamQuestion(Arrays.copyOfRange(wire, 12, wire.length), edns, edns, false, false);
    }

    UpstreamAnswer ask(String name) throws IOException {
        return forwarder.ask(question(name, false)).toCompletableFuture().join();
    }

    UpstreamAnswer ask() throws IOException {
        return start(false).toCompletableFuture().join();
    }

    static Message message(UpstreamAnswer answer) throws IOException {
        assertThat(answer).isInstanceOf(UpstreamAnswer.Answered.class);
        return new Message(((UpstreamAnswer.Answered) answer).message());
    }

    static String address(UpstreamAnswer answer) throws IOException {
        Record record = message(answer).getSection(Section.ANSWER).getFirst();
        return ((ARecord) record).getAddress().getHostAddress();
    }

    /// A port that nothing listens on, below those that the system gives out, so that it can be had later.
    static InetSocketAddress unused() {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (DatagramSocket udp = new DatagramSocket(port, loopback);
                    ServerSocket tcp = new ServerSocket(port, 1, loopback)) {
                return new InetSocketAddress(udp.getLocalAddress(), tcp.getLocalPort());
            } catch (IOException ignored) {
                // Taken; there are others.
            }
        }
    }
}
