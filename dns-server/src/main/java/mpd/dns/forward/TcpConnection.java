package mpd.dns.forward;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One TCP connection to one nameserver, and the questions that wait on it: all are sent at once and
/// answered in any order (RFC 7766 sections 6.2.1.1 and 7). Lives on one event loop.
///
/// It takes new questions until it is retired: after an idle time, an error, or a question that nobody
/// answered. Retired, it waits for the answers that are still to come and closes.
final class TcpConnection extends SimpleChannelInboundHandler<ByteBuf> implements Waiting.Carrier {

    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);
    private static final int MAX_MESSAGE = 65_535;
    private static final int LENGTH = 2;
    private static final String SOMETHING_ELSE = "answered something else";

    private final SocketMeans means;
    private final InetSocketAddress address;
    private final Owner owner;
    private final Pending pending;
    private final long idleNanos;
    private @Nullable Channel channel;
    private long idleSince = System.nanoTime();
    private boolean connected;
    private boolean late;
    private boolean retired;
    private boolean done;

    /// Whom a connection belongs to.
    ///
    /// @param retired is told once, when the connection takes no more questions
    /// @param done    is told once, when it closes after that
    /// @param again   asks a question once more that was under way when the connection died
    record Owner(Consumer<TcpConnection> retired, Consumer<TcpConnection> done, Consumer<Waiting> again) {}

    TcpConnection(SocketMeans means, InetSocketAddress address, Owner owner) {
        this.means = means;
        this.address = address;
        this.owner = owner;
        pending = new Pending(means.ids());
        idleNanos = means.settings().idle().toNanos();
    }

    /// Connects, and sends what it was asked before.
    ///
    /// Not at once: with epoll, events that were fetched for a socket closed just now would be taken for
    /// events of a new one, which may have the same file descriptor, and break it before it is connected.
    void open() {
        means.loop().execute(this::connect);
    }

    private void connect() {
        if (done) {
            return;
        }
        ChannelFuture connecting = new Bootstrap()
                .group(means.loop())
                .channelFactory(means.transport().stream())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        opened.pipeline()
                                .addLast(new LengthFieldBasedFrameDecoder(MAX_MESSAGE + LENGTH, 0, LENGTH, 0, LENGTH))
                                .addLast(TcpConnection.this);
                    }
                })
                .connect(address);
        channel = connecting.channel();
        means.whenDone(connecting, () -> connected(connecting));
    }

    private void connected(ChannelFuture connecting) {
        if (!connecting.isSuccess()) {
            List<Waiting> failed = pending.takeAll();
            retire();
            failed.forEach(waiting -> waiting.failed(SocketFailure.Unreachable.by(connecting.cause())));
            return;
        }
        connected = true;
        for (Waiting waiting : pending.all()) {
            write(connecting.channel(), waiting);
        }
        connecting.channel().flush();
        watchIdleness(idleNanos);
    }

    private void watchIdleness(long wait) {
        var _ = means.loop()
                .schedule(
                        () -> {
                            long left = idleNanos - (System.nanoTime() - idleSince);
                            if (pending.isEmpty() && left <= 0) {
                                retire();
                            } else if (!retired) {
                                watchIdleness(pending.isEmpty() ? left : idleNanos);
                            }
                        },
                        wait,
                        TimeUnit.NANOSECONDS);
    }

    /// How many questions wait on it.
    int busy() {
        return pending.size();
    }

    void ask(Waiting waiting) {
        pending.add(waiting, this);
        if (connected && channel != null) {
            write(channel, waiting);
            channel.flush();
        }
    }

    // Length and message in one buffer, and so in one segment (RFC 7766 section 8). Errors close the
    // connection.
    private static void write(Channel to, Waiting waiting) {
        byte[] query = waiting.query();
        ByteBuf bytes = to.alloc().directBuffer(LENGTH + query.length);
        bytes.writeShort(query.length).writeBytes(query);
        ChannelFuture _ = to.write(bytes, to.voidPromise());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        Waiting waiting = frame.readableBytes() < UpstreamMessage.HEADER
                ? null
                : pending.get(frame.getUnsignedShort(frame.readerIndex()));
        if (waiting == null) {
            // The answer to a question that was given up is late. Any other is nonsense, and nothing that
            // follows can be trusted.
            if (!late) {
                died(SOMETHING_ELSE);
            }
            return;
        }
        byte[] message = ByteBufUtil.getBytes(frame);
        UpstreamMessage.Verdict verdict = waiting.judge(message);
        if (verdict instanceof UpstreamMessage.Verdict.Foreign) {
            died(SOMETHING_ELSE);
            return;
        }
        forget(waiting);
        waiting.answered(verdict, message);
    }

    @Override
    public void gaveUp(Waiting waiting, boolean silent) {
        late = true;
        forget(waiting);
        if (silent) {
            retire();
        }
    }

    private void forget(Waiting waiting) {
        pending.remove(waiting);
        idleSince = System.nanoTime();
        closeWhenDone();
    }

    /// Takes no more questions. Harmless when called twice.
    void retire() {
        if (!retired) {
            retired = true;
            owner.retired().accept(this);
        }
        closeWhenDone();
    }

    private void closeWhenDone() {
        if (retired && !done && pending.isEmpty()) {
            done = true;
            means.close(channel);
            owner.done().accept(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("connection to {} broke", address, cause);
        died("broke the connection");
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        died("closed the connection");
    }

    /// A server may close a connection that was idle in the moment when we ask (RFC 7766 section 6.2.4), and
    /// nonsense may be about another question: so what waits is asked once more.
    private void died(String how) {
        List<Waiting> waiting = pending.takeAll();
        retire();
        for (Waiting each : waiting) {
            if (each.onceMore()) {
                owner.again().accept(each);
            } else {
                each.failed(new SocketFailure.Misbehaved(how));
            }
        }
    }
}
