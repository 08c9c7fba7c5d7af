package mpd.dns.tests.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Keeps the cores of the machine from being halted when they have nothing to do. A virtual core that was
/// halted takes tens of microseconds to wake, twice as many at one time as at another, and that would be most
/// of what is measured. The kernel polls instead for as long as somebody says that no latency is tolerated: no
/// process takes a core from those that are measured, as one that keeps it busy would, whatever its priority.
final class Awake implements AutoCloseable {

    // Linux, Documentation/power/pm_qos_interface.rst: what is written holds until the file is closed.
    private static final Path LATENCY = Path.of("/dev/cpu_dma_latency");

    private final Closeable request;

    private Awake(final Closeable request) {
        this.request = request;
    }

    /// Begins with it, where that is possible.
    static Awake keep() {
        try {
            return new Awake(isPossible() ? request() : () -> {});
        } catch (final IOException failure) {
            throw new UncheckedIOException("cores cannot be kept from being halted", failure);
        }
    }

    private static FileChannel request() throws IOException {
        final FileChannel request = FileChannel.open(LATENCY, StandardOpenOption.WRITE);
        // Microseconds, a number of 32 bits.
        request.write(ByteBuffer.allocate(Integer.BYTES));
        return request;
    }

    /// Whether the kernel can be told; the tables of a machine without say so.
    static boolean isPossible() {
        return Files.isWritable(LATENCY);
    }

    @Override
    public void close() {
        try {
            request.close();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
