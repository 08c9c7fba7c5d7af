package mpd.dns.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes event loops and the channels that belong to them.
public enum Transport {

    /// Linux's epoll, through Netty's native library.
    EPOLL {
        @Override
        IoHandlerFactory handler() {
            return EpollIoHandler.newFactory();
        }

        @Override
        public ChannelFactory<DatagramChannel> datagram(SocketProtocolFamily family) {
            return () -> Buffers.pooled(new EpollDatagramChannel(family));
        }

        @Override
        public ChannelFactory<SocketChannel> stream() {
            return () -> Buffers.pooled(new EpollSocketChannel());
        }

        @Override
        public ChannelFactory<ServerChannel> server(SocketProtocolFamily family) {
            return () -> new EpollServerSocketChannel(family);
        }

        @Override
        public ChannelOption<Boolean> reusePort() {
            return UnixChannelOption.SO_REUSEPORT;
        }

        @Override
        public Optional<ChannelOption<Integer>> v6Only() {
            return Optional.of(new IntegerUnixChannelOption("IPV6_V6ONLY", IPPROTO_IPV6, IPV6_V6ONLY));
        }

        @Override
        public ChannelFactory<Channel> domain() {
            return () -> Buffers.pooled(new EpollDomainSocketChannel());
        }

        @Override
        public SocketAddress domainAddress(Path path) {
            return new DomainSocketAddress(path.toString());
        }
    },

    /// The JDK's own, everywhere.
    NIO {
        @Override
        IoHandlerFactory handler() {
            return NioIoHandler.newFactory();
        }

        @Override
        public ChannelFactory<DatagramChannel> datagram(SocketProtocolFamily family) {
            return () -> Buffers.pooled(new NioDatagramChannel(family));
        }

        @Override
        public ChannelFactory<SocketChannel> stream() {
            return () -> Buffers.pooled(new NioSocketChannel());
        }

        @Override
        public ChannelFactory<ServerChannel> server(SocketProtocolFamily family) {
            return () -> new NioServerSocketChannel(SelectorProvider.provider(), family);
        }

        @Override
        public ChannelOption<Boolean> reusePort() {
            return NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);
        }

        @Override
        public Optional<ChannelOption<Integer>> v6Only() {
            return Optional.empty();
        }

        @Override
        public ChannelFactory<Channel> domain() {
            return () -> Buffers.pooled(new NioDomainSocketChannel());
        }

        @Override
        public SocketAddress domainAddress(Path path) {
            return UnixDomainSocketAddress.of(path);
        }
    };

    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    /// Epoll where its native library loads, else NIO.
    public static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /// A group of event loops.
    ///
    /// @param loops number of threads, at least 1
    /// @param name  prefix of the threads' names
    public EventLoopGroup loops(int loops, String name) {
        return new MultiThreadIoEventLoopGroup(loops, new DefaultThreadFactory(name, true), handler());
    }

    /// Closes a channel that may never have come about: where the system gave no socket, Netty hands out a
    /// channel that belongs to no event loop, and whose own `close()` throws.
    public static void close(@Nullable Channel channel) {
        if (channel != null && channel.isOpen()) {
            // Nothing depends on when or how well a socket closes.
            ChannelFuture _ = channel.close();
        }
    }

    /// Calls `then` on the event loop once this is done or has failed. (Netty itself would tell of a socket
    /// that could not be made on a thread of its own.)
    public static void whenDone(EventLoop loop, ChannelFuture future, Runnable then) {
        ChannelFuture _ = future.addListener(_ -> {
            if (loop.inEventLoop()) {
                then.run();
            } else {
                loop.execute(then);
            }
        });
    }

    abstract IoHandlerFactory handler();

    /// UDP sockets of one address family.
    public abstract ChannelFactory<DatagramChannel> datagram(SocketProtocolFamily family);

    /// TCP connections.
    public abstract ChannelFactory<SocketChannel> stream();

    /// TCP listeners of one address family.
    public abstract ChannelFactory<ServerChannel> server(SocketProtocolFamily family);

    /// Lets several sockets share an address, and the kernel spread what comes in.
    public abstract ChannelOption<Boolean> reusePort();

    /// Keeps an IPv6 socket to IPv6, with the value 1; empty where that cannot be had and `[::]` takes IPv4 as
    /// well.
    public abstract Optional<ChannelOption<Integer>> v6Only();

    /// Connections to unix stream sockets.
    public abstract ChannelFactory<Channel> domain();

    /// The address of a unix socket, as [#domain()]'s channels want it.
    public abstract SocketAddress domainAddress(Path path);
}
