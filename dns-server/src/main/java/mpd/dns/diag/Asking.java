package mpd.dns.diag;

import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.xbill.DNS.Message;

/// Asks one question over a socket of its own, and waits for the answer on the thread of the caller.
final class Asking {

    private static final int HEADER = 12;
    private static final int QR = 0x80;
    private static final int MOST = 65_535;

    private Asking() {}

    /// Asks over UDP, and once more in the middle of the time, since a packet may get lost.
    static Reply udp(InetSocketAddress server, Message question, Duration patience) {
        byte[] query = question.toWire();
        // Connected, so that the kernel tells of a closed port, and lets nobody else answer.
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            long began = System.nanoTime();
            for (int attempt = 1; attempt <= 2; attempt++) {
                socket.send(new DatagramPacket(query, query.length));
                long end = began + patience.toNanos() * attempt / 2;
                try {
                    return receive(socket, question, began, end);
                } catch (SocketTimeoutException _) {
                    // Once more, or that was it.
                }
            }
            return new Reply.Silent(patience);
        } catch (PortUnreachableException _) {
            return new Reply.Refused("port closed");
        } catch (IOException e) {
            return new Reply.Refused(why(e));
        }
    }

    /// Asks over a TCP connection of its own.
    static Reply tcp(InetSocketAddress server, Message question, Duration patience) {
        byte[] query = question.toWire();
        try (Socket socket = new Socket()) {
            long began = System.nanoTime();
            long end = began + patience.toNanos();
            socket.connect(server, millis(end));
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            byte[] framed = new byte[query.length + 2];
            framed[0] = (byte) (query.length >> 8);
            framed[1] = (byte) query.length;
            System.arraycopy(query, 0, framed, 2, query.length);
            out.write(framed);
            byte[] length = read(socket, 2, end);
            byte[] message =
                    read(socket, Short.toUnsignedInt(ByteBuffer.wrap(length).getShort()), end);
            return answers(message, message.length, question)
                    ? answer(message, began)
                    : new Reply.Garbled(message.length + " bytes that are no answer to the question");
        } catch (SocketTimeoutException _) {
            return new Reply.Silent(patience);
        } catch (IOException e) {
            return new Reply.Refused(why(e));
        }
    }

    /// So many bytes. A server that sends them one by one has no more time than others.
    private static byte[] read(Socket socket, int count, long end) throws IOException {
        byte[] bytes = new byte[count];
        for (int at = 0; at < count; ) {
            if (System.nanoTime() - end >= 0) {
                throw new SocketTimeoutException();
            }
            socket.setSoTimeout(millis(end));
            int read = socket.getInputStream().read(bytes, at, count - at);
            if (read < 0) {
                throw new EOFException();
            }
            at += read;
        }
        return bytes;
    }

    private static Reply receive(DatagramSocket socket, Message question, long began, long end) throws IOException {
        byte[] buffer = new byte[MOST];
        while (System.nanoTime() - end < 0) {
            socket.setSoTimeout(millis(end));
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            socket.receive(packet);
            if (answers(buffer, packet.getLength(), question)) {
                return answer(Arrays.copyOf(buffer, packet.getLength()), began);
            }
        }
        throw new SocketTimeoutException();
    }

    /// Whether it may be one by its header: what is too short for one is, and cannot be read.
    private static boolean answers(byte[] message, int length, Message question) {
        return length < HEADER
                || (Short.toUnsignedInt(ByteBuffer.wrap(message).getShort())
                                == question.getHeader().getID()
                        && (message[2] & QR) != 0);
    }

    private static Reply answer(byte[] bytes, long began) {
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        try {
            return new Reply.Answer(new Message(bytes), bytes.length, took);
        } catch (IOException e) {
            return new Reply.Garbled(bytes.length + " bytes, " + e.getMessage());
        }
    }

    /// What is left until then; a timeout of 0 would mean for ever.
    private static int millis(long end) {
        return (int) Math.max(1, (end - System.nanoTime()) / 1_000_000);
    }

    private static String why(IOException e) {
        return switch (e) {
            case NoRouteToHostException _ -> "no route";
            case ConnectException refused
            when String.valueOf(refused.getMessage()).contains("refused") -> "port closed";
            case EOFException _ -> "the connection was closed without an answer";
            default -> String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        };
    }
}
