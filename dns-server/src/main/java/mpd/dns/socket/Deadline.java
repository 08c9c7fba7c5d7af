package mpd.dns.socket;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// Closes a channel unless it is done in time, so that whoever connects, reads or writes there gets away.
public final class Deadline implements AutoCloseable {

    private final Thread waiting;

    /// Starts the time.
    public Deadline(SocketChannel channel, Duration time) {
        waiting = Thread.ofVirtual().name("deadline").start(() -> closeAfter(time, channel));
    }

    /// Done in time.
    @Override
    public void close() {
        waiting.interrupt();
    }

    private static void closeAfter(Duration time, SocketChannel channel) {
        try {
            Thread.sleep(time);
            channel.close();
        } catch (InterruptedException | IOException ignored) {
            // Done in time; or the one who uses the channel finds out.
        }
    }
}
