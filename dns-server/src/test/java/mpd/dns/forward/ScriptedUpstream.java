package mpd.dns.forward;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// A nameserver on loopback, UDP and TCP on one port, that does what a test tells it.
final class ScriptedUpstream implements AutoCloseable {

    /// What it does with one query over UDP.
    interface Script {
        /// Takes the query; `reply` sends bytes back to where it came from.
        void got(Message query, Reply reply) throws IOException;
    }

    interface Reply {
        void send(byte[] message) throws IOException;
    }

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Thread servingUdp;
    private final List<Message> received = new CopyOnWriteArrayList<>();
    private final List<InetSocketAddress> clients = new CopyOnWriteArrayList<>();
    private final List<Message> receivedByTcp = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Script overUdp;
    private final ConnectionScript overTcp;

    /// What it does with one connection, which closes when the script ends.
    interface ConnectionScript {
        /// Reads queries from the connection and sends what it likes.
        ///
        /// @param number of the connection, from 0
        void opened(int number, Connection connection) throws IOException;
    }

    /// One TCP connection, as the nameserver has it.
    static final class Connection {
        private final DataInputStream in;
        private final DataOutputStream out;
        private final List<Message> received;

        private Connection(Socket socket, List<Message> received) throws IOException {
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
            this.received = received;
        }

        /// The next query; throws when the client closes.
        Message read() throws IOException {
            Message query = new Message(in.readNBytes(in.readUnsignedShort()));
            received.add(query);
            return query;
        }

        void send(byte[] message) throws IOException {
            byte[] framed = framed(message);
            sendRaw(framed, 0, framed.length);
        }

        void sendRaw(byte[] bytes, int from, int to) throws IOException {
            out.write(bytes, from, to - from);
            out.flush();
        }

        /// Waits until the client closes.
        void untilClosed() throws IOException {
            while (in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }

    private ScriptedUpstream(Script overUdp, ConnectionScript overTcp) throws IOException {
        this(0, overUdp, overTcp);
    }

    private ScriptedUpstream(int port, Script overUdp, ConnectionScript overTcp) throws IOException {
        this.overUdp = overUdp;
        this.overTcp = overTcp;
        Ports ports = Ports.open(port);
        tcp = ports.tcp();
        udp = ports.udp();
        servingUdp = Thread.ofVirtual().start(this::serveUdp);
        Thread.ofVirtual().start(this::serveTcp);
    }

    /// One number for both.
    private record Ports(ServerSocket tcp, DatagramSocket udp) {

        /// @param port 0 for any
        static Ports open(int port) throws IOException {
            InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
            while (true) {
                ServerSocket tcp = new ServerSocket(port, 200, loopback);
                try {
                    return new Ports(tcp, new DatagramSocket(tcp.getLocalPort(), loopback));
                } catch (BindException taken) {
                    // A socket to some nameserver has this one for UDP.
                    tcp.close();
                    if (port != 0) {
                        throw taken;
                    }
                }
            }
        }
    }

    static ScriptedUpstream udp(Script script) throws IOException {
        return new ScriptedUpstream(0, script, ScriptedUpstream::oneEmpty);
    }

    /// One on a port that nothing listened on before.
    static ScriptedUpstream at(InetSocketAddress address, Script script) throws IOException {
        return new ScriptedUpstream(address.getPort(), script, ScriptedUpstream::oneEmpty);
    }

    private static void oneEmpty(int number, Connection connection) throws IOException {
        connection.read();
        connection.send(new byte[0]);
    }

    /// Truncates over UDP, and answers one query on each connection.
    static ScriptedUpstream tcp(Script script) throws IOException {
        return connections((_, connection) -> script.got(connection.read(), connection::send));
    }

    /// Truncates over UDP.
    static ScriptedUpstream connections(ConnectionScript script) throws IOException {
        return new ScriptedUpstream(
                (query, reply) -> {
                    Message truncated = answer(query, "10.9.9.9");
                    truncated.removeAllRecords(Section.ANSWER);
                    truncated.getHeader().setFlag(Flags.TC);
                    reply.send(truncated.toWire());
                },
                script);
    }

    static ScriptedUpstream both(Script overUdp, ConnectionScript overTcp) throws IOException {
        return new ScriptedUpstream(overUdp, overTcp);
    }

    static ScriptedUpstream answering(String address) throws IOException {
        return udp((query, reply) -> reply.send(answer(query, address).toWire()));
    }

    static ScriptedUpstream failing(int rcode) throws IOException {
        return udp((query, reply) -> reply.send(error(query, rcode).toWire()));
    }

    static ScriptedUpstream silent() throws IOException {
        return udp((query, reply) -> {});
    }

    static Message answer(Message query, String address) {
        Message answer = error(query, Rcode.NOERROR);
        try {
            answer.addRecord(
                    Record.fromString(query.getQuestion().getName(), Type.A, DClass.IN, 60, address, Name.root),
                    Section.ANSWER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer;
    }

    static Message error(Message query, int rcode) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RD);
        answer.getHeader().setFlag(Flags.RA);
        answer.getHeader().setRcode(rcode);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        return answer;
    }

    static Record question(String name) throws TextParseException {
        return Record.newRecord(Name.fromString(name), Type.A, DClass.IN);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), tcp.getLocalPort());
    }

    List<Message> received() {
        return received;
    }

    List<InetSocketAddress> clients() {
        return clients;
    }

    List<Message> receivedByTcp() {
        return receivedByTcp;
    }

    /// How many connections were made so far.
    int connections() {
        return connections.get();
    }

    /// From now on nothing listens on the TCP port.
    void closeTcp() throws IOException {
        tcp.close();
    }

    /// From now on nothing listens on the UDP port.
    void closeUdp() {
        udp.close();
        try {
            // Who still receives keeps the port.
            servingUdp.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// With its length in front (RFC 1035 section 4.2.2).
    static byte[] framed(byte[] message) {
        return ByteBuffer.allocate(2 + message.length)
                .putShort((short) message.length)
                .put(message)
                .array();
    }

    private void serveUdp() {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
                udp.receive(packet);
                Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                clients.add((InetSocketAddress) packet.getSocketAddress());
                received.add(query);
                overUdp.got(
                        query, bytes -> udp.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress())));
            }
        } catch (IOException ignored) {
            // Closed.
        }
    }

    private void serveTcp() {
        try {
            while (true) {
                Socket connection = tcp.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException ignored) {
            // Closed.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            int number = connections.getAndIncrement();
            overTcp.opened(number, new Connection(connection, receivedByTcp));
        } catch (IOException ignored) {
            // The client has what it wanted from somebody else.
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
