package mpd.dns.tests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// Stands between Podman's socket and a program, passes everything on, and notes when it passed each event.
///
/// A second stream of events would not do: Podman reads its log for each stream by itself, at its own times.
final class PodmanRelay implements AutoCloseable {

    private final Path podman;
    private final ServerSocketChannel server;
    private final EventArrivals arrivals = new EventArrivals();

    private PodmanRelay(final Path podman, final ServerSocketChannel server) {
        this.podman = podman;
        this.server = server;
    }

    /// Listens at `own` and passes on to `podman`.
    static PodmanRelay start(final Path own, final Path podman) {
        try {
            final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(own));
            final PodmanRelay relay = new PodmanRelay(podman, server);
            Thread.ofVirtual().start(relay::accept);
            return relay;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// What has passed.
    EventArrivals arrivals() {
        return arrivals;
    }

    private void accept() {
        try {
            while (true) {
                final SocketChannel client = server.accept();
                final SocketChannel upstream = SocketChannel.open(UnixDomainSocketAddress.of(podman));
                final AtomicBoolean events = new AtomicBoolean();
                Thread.ofVirtual().start(() -> requests(client, upstream, events));
                Thread.ofVirtual().start(() -> answers(upstream, client, events));
            }
        } catch (final IOException ignored) {
            // Closed.
        }
    }

    private static void requests(final SocketChannel client, final SocketChannel upstream, final AtomicBoolean events) {
        pass(client, upstream, bytes -> {
            if (new String(bytes, StandardCharsets.ISO_8859_1).contains("/events?")) {
                events.set(true);
            }
        });
    }

    private void answers(final SocketChannel upstream, final SocketChannel client, final AtomicBoolean events) {
        final EventArrivals.Stream stream = arrivals.stream();
        pass(upstream, client, bytes -> {
            if (events.get()) {
                stream.add(bytes, System.nanoTime());
            }
        });
    }

    private interface Seen {
        void bytes(byte[] bytes);
    }

    /// Tells of bytes before it passes them on, so that nothing can come of them earlier.
    private static void pass(final SocketChannel from, final SocketChannel to, final Seen seen) {
        final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try (from;
                to) {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                final byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                seen.bytes(bytes);
                final ByteBuffer out = ByteBuffer.wrap(bytes);
                while (out.hasRemaining()) {
                    to.write(out);
                }
            }
        } catch (final IOException ignored) {
            // Either side has ended it, so the other is ended as well.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
