package mpd.dns.tests.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import mpd.dns.tests.lab.Network;
import mpd.dns.tests.lab.Packets;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Asks one question once a millisecond, whatever comes back, and keeps the longest time without the right
/// answer.
final class Silence {

    private static final long PERIOD = Duration.ofMillis(1).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DatagramSocket socket;
    private final byte[] query;
    private final String truth;

    // Written by the thread that asks, read by the one that waits.
    private volatile long last;
    private volatile long longest;

    private Silence(final DatagramSocket socket, final String name, final String truth) {
        this.socket = socket;
        this.truth = truth;
        query = Packets.query(name, Type.A);
    }

    /// Does something to a server, and tells how long it gave no right answer meanwhile, in nanoseconds.
    ///
    /// @param network the one to ask from
    static long during(
            final Network network, final InetSocketAddress server, final Question question, final Runnable what) {
        try (DatagramSocket socket = network.call(() -> {
            final DatagramSocket made = new DatagramSocket();
            made.connect(server);
            made.setSoTimeout(1);
            return made;
        })) {
            return new Silence(socket, question.name(), question.truth()).measure(what);
        }
    }

    /// @param truth the address of the name
    record Question(String name, String truth) {}

    private long measure(final Runnable what) {
        final Thread asking = Thread.ofPlatform().daemon().start(this::ask);
        await("an answer before").atMost(PATIENCE).until(() -> last != 0);
        longest = 0;
        what.run();
        final long returned = System.nanoTime();
        await("an answer after").atMost(PATIENCE).until(() -> last - returned > 0);
        final long result = longest;
        asking.interrupt();
        return result;
    }

    private void ask() {
        long next = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            send();
            do {
                if (right()) {
                    final long now = System.nanoTime();
                    longest = last == 0 ? 0 : Math.max(longest, now - last);
                    last = now;
                }
            } while (System.nanoTime() < next + PERIOD);
            next = Math.max(next + PERIOD, System.nanoTime() - PERIOD);
        }
    }

    private void send() {
        try {
            socket.send(new DatagramPacket(query, query.length));
        } catch (final IOException ignored) {
            // Nobody listens there, or there is no way there, at the moment.
        }
    }

    private boolean right() {
        final DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        try {
            socket.receive(packet);
            return new Message(Arrays.copyOf(packet.getData(), packet.getLength()))
                    .getSection(Section.ANSWER).stream()
                            .anyMatch(record -> record instanceof ARecord
                                    && record.rdataToString().equals(truth));
        } catch (final IOException silence) {
            return false;
        }
    }
}
