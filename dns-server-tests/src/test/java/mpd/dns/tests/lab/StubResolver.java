package mpd.dns.tests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/// A client that asks as glibc does with one nameserver and no options: by UDP, twice, for five seconds each;
/// a failure of the server is as good as silence.
///
/// @param server whom it asks
public record StubResolver(InetSocketAddress server) {

    private static final int ATTEMPTS = 2;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /// What came of a query.
    ///
    /// @param message the last answer, none when nothing came at all
    /// @param took    until then
    public record Result(Optional<Message> message, Duration took) {

        /// Whether a program would be content.
        public boolean good() {
            return message.filter(answer -> answer.getRcode() == Rcode.NOERROR || answer.getRcode() == Rcode.NXDOMAIN)
                    .isPresent();
        }
    }

    /// Asks.
    public Result ask(final byte[] query) {
        final long began = System.nanoTime();
        Optional<Message> answer = Optional.empty();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                final Optional<Message> now = attempt(socket, query);
                answer = now.isPresent() ? now : answer;
                final Result result = new Result(answer, Duration.ofNanos(System.nanoTime() - began));
                if (result.good()) {
                    return result;
                }
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new Result(answer, Duration.ofNanos(System.nanoTime() - began));
    }

    private static Optional<Message> attempt(final DatagramSocket socket, final byte[] query) throws IOException {
        final DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        try {
            socket.send(new DatagramPacket(query, query.length));
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.receive(packet);
            return Optional.of(new Message(Arrays.copyOf(packet.getData(), packet.getLength())));
        } catch (final SocketTimeoutException | PortUnreachableException silence) {
            return Optional.empty();
        }
    }
}
