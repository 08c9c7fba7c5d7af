import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/// A client of a server on loopback.
final class Client {

    private static final int A = 1;
    private static final int SOA = 6;
    private static final int PTR = 12;
    private static final int AAAA = 28;
    private static final int PATIENCE_MILLIS = 200;
    private static final int TRIES = 150;
    private static final int LONGEST = 4096;

    private Client() {}

    /// Asks what machines ask, over and over: names of the zone and names of the world, new ones and known ones, such
    /// as exist and such as do not; mostly over UDP.
    static void askEverything(int port, int rounds) throws IOException, InterruptedException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            await(socket, question("php.runtime.mpd.test", A));
            for (int round = 0; round < rounds; round++) {
                ask(socket, question("php.runtime.mpd.test", A));
                ask(socket, question("php.runtime.mpd.test", AAAA));
                ask(socket, question("site" + round % 7 + ".demo.mpd.test", A));
                ask(socket, question("gone" + round + ".mpd.test", A));
                ask(socket, question("100.0.163.10.in-addr.arpa", PTR));
                ask(socket, question("host" + round + ".example.org", A));
                ask(socket, question("host" + round / 10 + ".example.org", A));
                ask(socket, question("host" + round / 10 + ".example.org", AAAA));
                if (round % 50 == 0) {
                    askOverTcp(port, question("mpd.test", SOA));
                }
            }
        }
    }

    private static void await(DatagramSocket socket, byte[] question) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            if (ask(socket, question)) {
                return;
            }
            Thread.sleep(PATIENCE_MILLIS);
        }
        throw new IOException("the server does not answer");
    }

    private static boolean ask(DatagramSocket socket, byte[] question) throws IOException {
        try {
            socket.send(new DatagramPacket(question, question.length));
            socket.receive(new DatagramPacket(new byte[LONGEST], LONGEST));
            return true;
        } catch (SocketTimeoutException | PortUnreachableException notYet) {
            return false;
        }
    }

    private static void askOverTcp(int port, byte[] question) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            ByteArrayOutputStream framed = new ByteArrayOutputStream();
            new DataOutputStream(framed).writeShort(question.length);
            framed.write(question);
            out.write(framed.toByteArray());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readFully(new byte[in.readUnsignedShort()]);
        }
    }

    // RFC 1035 section 4: recursion desired, one question, and an OPT record that offers 1232 bytes.
    private static byte[] question(String name, int type) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1});
        for (String label : name.split("\\.")) {
            out.writeByte(label.length());
            out.write(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.writeByte(0);
        out.writeShort(type);
        out.writeShort(1);
        out.write(new byte[] {0, 0, 41, 0x04, (byte) 0xd0, 0, 0, 0, 0, 0, 0});
        return bytes.toByteArray();
    }
}
