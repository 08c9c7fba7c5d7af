package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Whose buffers for answers are, and when they are used again.
final class SendBuffersTest {

    private final SendBuffers buffers = new SendBuffers();
    private final UnpooledByteBufAllocator others = new UnpooledByteBufAllocator(true);

    private long fromOthers() {
        return others.metric().usedDirectMemory();
    }

    @Test
    void oneAfterTheOtherNeedsNoOthers() {
        Set<ByteBuf> different = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 1_000; i++) {
            ByteBuf buffer = buffers.take(512, others);
            assertThat(buffer.readableBytes()).isZero();
            buffer.writeZero(512);
            different.add(buffer);
            assertThat(buffer.release()).isFalse();
            assertThat(fromOthers()).isZero();
        }
        assertThat(different).hasSize(32);
    }

    @Test
    void aBufferIsNotGivenAgainWhileSomebodyHasIt() {
        Random random = new Random(7);
        Deque<ByteBuf> held = new ArrayDeque<>();
        Set<ByteBuf> theirs = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int turn = 0; turn < 100_000; turn++) {
            if (held.isEmpty() || (held.size() < 100 && random.nextBoolean())) {
                ByteBuf taken = buffers.take(Integer.BYTES, others);
                assertThat(theirs.add(taken)).isTrue();
                held.add(taken.writeInt(System.identityHashCode(taken)));
            } else {
                ByteBuf oldest = held.remove();
                assertThat(oldest.readInt()).isEqualTo(System.identityHashCode(oldest));
                theirs.remove(oldest);
                oldest.release();
            }
        }
        held.forEach(ByteBuf::release);
        assertThat(fromOthers()).isZero();
    }

    @Test
    void aLongAnswerGetsAnotherBufferThatIsReleasedWithIt() {
        ByteBuf longer = buffers.take(513, others).writeZero(513);
        assertThat(fromOthers()).isPositive();
        assertThat(longer.release()).isTrue();
        assertThat(fromOthers()).isZero();
    }

    @Test
    void theyAreWhereTheKernelReadsThem() {
        ByteBuf buffer = buffers.take(1, ByteBufAllocator.DEFAULT);
        assertThat(buffer.isDirect()).isTrue();
        assertThat(buffer.nioBufferCount()).isOne();
        buffer.release();
    }
}
