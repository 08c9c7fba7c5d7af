import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;

/// A nameserver on loopback that gives every name one address, and an empty answer to questions for anything else.
final class PlayedNameserver implements AutoCloseable {

    // Name: that of the question; A, IN, TTL 300, 192.0.2.1.
    private static final byte[] ADDRESS = {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, (byte) 192, 0, 2, 1};
    private static final int HEADER = 12;
    private static final int LONGEST = 4096;

    private final DatagramSocket socket;

    private PlayedNameserver(DatagramSocket socket) {
        this.socket = socket;
    }

    static PlayedNameserver start() throws IOException {
        PlayedNameserver started = new PlayedNameserver(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
        Thread.ofPlatform().daemon().start(started::answerAll);
        return started;
    }

    /// A port of loopback that nobody listens on.
    static int freePort() throws IOException {
        try (DatagramSocket probe = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    private void answerAll() {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
                socket.receive(packet);
                packet.setData(answer(packet.getData()));
                socket.send(packet);
            }
        } catch (IOException closed) {
            // The training is over.
            return;
        }
    }

    private static byte[] answer(byte[] query) {
        int end = HEADER;
        while (query[end] != 0) {
            end += query[end] + 1;
        }
        boolean address = query[end + 2] == 1;
        end += 5;
        byte[] answer = Arrays.copyOf(query, end + (address ? ADDRESS.length : 0));
        // A response, recursion desired and available, NOERROR; one question, one answer or none.
        answer[2] = (byte) 0x81;
        answer[3] = (byte) 0x80;
        Arrays.fill(answer, 6, HEADER, (byte) 0);
        if (address) {
            answer[7] = 1;
            System.arraycopy(ADDRESS, 0, answer, end, ADDRESS.length);
        }
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
