package mpd.dns.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mpd.dns.control.Introspection;
import mpd.dns.transport.AcceptFailures;
import mpd.dns.transport.Buffers;
import mpd.dns.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/// HTTP/1.1 on one address (RFC 9112).
public final class HttpServer implements AutoCloseable {

    private static final int BACKLOG = 64;
    /// So small that a client which sends many requests at once cannot fill the memory with them.
    private static final int READ = 4096;

    private final Transport transport;
    private final EventLoopGroup loop;
    private final Pages pages;
    private final Limits limits;
    private final Connections connections;
    private @Nullable Channel listening;

    /// @param introspection what is shown
    /// @param figures       what is counted
    /// @param zones         names below which this server may be called by
    public HttpServer(
            Transport transport, Introspection introspection, Figures figures, List<Name> zones, Limits limits) {
        this.transport = transport;
        this.limits = limits;
        pages = new Pages(introspection, figures, new Hosts(zones));
        connections = new Connections(limits.connections());
        loop = transport.loops(1, "http");
    }

    /// Listens there; throws what Netty throws, and leaves nothing bound.
    ///
    /// @return the address, with the port the system chose where 0 was asked for
    public InetSocketAddress bind(InetSocketAddress address) {
        boolean v6 = address.getAddress() instanceof Inet6Address;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channelFactory(transport.server(v6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, Buffers.POOL)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ).maxMessagesPerRead(1))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        initialize(connection);
                    }
                });
        if (v6) {
            transport.v6Only().ifPresent(option -> bootstrap.option(option, 1));
        }
        Channel bound = bootstrap.bind(address).syncUninterruptibly().channel();
        // Behind Netty's own handler, which takes a pause after a failure.
        bound.pipeline().addLast(new AcceptFailures());
        listening = bound;
        return (InetSocketAddress) bound.localAddress();
    }

    /// Stops listening, ends every connection and the event loop. Harmless when called twice.
    @Override
    public void close() {
        if (loop.isShuttingDown()) {
            return;
        }
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        loop.submit(connections::closeAll).awaitUninterruptibly(1, TimeUnit.SECONDS);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private void initialize(Channel connection) {
        HttpDecoderConfig decoder = new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.requestLine())
                .setMaxHeaderSize(limits.headers());
        connection
                .pipeline()
                .addLast(new HttpServerCodec(decoder))
                .addLast(new Connection(pages, limits, connections, connection));
    }
}
