package mpd.dns.forward;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private final List<Message> received = new CopyOnWriteArrayList<>();
    private final List<InetSocketAddress> clients = new CopyOnWriteArrayList<>();
    private final List<Message> receivedByTcp = new CopyOnWriteArrayList<>();
    private final Script overUdp;
    private final Script overTcp;

    private ScriptedUpstream(Script overUdp, Script overTcp) throws IOException {
        this(0, overUdp, overTcp);
    }

    private ScriptedUpstream(int port, Script overUdp, Script overTcp) throws IOException {
        this.overUdp = overUdp;
        this.overTcp = overTcp;
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        tcp = new ServerSocket(port, 10, loopback);
        udp = new DatagramSocket(tcp.getLocalPort(), loopback);
        Thread.ofVirtual().start(this::serveUdp);
        Thread.ofVirtual().start(this::serveTcp);
    }

    static ScriptedUpstream udp(Script script) throws IOException {
        return new ScriptedUpstream(script, (query, reply) -> reply.send(new byte[0]));
    }

    /// One on a port that nothing listened on before.
    static ScriptedUpstream at(InetSocketAddress address, Script script) throws IOException {
        return new ScriptedUpstream(address.getPort(), script, (query, reply) -> reply.send(new byte[0]));
    }

    static ScriptedUpstream tcp(Script script) throws IOException {
        return new ScriptedUpstream(
                (query, reply) -> {
                    Message truncated = answer(query, "10.9.9.9");
                    truncated.removeAllRecords(Section.ANSWER);
                    truncated.getHeader().setFlag(Flags.TC);
                    reply.send(truncated.toWire());
                },
                script);
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
            DataInputStream in = new DataInputStream(connection.getInputStream());
            DataOutputStream out = new DataOutputStream(connection.getOutputStream());
            Message query = new Message(in.readNBytes(in.readUnsignedShort()));
            receivedByTcp.add(query);
            overTcp.got(query, bytes -> {
                out.writeShort(bytes.length);
                out.write(bytes);
            });
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
