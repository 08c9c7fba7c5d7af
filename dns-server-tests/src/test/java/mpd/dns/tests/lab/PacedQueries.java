package mpd.dns.tests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.xbill.DNS.Message;

/// Queries over UDP at an even rate, each sent once and waited for as long as glibc waits.
public final class PacedQueries {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int RECEIVE_BUFFER = 4 << 20;

    /// One query and what came of it.
    ///
    /// @param start  when it was sent, by [System#nanoTime]
    /// @param end    when its answer came, or was given up
    /// @param answer the answer that came
    public record Asked(String name, long start, long end, Optional<Message> answer) {

        /// Question and answer in a few words.
        @Override
        public String toString() {
            return name + " " + answer.map(Message::toString).orElse("no answer");
        }
    }

    private record Pending(String name, long start) {}

    private final Map<Integer, Pending> pending = new ConcurrentHashMap<>();
    // Filled by the thread that receives, read when it has ended.
    private final List<Asked> asked = new ArrayList<>();
    private final DatagramSocket socket;
    // Set by the thread that sends, read by the one that receives.
    private volatile boolean sentAll;

    private PacedQueries(final DatagramSocket socket) {
        this.socket = socket;
    }

    /// Asks `count` times, fewer than 65,536.
    ///
    /// @param pause between two queries
    /// @param name  of each query, for its A records
    public static List<Asked> ask(
            final InetSocketAddress server, final int count, final Duration pause, final IntFunction<String> name) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.setSoTimeout(100);
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            final PacedQueries queries = new PacedQueries(socket);
            final Thread receiver = Thread.ofPlatform().start(queries::receive);
            final long begin = System.nanoTime();
            for (int query = 0; query < count; query++) {
                // From the beginning, not from the last one: a pause that lasted longer is made up for.
                LockSupport.parkNanos(begin + query * pause.toNanos() - System.nanoTime());
                queries.send(query, name.apply(query));
            }
            queries.sentAll = true;
            receiver.join();
            return queries.asked;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void send(final int id, final String name) throws IOException {
        final byte[] query = Packets.message(
                Packets.RD, 1, 1, Packets.question(name, org.xbill.DNS.Type.A, 1), Packets.opt(1232, 0, 0));
        query[0] = (byte) (id >> 8);
        query[1] = (byte) id;
        pending.put(id, new Pending(name, System.nanoTime()));
        socket.send(new DatagramPacket(query, query.length));
    }

    private void receive() {
        final byte[] buffer = new byte[4096];
        while (!sentAll || !pending.isEmpty()) {
            final DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                final Message answer = new Message(Arrays.copyOf(buffer, packet.getLength()));
                final Pending query = pending.remove(answer.getHeader().getID());
                if (query != null) {
                    asked.add(new Asked(query.name(), query.start(), System.nanoTime(), Optional.of(answer)));
                }
            } catch (final SocketTimeoutException ignored) {
                giveUp(System.nanoTime());
            } catch (final IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    private void giveUp(final long now) {
        pending.forEach((id, query) -> {
            if (now - query.start() > PATIENCE.toNanos() && pending.remove(id, query)) {
                asked.add(new Asked(query.name(), query.start(), now, Optional.empty()));
            }
        });
    }
}
