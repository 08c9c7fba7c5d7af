package mpd.dns.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mpd.dns.transport.AcceptFailures;
import mpd.dns.transport.Buffers;
import mpd.dns.transport.Transport;
import org.jspecify.annotations.Nullable;

/// TCP on one listen address (RFC 7766).
final class TcpListener {

    private static final int BACKLOG = 512;
    private static final int MOST_MESSAGE = 65_535;
    /// How much a client may leave unread before it is let go, in bytes.
    private static final WriteBufferWaterMark UNREAD_ANSWERS = new WriteBufferWaterMark(1 << 20, 2 << 20);

    private final Transport transport;
    private final EventLoopGroup loops;
    private final Answering answering;
    private final TcpConnections connections;
    private final Duration idle;
    private @Nullable Channel channel;

    /// @param idle after which a connection that neither asks nor is answered is closed
    TcpListener(
            Transport transport, EventLoopGroup loops, Answering answering, TcpConnections connections, Duration idle) {
        this.transport = transport;
        this.loops = loops;
        this.answering = answering;
        this.connections = connections;
        this.idle = idle;
    }

    /// Binds, and accepts nobody yet: connections wait in the kernel. Throws what Netty throws, and leaves
    /// nothing bound.
    InetSocketAddress bind(InetSocketAddress address) {
        boolean v6 = address.getAddress() instanceof Inet6Address;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channelFactory(transport.server(v6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOCATOR, Buffers.POOL)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD_ANSWERS)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        initialize(connection);
                    }
                });
        if (v6) {
            transport.v6Only().ifPresent(option -> bootstrap.option(option, 1));
        }
        Channel listening = bootstrap.bind(address).syncUninterruptibly().channel();
        // Behind Netty's own handler, which takes a pause after a failure.
        listening.pipeline().addLast(new AcceptFailures());
        channel = listening;
        return (InetSocketAddress) listening.localAddress();
    }

    /// Accepts connections.
    void accept() {
        if (channel != null) {
            channel.config().setAutoRead(true);
        }
    }

    /// Accepts no more; what is connected stays so.
    void close() {
        if (channel != null) {
            channel.close().awaitUninterruptibly();
            channel = null;
        }
    }

    private void initialize(Channel connection) {
        connection
                .pipeline()
                .addLast(new IdleStateHandler(0, 0, idle.toMillis(), TimeUnit.MILLISECONDS))
                .addLast(new LengthFieldBasedFrameDecoder(MOST_MESSAGE + 2, 0, 2, 0, 2))
                .addLast(new TcpHandler(answering, connections));
    }
}
