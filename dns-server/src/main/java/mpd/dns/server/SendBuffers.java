package mpd.dns.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/// Buffers of one event loop for answers, used in turn. An answer usually leaves in the turn of the loop that
/// it was written in, so that a few are enough, and taking one costs less than what finds one for all threads
/// and sizes.
///
/// Each has an owner besides whoever sends it, which is this; so it is free when nobody else has it.
///
/// To be taken from by one thread; released by any.
final class SendBuffers {

    // Twice as many as are read at once.
    private static final int COUNT = 32;
    private static final int SIZE = 512;

    private final ByteBuf[] buffers = new ByteBuf[COUNT];
    private int next;

    SendBuffers() {
        ByteBuffer all = ByteBuffer.allocateDirect(COUNT * SIZE);
        for (int i = 0; i < COUNT; i++) {
            buffers[i] = Unpooled.wrappedBuffer(all.slice(i * SIZE, SIZE));
        }
    }

    /// An empty buffer, which becomes the caller's.
    ///
    /// @param length bytes that it is for
    /// @param others where it is from when the next of these is not free, or none is long enough
    ByteBuf take(int length, ByteBufAllocator others) {
        ByteBuf buffer = buffers[next];
        // One that stays out, its socket being full, does not keep the others in.
        next = (next + 1) % COUNT;
        return length > SIZE || buffer.refCnt() > 1
                ? others.ioBuffer(length)
                : buffer.retain().clear();
    }
}
