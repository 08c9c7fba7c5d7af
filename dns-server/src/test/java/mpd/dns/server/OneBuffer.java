package mpd.dns.server;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;

/// Gives the same buffer again and again: what a pool does, without the bookkeeping for leaks.
final class OneBuffer extends AbstractByteBufAllocator {
    private final ByteBuf buffer;

    OneBuffer(ByteBuf buffer) {
        this.buffer = buffer;
    }

    @Override
    public ByteBuf ioBuffer(int capacity) {
        return buffer.clear().retain();
    }

    @Override
    protected ByteBuf newHeapBuffer(int initial, int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected ByteBuf newDirectBuffer(int initial, int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isDirectBufferPooled() {
        return true;
    }
}
