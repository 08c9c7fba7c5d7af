package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Whose buffers for answers are, and when they are used again.
final class SendBuffersTest {

    private static final byte[] ONES = new byte[512];

    static {
        Arrays.fill(ONES, (byte) 1);
    }

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
        List<ByteBuf> held = new ArrayList<>();
        Set<ByteBuf> theirs = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int turn = 0; turn < 100_000; turn++) {
            if (held.isEmpty() || (held.size() < 100 && random.nextBoolean())) {
                ByteBuf taken = buffers.take(Integer.BYTES, others);
                assertThat(theirs.add(taken)).isTrue();
                held.add(taken.writeInt(System.identityHashCode(taken)));
            } else {
                ByteBuf any = held.remove(random.nextInt(held.size()));
                assertThat(any.readInt()).isEqualTo(System.identityHashCode(any));
                theirs.remove(any);
                any.release();
            }
        }
        held.forEach(ByteBuf::release);
        assertThat(fromOthers()).isZero();
    }

    @Test
    void oneThatStaysOutDoesNotKeepTheOthersIn() {
        ByteBuf held = buffers.take(512, others).writeZero(512);
        for (int i = 0; i < 31; i++) {
            ByteBuf other = buffers.take(512, others).writeBytes(ONES);
            other.release();
        }
        assertThat(fromOthers()).isZero();
        ByteBuf instead = buffers.take(512, others);
        assertThat(fromOthers()).isPositive();
        instead.release();
        assertThat(ByteBufUtil.getBytes(held)).containsOnly(0);
        held.release();
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
