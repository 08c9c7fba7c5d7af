package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mpd.dns.conf.ConfReader;
import mpd.dns.registry.Claim;
import mpd.dns.registry.Origin;
import mpd.dns.registry.Precedence;
import mpd.dns.transport.Transport;
import mpd.dns.zone.Subnet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What every transport has to do.
abstract class DnsServerContract {

    private static final Name ZONE = Name.fromConstantString("mpd.test.");

    @TempDir
    Path directory;

    private final List<DnsServer> servers = new ArrayList<>();
    private final Transport transport;

    DnsServerContract(Transport transport) {
        this.transport = transport;
    }

    /// Addresses that a wildcard has to answer from by themselves.
    abstract List<String> wildcardAddresses();

    @AfterEach
    void stop() {
        servers.forEach(DnsServer::close);
    }

    final DnsServer start(String... listen) throws StartupException {
        return start(List.of(listen), Optional.empty());
    }

    private DnsServer start(List<String> listen, Optional<ServerConfig.Podman> podman) throws StartupException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String address : listen) {
            int colon = address.lastIndexOf(':');
            addresses.add(new InetSocketAddress(
                    InetAddress.ofLiteral(address.substring(0, colon)),
                    Integer.parseInt(address.substring(colon + 1))));
        }
        List<Claim> claims = new ArrayList<>();
        claims.add(claim("php.runtime.mpd.test.", "10.163.0.100"));
        for (int i = 0; i < 60; i++) {
            claims.add(claim("many.mpd.test.", "10.163.0." + i));
        }
        DnsServer server = DnsServer.start(
                new ServerConfig(
                        addresses,
                        List.of(),
                        List.of(ZONE),
                        List.of(Subnet.parse("10.163.0.0/24").orElseThrow()),
                        claims,
                        new ConfReader.Places(
                                Optional.of(directory.resolve("dnsmasq.conf")),
                                List.of(directory.resolve("dnsmasq.d")),
                                directory.resolve("hosts")),
                        Optional.of(directory.resolve("resolv.conf")),
                        podman,
                        directory.resolve("platform.env"),
                        directory.resolve("control" + servers.size() + ".sock"),
                        Optional.empty(),
                        Optional.of(true),
                        false,
                        Optional.of(2)),
                transport);
        servers.add(server);
        return server;
    }

    private static Claim claim(String name, String address) {
        Record record = new ARecord(Name.fromConstantString(name), DClass.IN, 1, InetAddress.ofLiteral(address));
        return new Claim(record, Precedence.FLAG, new Origin.Flag("--record"), true);
    }

    private static byte[] query(int id, String name, int type) {
        Message message = Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
        message.getHeader().setID(id);
        return message.toWire();
    }

    private static Message udp(InetSocketAddress server, byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.setSoTimeout(5000);
            socket.send(new DatagramPacket(query, query.length));
            DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(answer);
            return new Message(Arrays.copyOf(answer.getData(), answer.getLength()));
        }
    }

    private static Socket connect(InetSocketAddress server) throws IOException {
        Socket socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout(5000);
        return socket;
    }

    private static void send(Socket socket, byte[] message) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeShort(message.length);
        out.write(message);
    }

    private static Message receive(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        return new Message(message);
    }

    private static boolean ended(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static InetSocketAddress only(DnsServer server) {
        assertThat(server.addresses()).hasSize(1);
        return server.addresses().getFirst();
    }

    @Test
    void answersOverUdpAndOverTcpOnTheSamePort() throws Exception {
        InetSocketAddress server = only(start("127.0.0.1:0"));
        byte[] query = query(7, "php.runtime.mpd.test.", Type.A);
        Message answer = udp(server, query);
        assertThat(answer.getHeader().getID()).isEqualTo(7);
        assertThat(answer.getSection(Section.ANSWER))
                .singleElement()
                .extracting(Record::rdataToString)
                .isEqualTo("10.163.0.100");
        try (Socket socket = connect(server)) {
            send(socket, query);
            assertThat(receive(socket).getSection(Section.ANSWER)).isEqualTo(answer.getSection(Section.ANSWER));
        }
    }

    @Test
    void anAnswerTooLongForUdpIsCutAndCompleteOverTcp() throws Exception {
        InetSocketAddress server = only(start("127.0.0.1:0"));
        byte[] query = query(7, "many.mpd.test.", Type.A);
        assertThat(udp(server, query).getHeader().getFlag(Flags.TC)).isTrue();
        try (Socket socket = connect(server)) {
            send(socket, query);
            Message whole = receive(socket);
            assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
            assertThat(whole.getSection(Section.ANSWER)).hasSize(60);
        }
    }

    @Test
    void queriesOnOneConnectionAreAllAnsweredAlsoAfterItsSendingSideIsClosed() throws Exception {
        InetSocketAddress server = only(start("127.0.0.1:0"));
        try (Socket socket = connect(server)) {
            for (int id = 0; id < 500; id++) {
                send(socket, query(id, id % 2 == 0 ? "php.runtime.mpd.test." : "many.mpd.test.", Type.A));
            }
            socket.shutdownOutput();
            Set<Integer> ids = new TreeSet<>();
            for (int i = 0; i < 500; i++) {
                ids.add(receive(socket).getHeader().getID());
            }
            assertThat(ids).hasSize(500);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void thousandsOfQueriesInOnePieceAreAllAnswered() throws Exception {
        int count = 3000;
        ByteArrayOutputStream queries = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(queries);
        for (int i = 0; i < count; i++) {
            byte[] query = query(i, "php.runtime.mpd.test.", Type.A);
            out.writeShort(query.length);
            out.write(query);
        }
        try (Socket socket = connect(start("127.0.0.1:0").addresses().getFirst())) {
            socket.getOutputStream().write(queries.toByteArray());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < count; i++) {
                Message answer = new Message(in.readNBytes(in.readUnsignedShort()));
                assertThat(answer.getHeader().getID()).isEqualTo(i);
            }
        }
    }

    @Test
    void aMessageMayComeInPieces() throws Exception {
        InetSocketAddress server = only(start("127.0.0.1:0"));
        byte[] query = query(9, "php.runtime.mpd.test.", Type.A);
        try (Socket socket = connect(server)) {
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(0);
            socket.getOutputStream().write(query.length);
            for (byte piece : query) {
                socket.getOutputStream().write(piece);
            }
            assertThat(receive(socket).getHeader().getID()).isEqualTo(9);
        }
    }

    @Test
    void clientsOverTheLimitOfConnectionsPushOutTheIdlest() throws Exception {
        InetSocketAddress server = only(start("127.0.0.1:0"));
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 520; i++) {
                InetAddress client = InetAddress.ofLiteral("127.0.0." + (1 + i % 5));
                sockets.add(new Socket(server.getAddress(), server.getPort(), client, 0));
            }
            Socket last = sockets.getLast();
            send(last, query(1, "php.runtime.mpd.test.", Type.A));
            assertThat(receive(last).getRcode()).isEqualTo(Rcode.NOERROR);
            // Which eight were idle longest depends on the order in which the event loops came to know them.
            await().until(() ->
                    sockets.stream().filter(DnsServerContract::ended).count() == 8);
            assertThat(ended(last)).isFalse();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aPortThatIsTakenIsRefusedWithItsHolderAndNothingIsLeftRunning() throws Exception {
        InetSocketAddress server = only(start("127.0.0.1:0"));
        assertThatThrownBy(() -> start("127.0.0.1:" + server.getPort(), "127.0.0.2:" + server.getPort()))
                .isInstanceOfSatisfying(
                        StartupException.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .asString()
                                .startsWith("127.0.0.1:" + server.getPort() + " (TCP) is taken by java")
                                .endsWith("(pid " + ProcessHandle.current().pid() + ")"));
        try (DatagramSocket free =
                new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), server.getPort()))) {
            assertThat(free.isBound()).isTrue();
        }
    }

    @Test
    void everythingThatForbidsTheStartIsToldAtOnceBeforePodmanIsAsked() throws Exception {
        InetSocketAddress server = only(start("127.0.0.1:0"));
        Path socket = directory.resolve("podman.sock");
        Files.createFile(directory.resolve("control1.sock"));
        ServerConfig.Podman podman = new ServerConfig.Podman(socket, true, "mpd-internal");
        try (ServerSocketChannel asked = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            asked.bind(UnixDomainSocketAddress.of(socket)).configureBlocking(false);
            assertThatThrownBy(() -> start(List.of("127.0.0.1:" + server.getPort()), Optional.of(podman)))
                    .hasMessageContaining("is taken by")
                    .hasMessageContaining("control1.sock is there already and is no socket");
            assertThatThrownBy(() -> start(List.of("127.0.0.1:0"), Optional.of(podman)))
                    .hasMessageContaining("control1.sock is there already and is no socket");
            assertThat(asked.accept()).isNull();
        }
    }

    @Test
    void aPortThatIsTakenForUdpAloneIsRefusedToo() throws Exception {
        // An address that no client of another test has: its TCP ports are free, whichever UDP port is drawn.
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.77"))) {
            assertThatThrownBy(() -> start("127.0.0.77:" + taken.getLocalPort()))
                    .hasMessageContaining("(UDP) is taken by java");
        }
    }

    @Test
    void anAddressThatDoesNotExistDoesNotKeepTheOthersFromServing() throws Exception {
        DnsServer server = start("192.0.2.1:1053", "127.0.0.1:0");
        assertThat(udp(only(server), query(1, "php.runtime.mpd.test.", Type.A)).getRcode())
                .isEqualTo(Rcode.NOERROR);
    }

    @Test
    void aWildcardAnswersFromTheAddressThatWasAskedAndBothFamiliesShareAPort() throws Exception {
        int port = FreePort.onEveryAddress();
        start("0.0.0.0:" + port, "::" + ":" + port);
        for (String address : wildcardAddresses()) {
            InetSocketAddress server = new InetSocketAddress(InetAddress.ofLiteral(address), port);
            for (int i = 0; i < 20; i++) {
                assertThat(udp(server, query(i, "php.runtime.mpd.test.", Type.A))
                                .getRcode())
                        .as(address)
                        .isEqualTo(Rcode.NOERROR);
            }
        }
    }

    @Test
    void aHeldQueryIsAnsweredWhenTheServerStopsAndItsPortsAreFreeAfterwards() throws Exception {
        Path socket = directory.resolve("podman.sock");
        ServerConfig.Podman podman = new ServerConfig.Podman(socket, true, "mpd-internal");
        DnsServer server = start(List.of("127.0.0.1:0"), Optional.of(podman));
        InetSocketAddress address = only(server);
        try (Socket connection = connect(address)) {
            send(connection, query(1, "unknown.mpd.test.", Type.A));
            send(connection, query(2, "php.runtime.mpd.test.", Type.A));
            assertThat(receive(connection).getHeader().getID()).isEqualTo(2);
            server.close();
            assertThat(receive(connection).getRcode()).isEqualTo(Rcode.SERVFAIL);
        }
        server.close();
        try (DatagramSocket free = new DatagramSocket(address);
                ServerSocket tcp = new ServerSocket()) {
            tcp.bind(address);
            assertThat(free.isBound()).isTrue();
        }
    }

    @Test
    void whatWasSentBeforeTheStopIsAnswered() throws Exception {
        for (int round = 0; round < 10; round++) {
            DnsServer server = start("127.0.0.1:0");
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.connect(only(server));
                socket.setSoTimeout(2000);
                for (int id = 0; id < 200; id++) {
                    byte[] query = query(id, "php.runtime.mpd.test.", Type.A);
                    socket.send(new DatagramPacket(query, query.length));
                }
                server.close();
                Set<Integer> answered = new TreeSet<>();
                DatagramPacket answer = new DatagramPacket(new byte[512], 512);
                while (answered.size() < 200) {
                    socket.receive(answer);
                    answered.add(new Message(Arrays.copyOf(answer.getData(), answer.getLength()))
                            .getHeader()
                            .getID());
                }
            }
        }
    }

    @Test
    void upstreamsAreFollowedAndSilenceAboutThemIsExplained() throws Exception {
        InetSocketAddress server = only(start("127.0.0.1:0"));
        Message query = new Message(query(1, "example.org.", Type.A));
        query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        Message answer = udp(server, query.toWire());
        assertThat(answer.getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(answer.getOPT().getOptions()).singleElement().asString().contains("no nameserver in");
        Files.writeString(directory.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
        await().untilAsserted(
                        () -> assertThat(udp(server, query.toWire()).getOPT().getOptions())
                                .singleElement()
                                .asString()
                                .doesNotContain("no nameserver in"));
    }
}
