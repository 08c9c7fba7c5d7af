package mpd.dns.diag;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// A server that never comes to an end takes no more time than one that is silent.
class AskingTest {

    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final Duration BOUND = Duration.ofSeconds(3);
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @Test
    void answerThatTricklesInOverTcpCountsAsSilence() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            Thread.ofVirtual().start(() -> trickle(server));
            InetSocketAddress address = new InetSocketAddress(LOOPBACK, server.getLocalPort());

            Reply reply = assertTimeoutPreemptively(BOUND, () -> Asking.tcp(address, Ask.version(), PATIENCE));

            assertInstanceOf(Reply.Silent.class, reply);
        }
    }

    @Test
    void answersToOtherQuestionsWithoutEndOverUdpCountAsSilence() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, LOOPBACK)) {
            Thread.ofVirtual().start(() -> flood(server));
            InetSocketAddress address = new InetSocketAddress(LOOPBACK, server.getLocalPort());

            Reply reply = assertTimeoutPreemptively(BOUND, () -> Asking.udp(address, Ask.version(), PATIENCE));

            assertInstanceOf(Reply.Silent.class, reply);
        }
    }

    @Test
    void queryThatComesBackAsItWasIsNoAnswer() throws IOException {
        try (DatagramSocket udp = new DatagramSocket(0, LOOPBACK);
                ServerSocket tcp = new ServerSocket(0, 1, LOOPBACK)) {
            Thread.ofVirtual().start(() -> echo(udp));
            Thread.ofVirtual().start(() -> echo(tcp));

            InetSocketAddress overUdp = new InetSocketAddress(LOOPBACK, udp.getLocalPort());
            assertInstanceOf(Reply.Silent.class, Asking.udp(overUdp, Ask.version(), PATIENCE));
            InetSocketAddress overTcp = new InetSocketAddress(LOOPBACK, tcp.getLocalPort());
            assertInstanceOf(Reply.Garbled.class, Asking.tcp(overTcp, Ask.version(), BOUND));
        }
    }

    private static void echo(DatagramSocket server) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[512], 512);
            while (true) {
                server.receive(packet);
                server.send(packet);
            }
        } catch (IOException _) {
            // The test is done.
        }
    }

    private static void echo(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException _) {
            // The client or the test is done.
        }
    }

    private static void trickle(ServerSocket server) {
        try (Socket client = server.accept()) {
            OutputStream out = client.getOutputStream();
            out.write(new byte[] {(byte) 0xFF, (byte) 0xFF});
            while (true) {
                out.write(0);
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        } catch (IOException _) {
            // The client or the test is done.
        }
    }

    private static void flood(DatagramSocket server) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[512], 512);
            server.receive(packet);
            packet.getData()[0] ^= 1;
            while (true) {
                server.send(packet);
                LockSupport.parkNanos(100_000);
            }
        } catch (IOException _) {
            // The client or the test is done.
        }
    }
}
