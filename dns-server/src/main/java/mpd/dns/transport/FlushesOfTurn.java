package mpd.dns.transport;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/// Sends together what is flushed in one turn of a channel's event loop: one call of the kernel instead of
/// many.
///
/// Who is alone does not wait for the turn to end. Where the turn before had one flush, the first of this one
/// goes through at once, and what has yet to be done for it is done after it has left.
public final class FlushesOfTurn extends ChannelOutboundHandlerAdapter {

    private final int most;
    private final Turn turn = new Turn();
    private boolean held;

    /// @param most how many flushes wait for each other, at least 2
    public FlushesOfTurn(int most) {
        this.most = most;
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        held = true;
        turn.another(context.executor(), () -> send(context));
        if (turn.alone() || turn.many() % most == 0) {
            send(context);
        }
    }

    private void send(ChannelHandlerContext context) {
        if (held) {
            held = false;
            ChannelHandlerContext _ = context.flush();
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        send(context);
        ChannelFuture _ = context.close(promise);
    }
}
