package mpd.dns.transport;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;

/// Memory that packets are read into and written from, used over and over.
///
/// Netty's own default takes what a batch of datagrams is read into from the system for each batch, zeroes it,
/// and gives it back, which stops all threads for a moment: a fifth of what a forwarded query cost.
public final class Buffers {

    private static final int PAGE = 8192;
    // Chunks of a mebibyte, sixteen batches.
    private static final int ORDER = 7;
    private static final int SMALL = 256;
    private static final int NORMAL = 64;

    /// The one pool. One arena is enough: an event loop keeps what it has used to itself.
    public static final PooledByteBufAllocator POOL =
            new PooledByteBufAllocator(true, 1, 1, PAGE, ORDER, SMALL, NORMAL, false);

    private Buffers() {}

    /// The same channel, with buffers from the pool.
    static <C extends Channel> C pooled(C channel) {
        channel.config().setAllocator(POOL);
        return channel;
    }
}
