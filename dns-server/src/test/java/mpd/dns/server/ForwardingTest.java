package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import mpd.dns.conf.ConfOptions;
import mpd.dns.forward.ForwardPlan;
import mpd.dns.forward.Nameserver;
import mpd.dns.forward.Route;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.forward.UpstreamAnswer.Provenance;
import mpd.dns.forward.UpstreamQuestion;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What a change of nameservers or of configuration does to the cache.
class ForwardingTest {

    private static final Name NAME = Name.fromConstantString("example.org.");
    private static final Name CACHE_SIZE = Name.fromConstantString("cachesize.bind.");

    private final Transport transport = Transport.best();
    private final EventLoopGroup loops = transport.loops(1, "forwarding-test");
    private final Forwarding forwarding = new Forwarding(loops, transport, _ -> false);
    private DatagramSocket one;
    private DatagramSocket other;

    @BeforeEach
    void start() throws IOException {
        one = nameserver();
        other = nameserver();
        forwarding.use(plan(one));
        assertThat(ask()).isInstanceOf(Provenance.Asked.class);
        // Who asks before it has been kept shares the first answer.
        await().until(() -> ask() instanceof Provenance.Cached);
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        forwarding.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void otherNameserversEmptyTheCache() {
        forwarding.use(plan(other));
        assertThat(ask()).isInstanceOf(Provenance.Asked.class);
    }

    @Test
    void theSameNameserversInAnotherOrderEmptyItTooForTheFirstOneSaysWhatThereIs() {
        forwarding.use(plan(one, other));
        assertThat(ask()).isInstanceOf(Provenance.Asked.class);
        await().until(() -> ask() instanceof Provenance.Cached);
        forwarding.use(plan(other, one));
        assertThat(ask()).isInstanceOf(Provenance.Asked.class);
    }

    @Test
    void nameserverOfDomainsAloneIsToldByTheirNames() {
        Nameserver tunnel = Nameserver.of(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.53"), 53));
        Nameserver usual = Nameserver.of((InetSocketAddress) one.getLocalSocketAddress());
        List<Nameserver> both = List.of(tunnel, usual);
        forwarding.use(new ForwardPlan(
                List.of(usual),
                List.of(
                        new Route(Name.fromConstantString("corp.example."), false, both),
                        new Route(Name.root, true, List.of(tunnel)),
                        new Route(Name.fromConstantString("www.corp.example."), false, List.of())),
                ForwardPlan.Mode.STICKY,
                OptionalInt.empty(),
                "none",
                ""));
        assertThat(forwarding.domains(usual)).isEmpty();
        assertThat(forwarding.domains(tunnel)).containsExactly("corp.example.", "names without a dot");
    }

    @Test
    void withoutOthersANameserverOfADomainIsToldAsOneForItAloneWhateverItWasBefore() {
        Nameserver tunnel = Nameserver.of(new InetSocketAddress("192.0.2.9", 53));
        Route corp = new Route(Name.fromConstantString("corp.example."), false, List.of(tunnel));
        forwarding.use(new ForwardPlan(
                List.of(tunnel), List.of(corp), ForwardPlan.Mode.STICKY, OptionalInt.empty(), "none", ""));
        assertThat(forwarding.domains(tunnel)).isEmpty();
        forwarding.use(
                new ForwardPlan(List.of(), List.of(corp), ForwardPlan.Mode.STICKY, OptionalInt.empty(), "none", ""));
        assertThat(forwarding.domains(tunnel)).containsExactly("corp.example.");
    }

    /// `server=/#/ADDRESS`.
    @Test
    void aNameserverOfTheDomainOfAllNamesIsNotToldOfAsOneForADomainAlone() {
        Nameserver everything = Nameserver.of(new InetSocketAddress("192.0.2.9", 53));
        forwarding.use(new ForwardPlan(
                List.of(),
                List.of(new Route(Name.root, false, List.of(everything))),
                ForwardPlan.Mode.STICKY,
                OptionalInt.empty(),
                "none",
                ""));
        assertThat(forwarding.domains(everything)).isEmpty();
    }

    @Test
    void noNameserverLeavesWhatIsKnownAndSoDoTheSameOnesComingBack() {
        forwarding.use(plan());
        assertThat(ask()).isInstanceOf(Provenance.Cached.class);
        forwarding.use(plan(one));
        assertThat(ask()).isInstanceOf(Provenance.Cached.class);
    }

    @Test
    void otherNameserversAfterNoneEmptyTheCache() {
        forwarding.use(plan());
        forwarding.use(plan(other));
        assertThat(ask()).isInstanceOf(Provenance.Asked.class);
    }

    @Test
    void anotherModeLeavesWhatIsKnown() {
        ForwardPlan plan = plan(one);
        forwarding.use(new ForwardPlan(
                plan.standard(), List.of(), ForwardPlan.Mode.ALL, OptionalInt.empty(), plan.whyNone(), ""));
        assertThat(ask()).isInstanceOf(Provenance.Cached.class);
    }

    @Test
    void sizeZeroTurnsItOffAndTheCounterSaysSo() {
        assertThat(forwarding.chaos(0)).containsEntry(CACHE_SIZE, List.of("16384"));
        forwarding.use(new ConfOptions(
                ConfOptions.NONE.ttls(),
                OptionalInt.of(0),
                OptionalInt.empty(),
                ConfOptions.NONE.listen(),
                ConfOptions.NONE.upstream(),
                ConfOptions.NONE.policy(),
                false));
        assertThat(ask()).isInstanceOf(Provenance.Asked.class);
        await().until(() -> ask() instanceof Provenance.Asked);
        assertThat(forwarding.chaos(0)).containsEntry(CACHE_SIZE, List.of("0"));
    }

    @Test
    void countersAreToldAsDnsmasqTellsThem() {
        assertThat(forwarding.chaos(7))
                .containsEntry(Name.fromConstantString("hits.bind."), List.of("8"))
                .containsEntry(Name.fromConstantString("misses.bind."), List.of("1"))
                .containsEntry(Name.fromConstantString("insertions.bind."), List.of("1"))
                .containsEntry(
                        Name.fromConstantString("servers.bind."), List.of("127.0.0.1#" + one.getLocalPort() + " 1 0"));
    }

    private Provenance ask() {
        byte[] wire =
                Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN)).toWire();
        UpstreamQuestion question =
                new UpstreamQuestion(Arrays.copyOfRange(wire, 12, wire.length), false, false, false, false);
        UpstreamAnswer answer =
                forwarding.forwarder().ask(question).toCompletableFuture().join();
        assertThat(answer).isInstanceOf(UpstreamAnswer.Answered.class);
        return ((UpstreamAnswer.Answered) answer).provenance();
    }

    private static ForwardPlan plan(DatagramSocket... nameservers) {
        return ForwardPlan.of(
                Arrays.stream(nameservers)
                        .map(socket -> (InetSocketAddress) socket.getLocalSocketAddress())
                        .toList(),
                "no nameserver");
    }

    private static DatagramSocket nameserver() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(() -> answer(socket));
        return socket;
    }

    private static void answer(DatagramSocket socket) {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        while (!socket.isClosed()) {
            try {
                packet.setLength(512);
                socket.receive(packet);
                Message message = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                message.getHeader().setFlag(Flags.QR);
                message.getHeader().setFlag(Flags.RA);
                message.addRecord(
                        new ARecord(NAME, DClass.IN, 300, InetAddress.ofLiteral("192.0.2.1")), Section.ANSWER);
                byte[] answer = message.toWire();
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException ignored) {
                // Closed, most likely; the loop looks.
            }
        }
    }
}
