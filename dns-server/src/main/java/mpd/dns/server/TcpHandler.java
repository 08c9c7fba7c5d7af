package mpd.dns.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.timeout.IdleStateEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import mpd.dns.server.Answering.Over;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One TCP connection: queries as they come, answers as they get ready, in whatever order (RFC 7766 section
/// 6.2.1.1).
///
/// A client that has closed its sending side is still answered. One that asks without reading its answers, or
/// far too much at once, is let go. (Not reading from it until it has caught up would be kinder, but Netty
/// 4.2's epoll transport loses a connection whose client closes its sending side while reading is off.)
final class TcpHandler extends SimpleChannelInboundHandler<ByteBuf> {

    private static final Logger LOG = LoggerFactory.getLogger(TcpHandler.class);
    private static final int MOST_WAITING = 1000;
    /// Whose the connections of all clients are that are refused.
    private static final Object STRANGER = "a client that is not admitted";

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
        // Null where the client has left already.
        SocketAddress remote = context.channel().remoteAddress();
        boolean admitted = remote instanceof InetSocketAddress client && answering.admits(client.getAddress());
        connections.opened(context.channel(), admitted ? client(context).getAddress() : STRANGER);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connections.closed(context.channel());
        context.fireChannelInactive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
        if (stopping) {
            return;
        }
        connections.active(context.channel());
        InetSocketAddress client = client(context);
        if (!answering.admits(client.getAddress())) {
            refuse(context, message, client.getAddress());
            return;
        }
        if (waiting >= MOST_WAITING || !context.channel().isWritable()) {
            LOG.debug("{} asks more than it takes", client);
            ChannelFuture _ = context.close();
            return;
        }
        waiting++;
        if (!answering.answer(message, Over.TCP, client, answer -> ready(context, answer))) {
            waiting--;
        }
    }

    /// One refusal is all there is to say.
    private void refuse(ChannelHandlerContext context, ByteBuf message, InetAddress client) {
        stopping = true;
        answering.refuse(message, Over.TCP, client).ifPresent(refusal -> write(context, refusal));
        closeWhenDone(context);
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
                    closeWhenDone(context);
                });
            default -> context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("tcp connection from {}", context.channel().remoteAddress(), cause);
        ChannelFuture _ = context.close();
    }

    /// The answer may get ready on any thread; the counting belongs to this event loop. On it, nothing is put
    /// off, or a thousand answers would count as waiting only because their queries came in one piece.
    private void ready(ChannelHandlerContext context, byte[] answer) {
        if (context.executor().inEventLoop()) {
            answered(context, answer);
        } else {
            context.executor().execute(() -> answered(context, answer));
        }
    }

    private void answered(ChannelHandlerContext context, byte[] answer) {
        waiting--;
        connections.active(context.channel());
        write(context, answer);
        closeWhenDone(context);
    }

    private void write(ChannelHandlerContext context, byte[] answer) {
        if (!context.channel().isOpen()) {
            return;
        }
        ByteBuf framed = context.alloc().buffer(2 + answer.length);
        framed.writeShort(answer.length).writeBytes(answer);
        ChannelFuture written = context.writeAndFlush(framed);
        if (!written.isDone()) {
            unread(context, written, 2 + answer.length);
        }
    }

    /// The kernel has no room for the answer, so it waits here until the client has read others.
    private void unread(ChannelHandlerContext context, ChannelFuture written, int bytes) {
        InetSocketAddress client = client(context);
        boolean room = connections.unread().begin(client.getAddress(), bytes);
        ChannelFuture _ = written.addListener(_ -> connections.unread().end(client.getAddress(), bytes));
        if (!room) {
            LOG.debug("{} does not read what it asks for", client);
            ChannelFuture _ = context.close();
        }
    }

    private static InetSocketAddress client(ChannelHandlerContext context) {
        return (InetSocketAddress) context.channel().remoteAddress();
    }

    private void closeWhenDone(ChannelHandlerContext context) {
        if ((inputEnded || stopping) && waiting == 0) {
            // Behind the answers that are still on their way out.
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
