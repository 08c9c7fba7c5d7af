package mpd.dns.server;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Room for the queries that may wait in a socket: for many while they come one upon the other, else for one.
/// The call that reads one alone costs less than that which reads many: Netty asks the kernel something
/// beforehand there, and prepares the room for all of them.
final class RoomForQueries extends DefaultMaxMessagesRecvByteBufAllocator {

    // Longer than an answer takes: who has come by then may not be the only one.
    private static final long SOON = TimeUnit.MICROSECONDS.toNanos(30);

    private final int datagram;
    private final int many;
    private final LongSupplier nanos;

    /// @param datagram room for one, in bytes
    /// @param many     of how many there is room for at one time
    /// @param nanos    time that only goes on
    RoomForQueries(int datagram, int many, LongSupplier nanos) {
        this.datagram = datagram;
        this.many = many;
        this.nanos = nanos;
    }

    @Override
    public MaxMessageHandle newHandle() {
        return new MaxMessageHandle() {
            private long read = nanos.getAsLong() - SOON;
            private boolean several;

            @Override
            public int guess() {
                return several || nanos.getAsLong() - read < SOON ? many * datagram : datagram;
            }

            @Override
            public void lastBytesRead(int bytes) {
                // Each counts as a whole one where there was room for many.
                several = bytes > datagram;
                super.lastBytesRead(bytes);
            }

            @Override
            public void readComplete() {
                read = nanos.getAsLong();
            }
        };
    }
}
