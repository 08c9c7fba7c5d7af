package mpd.dns.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.timeout.IdleStateEvent;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import mpd.dns.server.Answering.Over;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One TCP connection: queries as they come, answers as they get ready, in whatever order (RFC 7766 section
/// 6.2.1.1).
///
/// A client that asks without reading its answers, or too much at once, is not read from until it has caught
/// up. One that has closed its sending side is still answered.
final class TcpHandler extends SimpleChannelInboundHandler<ByteBuf> {

    private static final Logger LOG = LoggerFactory.getLogger(TcpHandler.class);
    private static final int MOST_WAITING = 100;

    private final Answering answering;
    private final TcpConnections connections;
    // Only the connection's event loop touches these.
    private int waiting;
    private boolean inputEnded;
    private boolean stopping;

    TcpHandler(Answering answering, TcpConnections connections) {
        this.answering = answering;
        this.connections = connections;
    }

    /// Tells a connection that the server is stopping.
    enum Stop {
        STOP
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connections.opened(context.channel());
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connections.closed(context.channel());
        context.fireChannelInactive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
        connections.active(context.channel());
        InetSocketAddress client = (InetSocketAddress) context.channel().remoteAddress();
        Optional<CompletionStage<byte[]>> answer = answering.answer(message, Over.TCP, client);
        if (answer.isEmpty()) {
            return;
        }
        waiting++;
        read(context);
        // The answer may get ready on any thread; the counting belongs to this event loop.
        answer.get().thenAccept(bytes -> context.executor().execute(() -> answered(context, bytes)));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        read(context);
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        switch (event) {
            case IdleStateEvent _ -> {
                ChannelFuture _ = context.close();
            }
            case ChannelInputShutdownEvent _ -> {
                inputEnded = true;
                closeWhenDone(context);
            }
            case Stop _ ->
                context.executor().execute(() -> {
                    stopping = true;
                    read(context);
                    closeWhenDone(context);
                });
            default -> context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.info("tcp connection from {}", context.channel().remoteAddress(), cause);
        ChannelFuture _ = context.close();
    }

    private void answered(ChannelHandlerContext context, byte[] answer) {
        waiting--;
        connections.active(context.channel());
        ByteBuf framed = context.alloc().buffer(2 + answer.length);
        framed.writeShort(answer.length).writeBytes(answer);
        ChannelFuture _ = context.writeAndFlush(framed);
        read(context);
        closeWhenDone(context);
    }

    private void read(ChannelHandlerContext context) {
        boolean ready = waiting < MOST_WAITING && context.channel().isWritable() && !stopping;
        context.channel().config().setAutoRead(ready);
    }

    private void closeWhenDone(ChannelHandlerContext context) {
        if ((inputEnded || stopping) && waiting == 0) {
            // Behind the answers that are still on their way out.
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
