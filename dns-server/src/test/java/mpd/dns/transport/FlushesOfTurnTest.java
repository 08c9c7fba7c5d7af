package mpd.dns.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlushesOfTurnTest {

    private static final int MOST = 4;

    private final Kernel kernel = new Kernel();
    private final EmbeddedChannel channel = new EmbeddedChannel(kernel, new FlushesOfTurn(MOST));

    /// Where packets leave. It keeps them, for behind it the channel would end the turn with each flush.
    private static final class Kernel extends ChannelOutboundHandlerAdapter {
        private int written;
        private int sent;
        private int sentBeforeTheEnd;
        private int calls;

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            written++;
        }

        @Override
        public void flush(ChannelHandlerContext context) {
            calls++;
            sent = written;
        }

        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            sentBeforeTheEnd = sent;
            ChannelFuture _ = context.close(promise);
        }
    }

    @AfterEach
    void close() {
        boolean _ = channel.finishAndReleaseAll();
    }

    private void write(int many) {
        IntStream.range(0, many).forEach(number -> {
            var _ = channel.pipeline().writeAndFlush(number);
        });
    }

    @Test
    void whatIsAloneLeavesAtOnce() {
        write(1);

        assertThat(kernel.sent).isEqualTo(1);
        channel.runPendingTasks();
        assertThat(kernel.calls).isEqualTo(1);
    }

    @Test
    void nextOfTheSameTurnWaitForItsEndAndLeaveTogether() {
        write(3);

        assertThat(kernel.sent).isEqualTo(1);
        channel.runPendingTasks();
        assertThat(kernel.sent).isEqualTo(3);
        assertThat(kernel.calls).isEqualTo(2);
    }

    @Test
    void afterATurnWithManyTheFirstWaitsToo() {
        write(2);
        channel.runPendingTasks();
        kernel.calls = 0;

        write(3);

        assertThat(kernel.sent).isEqualTo(2);
        channel.runPendingTasks();
        assertThat(kernel.sent).isEqualTo(5);
        assertThat(kernel.calls).isEqualTo(1);
    }

    @Test
    void afterATurnWithOneNobodyWaitsAgain() {
        write(2);
        channel.runPendingTasks();
        write(1);
        channel.runPendingTasks();

        write(1);

        assertThat(kernel.sent).isEqualTo(4);
    }

    @Test
    void noMoreThanSoManyWaitForEachOther() {
        write(MOST);

        assertThat(kernel.sent).isEqualTo(MOST);
    }

    @Test
    void whatWaitsLeavesBeforeTheChannelCloses() {
        write(2);

        var _ = channel.pipeline().close();

        assertThat(kernel.sentBeforeTheEnd).isEqualTo(2);
    }
}
