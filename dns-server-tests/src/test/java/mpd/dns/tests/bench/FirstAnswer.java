package mpd.dns.tests.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import mpd.dns.tests.lab.Packets;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/// How long a server takes from its start to its first right answer.
final class FirstAnswer {

    private static final Duration PATIENCE = Duration.ofSeconds(200);
    private static final int AGAIN_MILLIS = 5;
    private static final Duration PAUSE = Duration.ofMillis(1);

    private FirstAnswer() {}

    /// Asks a server that was launched for its last name, over and over, until it gives the right answer.
    ///
    /// @param begin when it was launched, by [System#nanoTime]
    /// @return the nanoseconds since
    static long after(final long begin, final Authority authority) {
        final AnswerZone zone = authority.zone();
        return to(zone.questions(zone.names()).getFirst(), authority, PAUSE) - begin;
    }

    /// When that question was answered rightly, by [System#nanoTime].
    ///
    /// @param pause after an answer that is not right
    static long to(final AnswerZone.Question question, final Authority authority, final Duration pause) {
        return authority.machine().network().call(() -> ask(authority, question, pause));
    }

    private static long ask(final Authority authority, final AnswerZone.Question question, final Duration pause)
            throws IOException {
        final byte[] query = Packets.query(question.name(), Type.value(question.type()));
        final long end = System.nanoTime() + PATIENCE.toNanos();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(authority.address());
            socket.setSoTimeout(AGAIN_MILLIS);
            final DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
            while (System.nanoTime() < end) {
                try {
                    socket.send(new DatagramPacket(query, query.length));
                    socket.receive(answer);
                    final long now = System.nanoTime();
                    if (Authority.answers(new Message(Arrays.copyOf(answer.getData(), answer.getLength())), question)) {
                        return now;
                    }
                    LockSupport.parkNanos(pause.toNanos());
                } catch (final PortUnreachableException ignored) {
                    LockSupport.parkNanos(pause.toNanos());
                } catch (final SocketTimeoutException ignored) {
                    // It listens, and is not ready to answer.
                }
                if (!authority.process().isAlive()) {
                    throw new IllegalStateException(authority.kind().title() + " ended instead of answering");
                }
            }
        }
        throw new IllegalStateException(authority.kind().title() + " never answered " + question);
    }
}
