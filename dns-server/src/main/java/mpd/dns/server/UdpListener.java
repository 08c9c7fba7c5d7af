package mpd.dns.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import mpd.dns.transport.FlushesOfTurn;
import mpd.dns.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// UDP on one listen address.
///
/// The first socket is bound without `SO_REUSEPORT`, so that it fails where another program (or another server
/// of ours) is on the address; only then is the option set on it, and the sockets for the other event loops
/// share the address.
///
/// A wildcard address gets a socket of its own for each local address besides, because an answer must leave
/// from the address that was asked and a wildcard socket leaves that to the routing table. Addresses come and
/// go, so they are looked up again and again; where the kernel says which address was asked, one that was not
/// known is bound on the spot.
final class UdpListener {

    private static final Logger LOG = LoggerFactory.getLogger(UdpListener.class);
    private static final int RECEIVE_BUFFER = 1 << 20;
    private static final int MOST_DATAGRAM = 65_535;
    // So many are read at once, and each may be so long; of a longer query, what comes behind the question may
    // be lost.
    private static final int BATCH = 16;
    private static final int MOST_BATCHED = 4096;
    private static final int MOST_ADDRESSES = 1024;

    private final Transport transport;
    private final EventLoopGroup loops;
    private final int siblings;
    private final UdpHandler handler;
    private final boolean wildcard;
    private final SocketProtocolFamily family;
    private final List<Channel> shared = new ArrayList<>();
    // Read by event loops for each packet; written by the thread that refreshes and by wildcard sockets' loops.
    private final Map<InetAddress, Channel> byAddress = new ConcurrentHashMap<>();
    // Those that wildcard sockets' loops have begun to bind: of several queries to a new address one does.
    private final Map<InetAddress, CompletableFuture<Optional<Channel>>> binding = new ConcurrentHashMap<>();
    // Read by event loops, written by the thread that binds.
    private volatile @Nullable InetSocketAddress bound;
    private volatile boolean reading;

    /// @param siblings how many sockets share a listen address, one an event loop
    UdpListener(Transport transport, EventLoopGroup loops, int siblings, Answering answering, InetAddress address) {
        this.transport = transport;
        this.loops = loops;
        this.siblings = siblings;
        wildcard = address.isAnyLocalAddress();
        family = address instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
        handler = new UdpHandler(answering, this::send);
    }

    /// Binds, and reads nothing yet: queries wait in the sockets. Throws what Netty throws, and leaves nothing
    /// bound.
    synchronized InetSocketAddress bind(InetSocketAddress address) {
        boolean complete = false;
        try {
            Channel first = socket(false, address);
            shared.add(first);
            InetSocketAddress actual = (InetSocketAddress) first.localAddress();
            first.config().setOption(transport.reusePort(), true);
            for (int i = 1; i < siblings; i++) {
                shared.add(socket(true, actual));
            }
            bound = actual;
            complete = true;
            return actual;
        } finally {
            // Netty throws undeclared exceptions, which a catch clause would have to name.
            if (!complete) {
                close();
            }
        }
    }

    /// Binds sockets for local addresses that are new, and lets go of those that are gone.
    synchronized void refresh(Set<InetAddress> local) {
        if (!wildcard || bound == null) {
            return;
        }
        for (InetAddress address : local) {
            if (address instanceof Inet6Address == (family == SocketProtocolFamily.INET6)) {
                own(address);
            }
        }
        byAddress.forEach((address, channel) -> {
            if (!local.contains(address) && !address.isLoopbackAddress()) {
                byAddress.remove(address);
                ChannelFuture _ = channel.close();
            }
        });
    }

    /// Takes queries.
    void read() {
        read(true);
    }

    /// Takes no more queries; answers still leave.
    void stopReading() {
        read(false);
    }

    private synchronized void read(boolean whether) {
        reading = whether;
        shared.forEach(channel -> channel.config().setAutoRead(whether));
        byAddress.values().forEach(channel -> channel.config().setAutoRead(whether));
    }

    synchronized void close() {
        shared.forEach(channel -> channel.close().awaitUninterruptibly());
        byAddress.values().forEach(channel -> channel.close().awaitUninterruptibly());
        shared.clear();
        byAddress.clear();
        bound = null;
    }

    /// Sends the answer from the address that was asked.
    private void send(Channel received, InetSocketAddress asked, DatagramPacket answer) {
        InetAddress address = asked.getAddress();
        Channel own = byAddress.get(address);
        InetSocketAddress listening = bound;
        if (own != null) {
            write(own, answer);
        } else if (!wildcard || listening == null || !worthASocket(address)) {
            write(received, answer);
        } else {
            // On an event loop, which must not wait for the socket.
            CompletableFuture<Void> _ =
                    own(address, listening.getPort()).thenAccept(kept -> write(kept.orElse(received), answer));
        }
    }

    /// A socket for an address that has none yet; none where it cannot be had.
    private CompletableFuture<Optional<Channel>> own(InetAddress address, int port) {
        CompletableFuture<Optional<Channel>> own = new CompletableFuture<>();
        CompletableFuture<Optional<Channel>> other = binding.putIfAbsent(address, own);
        if (other != null) {
            return other;
        }
        Channel there = byAddress.get(address);
        if (there != null) {
            own.complete(Optional.of(there));
            binding.remove(address, own);
            return own;
        }
        ChannelFuture bind = bootstrap(true, address).bind(address, port);
        ChannelFuture _ = bind.addListener(_ -> {
            own.complete(bind.isSuccess() ? Optional.of(kept(address, bind.channel())) : Optional.empty());
            binding.remove(address, own);
        });
        return own;
    }

    /// Of two sockets for one address the first one counts.
    private Channel kept(InetAddress address, Channel own) {
        Channel first = byAddress.putIfAbsent(address, own);
        if (first != null) {
            ChannelFuture _ = own.close();
            return first;
        }
        // That may have changed while it was bound.
        own.config().setAutoRead(reading);
        return own;
    }

    /// What goes wrong is told to the handler of the socket.
    private static void write(Channel socket, DatagramPacket answer) {
        ChannelFuture _ = socket.writeAndFlush(answer, socket.voidPromise());
    }

    /// Whether an address that a query was sent to is one of ours, and not a broadcast or multicast address.
    private boolean worthASocket(InetAddress address) {
        try {
            return byAddress.size() < MOST_ADDRESSES
                    && (address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null);
        } catch (SocketException e) {
            return false;
        }
    }

    private void own(InetAddress address) {
        InetSocketAddress listening = bound;
        if (listening == null || byAddress.containsKey(address) || byAddress.size() >= MOST_ADDRESSES) {
            return;
        }
        if (own(address, listening.getPort()).join().isEmpty()) {
            // The address may have gone meanwhile; the wildcard socket still answers.
            LOG.debug("no socket of its own for {}", address);
        }
    }

    private Channel socket(boolean reusePort, InetSocketAddress address) {
        return bootstrap(reusePort, address.getAddress())
                .bind(address)
                .syncUninterruptibly()
                .channel();
    }

    private Bootstrap bootstrap(boolean reusePort, InetAddress address) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channelFactory(transport.datagram(family))
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .option(ChannelOption.AUTO_READ, reading)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel socket) {
                        socket.pipeline().addLast(new FlushesOfTurn(BATCH)).addLast(handler);
                    }
                });
        if (transport == Transport.EPOLL) {
            bootstrap
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MOST_BATCHED)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new RoomForQueries(MOST_BATCHED, BATCH, System::nanoTime));
        } else {
            bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MOST_DATAGRAM));
        }
        if (reusePort) {
            bootstrap.option(transport.reusePort(), true);
        }
        if (family == SocketProtocolFamily.INET6) {
            transport.v6Only().ifPresent(option -> bootstrap.option(option, 1));
        } else if (transport == Transport.EPOLL && address.isAnyLocalAddress()) {
            bootstrap.option(EpollChannelOption.IP_RECVORIGDSTADDR, true);
        }
        return bootstrap;
    }
}
