package mpd.dns.tests.lab;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Message;

/// Sends bytes to a server and reads what comes back.
///
/// @param server where to
public record DnsClient(InetSocketAddress server) {

    private static final int PATIENCE_MILLIS = 5_000;
    private static final int SILENCE_MILLIS = 700;

    /// The answer over UDP.
    public Message udp(final byte[] query) {
        return parse(exchange(query, PATIENCE_MILLIS).orElseThrow(() -> new AssertionError("no answer over UDP")));
    }

    /// The answer over UDP, as bytes.
    public byte[] udpBytes(final byte[] query) {
        return exchange(query, PATIENCE_MILLIS).orElseThrow(() -> new AssertionError("no answer over UDP"));
    }

    /// The answer over UDP if one comes soon.
    public Optional<byte[]> tryUdp(final byte[] query) {
        return exchange(query, SILENCE_MILLIS);
    }

    private Optional<byte[]> exchange(final byte[] query, final int millis) {
        // Connected: an answer from another address than the one asked is never seen.
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.setSoTimeout(millis);
            socket.send(new DatagramPacket(query, query.length));
            final DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(answer);
            return Optional.of(Arrays.copyOf(answer.getData(), answer.getLength()));
        } catch (final SocketTimeoutException | PortUnreachableException silence) {
            return Optional.empty();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The answer over TCP.
    public Message tcp(final byte[] query) {
        return tcp(List.of(query)).getFirst();
    }

    /// The answers to queries that are written to one connection at once, in the order of their arrival.
    public List<Message> tcp(final List<byte[]> queries) {
        try (Socket socket = connect()) {
            final DataOutputStream out =
                    new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream()));
            for (final byte[] query : queries) {
                out.writeShort(query.length);
                out.write(query);
            }
            out.flush();
            final List<Message> answers = new ArrayList<>();
            for (int count = 0; count < queries.size(); count++) {
                answers.add(readMessage(socket));
            }
            return answers;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// A new connection.
    public Socket connect() throws IOException {
        final Socket socket = new Socket();
        socket.connect(server, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /// Reads one message from a connection.
    public static Message readMessage(final Socket socket) throws IOException {
        final DataInputStream in = new DataInputStream(socket.getInputStream());
        return parse(in.readNBytes(in.readUnsignedShort()));
    }

    private static Message parse(final byte[] bytes) {
        try {
            return new Message(bytes);
        } catch (final IOException failure) {
            throw new AssertionError("an answer that cannot be read: " + Arrays.toString(bytes), failure);
        }
    }
}
