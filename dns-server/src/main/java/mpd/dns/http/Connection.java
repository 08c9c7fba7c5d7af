package mpd.dns.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection: takes requests, has them answered one after the other in the order they came, and ends when
/// nothing comes, or nothing goes, for too long.
///
/// Everything here belongs to the event loop. Answers are made and sent by a virtual thread, at most one at a
/// time, which comes back to the event loop when it is done.
final class Connection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    /// Requests that may wait before no more are read.
    private static final int MOST_WAITING = 16;

    private final Pages pages;
    private final Limits limits;
    private final Connections connections;
    private final Channel channel;
    private final Deque<Request> waiting = new ArrayDeque<>();
    private State state = State.READING;
    private boolean inputEnded;
    private @Nullable Future<?> deadline;

    Connection(Pages pages, Limits limits, Connections connections, Channel channel) {
        this.pages = pages;
        this.limits = limits;
        this.connections = connections;
        this.channel = channel;
    }

    private enum State {
        /// For a request.
        READING,
        /// One request is being answered; others may wait.
        ANSWERING,
        /// The last answer has left; what comes is thrown away, so that closing does not take the answer back.
        LEAVING
    }

    /// Whether nothing is being answered.
    boolean idle() {
        return state != State.ANSWERING;
    }

    void close() {
        ChannelFuture _ = channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connections.opened(this);
        within(limits.request());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connections.closed(this);
        waiting.clear();
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (state != State.LEAVING && message instanceof HttpRequest request) {
                waiting.add(Request.of(request));
                next();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (idle()) {
                close();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a connection of http broke", cause);
        close();
    }

    private void next() {
        if (state == State.READING && !waiting.isEmpty()) {
            state = State.ANSWERING;
            within(limits.answer());
            Request request = waiting.remove();
            Thread.ofVirtual().name("http-answer").start(() -> answer(request));
        }
        channel.config().setAutoRead(waiting.size() < MOST_WAITING);
    }

    /// On a thread of its own.
    private void answer(Request request) {
        boolean again = false;
        try {
            again = ResponseStream.send(channel, request, made(request), limits.answer());
        } catch (IOException e) {
            LOG.debug("a client of http went away", e);
            close();
        } catch (RuntimeException e) {
            LOG.error("answering over http failed", e);
            close();
        }
        boolean keep = again;
        try {
            channel.eventLoop().execute(() -> answered(keep));
        } catch (RejectedExecutionException _) {
            LOG.debug("the server stops");
        }
    }

    private Answer made(Request request) {
        try {
            return pages.answer(request);
        } catch (RuntimeException e) {
            LOG.error("a page cannot be made", e);
            return Answer.lastLine(HttpResponseStatus.INTERNAL_SERVER_ERROR, "this failed; the log tells why");
        }
    }

    private void answered(boolean keep) {
        connections.active(this);
        if (!keep) {
            leave();
            return;
        }
        state = State.READING;
        within(limits.request());
        next();
        if (inputEnded && idle()) {
            close();
        }
    }

    private void leave() {
        state = State.LEAVING;
        waiting.clear();
        if (inputEnded || !channel.isActive()) {
            close();
            return;
        }
        channel.pipeline().remove(HttpServerCodec.class);
        ChannelFuture _ = ((DuplexChannel) channel).shutdownOutput();
        channel.config().setAutoRead(true);
        within(limits.farewell());
    }

    /// Ends the connection unless something else has been said by then.
    private void within(Duration time) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        deadline = channel.eventLoop().schedule(this::close, time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
