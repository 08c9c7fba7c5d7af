package mpd.dns.tests.lab;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;

/// A way to a server on which UDP packets above a length are lost, as behind some firewalls and tunnels.
public final class NarrowPath implements AutoCloseable {

    private static final int MOST = 65_535;

    private final InetSocketAddress server;
    private final int longest;
    private final DatagramSocket udp;
    private final ServerSocket tcp;

    private NarrowPath(
            final InetSocketAddress server, final int longest, final DatagramSocket udp, final ServerSocket tcp) {
        this.server = server;
        this.longest = longest;
        this.udp = udp;
        this.tcp = tcp;
    }

    /// Opens the way.
    ///
    /// @param longest how many bytes the content of a UDP packet may have
    /// @param tcp     whether TCP passes
    public static NarrowPath to(final InetSocketAddress server, final int longest, final boolean tcp)
            throws IOException {
        final InetSocketAddress entrance = Program.freeAddress("127.0.0.1");
        final ServerSocket connections = tcp
                ? new ServerSocket(entrance.getPort(), 50, entrance.getAddress())
                : new ServerSocket(0, 1, entrance.getAddress());
        final NarrowPath path = new NarrowPath(server, longest, new DatagramSocket(entrance), connections);
        Thread.ofVirtual().start(path::carryPackets);
        Thread.ofVirtual().start(path::carryConnections);
        return path;
    }

    /// Where it begins.
    public InetSocketAddress address() {
        return (InetSocketAddress) udp.getLocalSocketAddress();
    }

    private void carryPackets() {
        while (!udp.isClosed()) {
            try {
                final DatagramPacket packet = new DatagramPacket(new byte[MOST], MOST);
                udp.receive(packet);
                if (packet.getLength() <= longest) {
                    Thread.ofVirtual().start(() -> carry(packet));
                }
            } catch (final IOException ignored) {
                // Closed.
            }
        }
    }

    private void carry(final DatagramPacket query) {
        try (DatagramSocket out = new DatagramSocket()) {
            out.connect(server);
            out.setSoTimeout(5_000);
            out.send(new DatagramPacket(query.getData(), query.getLength()));
            final DatagramPacket answer = new DatagramPacket(new byte[MOST], MOST);
            out.receive(answer);
            if (answer.getLength() <= longest) {
                final byte[] bytes = Arrays.copyOf(answer.getData(), answer.getLength());
                udp.send(new DatagramPacket(bytes, bytes.length, query.getSocketAddress()));
            }
        } catch (final IOException ignored) {
            // No answer, or closed.
        }
    }

    private void carryConnections() {
        while (!tcp.isClosed()) {
            try {
                final Socket client = tcp.accept();
                final Socket further = new Socket(server.getAddress(), server.getPort());
                Thread.ofVirtual().start(() -> pour(client, further));
                Thread.ofVirtual().start(() -> pour(further, client));
            } catch (final IOException ignored) {
                // Closed.
            }
        }
    }

    private static void pour(final Socket from, final Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (final IOException ignored) {
            // The end of one of them.
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
