package mpd.dns.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// What a packet is answered without being looked into.
final class RepeatedAnswer {

    private RepeatedAnswer() {}

    /// The answer; null where it has to be found.
    static byte @Nullable [] to(ByteBuf packet, Answering answering) {
        ByteBuf answer = answering.repeated(packet, UnpooledByteBufAllocator.DEFAULT);
        if (answer == null) {
            return null;
        }
        try {
            return ByteBufUtil.getBytes(answer);
        } finally {
            answer.release();
        }
    }
}
