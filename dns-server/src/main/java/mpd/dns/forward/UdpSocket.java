package mpd.dns.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannelConfig;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One UDP socket connected to one nameserver, and the questions that wait on it. Lives on one event loop.
///
/// Being connected, the kernel lets through only what comes from the address and port asked, tells of ICMP
/// errors, and picks the local port at random (Linux does for a UDP socket that is not bound).
///
/// It takes new questions until it is retired: after so many questions, so much time, an error, or a question
/// that nobody answered. Retired, it waits for the answers that are still to come and closes. One that has only
/// had its questions or its time gets another port instead, and begins again: sockets come and go all the time
/// on the thread that answers, and to make one takes longer than to answer.
final class UdpSocket extends SimpleChannelInboundHandler<DatagramPacket> implements Waiting.Carrier {

    // More than any answer to an OPT of 1232; one that fills it may have been cut by the kernel.
    static final int DATAGRAM = 4096;
    // So many are read at once where more than one question waits.
    private static final int BATCH = 8;

    private final SocketMeans means;
    private final Owner owner;
    private final Pending pending;
    private final InetSocketAddress address;
    private int left;
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> life;
    private boolean used;
    private boolean everUsed;
    private boolean connected;
    private boolean retired;
    private boolean renewable;
    // Written, and sent with the next [#send()].
    private final List<Waiting> unsent = new ArrayList<>();

    /// Whom a socket belongs to.
    ///
    /// @param retired is told when the socket takes no more questions
    /// @param renewed is told when it has another port, and takes questions again once it is told for how long
    /// @param spent   is told when it had its questions or its time, was in use, and could not be renewed
    /// @param again   asks questions that were not sent for an error before them
    record Owner(
            Consumer<UdpSocket> retired, Consumer<UdpSocket> renewed, Runnable spent, Consumer<List<Waiting>> again) {}

    UdpSocket(SocketMeans means, InetSocketAddress address, Owner owner) {
        this.means = means;
        this.address = address;
        this.owner = owner;
        pending = new Pending(means.ids());
    }

    /// Takes questions from now on.
    ///
    /// @param questions after which it is retired
    /// @param nanos     after which it is retired
    void begin(int questions, long nanos) {
        left = questions;
        used = false;
        retired = false;
        life = means.loop().schedule(this::spent, nanos, TimeUnit.NANOSECONDS);
    }

    /// Opens it, and sends what it was asked before it is open.
    void open() {
        DatagramChannel made;
        try {
            made = make();
        } catch (RuntimeException e) {
            // No file descriptor is left, or there is no such family here.
            broke(e);
            return;
        }
        channel = made;
        // Not by a Bootstrap: half of what it does is for others.
        ChannelFuture registering = means.loop().register(made);
        means.whenDone(registering, () -> registered(registering));
    }

    private void registered(ChannelFuture registering) {
        Channel made = registering.channel();
        if (registering.isSuccess()) {
            ChannelFuture connecting = made.connect(address);
            means.whenDone(connecting, () -> connected(connecting));
        } else {
            made.unsafe().closeForcibly();
            broke(registering.cause());
        }
    }

    private DatagramChannel make() {
        SocketProtocolFamily family =
                address.getAddress() instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
        DatagramChannel made = means.transport().datagram(family).newChannel();
        if (made.config() instanceof EpollDatagramChannelConfig epoll) {
            epoll.setMaxDatagramPayloadSize(DATAGRAM).setRecvByteBufAllocator(new Expected());
        } else {
            made.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(DATAGRAM));
        }
        made.pipeline().addLast(this);
        return made;
    }

    /// Room for the answers that may come: for one it takes a call that costs less than the one for many.
    private final class Expected extends DefaultMaxMessagesRecvByteBufAllocator {
        @Override
        public MaxMessageHandle newHandle() {
            return new MaxMessageHandle() {
                @Override
                public int guess() {
                    return pending.size() > 1 ? BATCH * DATAGRAM : DATAGRAM;
                }
            };
        }
    }

    private void connected(ChannelFuture connecting) {
        if (!connecting.isSuccess()) {
            broke(connecting.cause());
            return;
        }
        connected = true;
        for (Waiting waiting : pending.all()) {
            // The first may have failed, and all the others with it.
            if (pending.holds(waiting)) {
                write(connecting.channel(), waiting);
            }
        }
        send();
    }

    /// Asks with the next [#send()].
    void ask(Waiting waiting) {
        left--;
        pending.add(waiting, this);
        if (connected && channel != null) {
            write(channel, waiting);
        }
        if (left == 0) {
            spent();
        }
    }

    private void spent() {
        if (!retired) {
            renewable = true;
            retire();
        }
    }

    /// Linux gives up the port of a UDP socket that is disconnected, and takes another when it is connected
    /// again.
    private void renew(Channel of) {
        renewable = false;
        SocketAddress was = of.localAddress();
        ChannelFuture _ = of.disconnect();
        ChannelFuture connecting = of.connect(address);
        if (connecting.isSuccess() && !of.localAddress().equals(was)) {
            owner.renewed().accept(this);
        } else {
            means.close(of);
            owner.spent().run();
        }
    }

    private void write(Channel to, Waiting waiting) {
        byte[] query = waiting.query();
        ByteBuf bytes = to.alloc().directBuffer(query.length).writeBytes(query);
        unsent.add(waiting);
        ChannelFuture _ = to.write(bytes, to.voidPromise());
    }

    /// Sends what it was asked, if it is open.
    void send() {
        if (channel != null && !unsent.isEmpty()) {
            // Whatever goes wrong comes to exceptionCaught while we are in here.
            Channel _ = channel.flush();
            unsent.clear();
            used = true;
            everUsed = true;
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        ByteBuf content = packet.content();
        if (content.readableBytes() < UpstreamMessage.HEADER) {
            return;
        }
        Waiting waiting = pending.get(content.getUnsignedShort(content.readerIndex()));
        if (waiting == null) {
            return;
        }
        byte[] message = ByteBufUtil.getBytes(content);
        UpstreamMessage.Verdict verdict = waiting.judge(message);
        // What is not its answer is passed over and waiting goes on: ending here would reward a forger.
        if (!(verdict instanceof UpstreamMessage.Verdict.Foreign)) {
            pending.remove(waiting);
            try {
                waiting.answered(verdict, message);
            } finally {
                closeWhenDone();
            }
            means.ids().replenish();
        }
    }

    @Override
    public void gaveUp(Waiting waiting, boolean silent) {
        pending.remove(waiting);
        if (silent) {
            renewable = false;
            retire();
        } else {
            closeWhenDone();
        }
    }

    /// Takes no more questions. Harmless when called twice.
    void retire() {
        if (!retired) {
            retired = true;
            // First of all: while it sends, an error may have others asked again.
            owner.retired().accept(this);
            send();
            if (life != null) {
                life.cancel(false);
            }
        }
        closeWhenDone();
    }

    private void closeWhenDone() {
        if (retired && pending.isEmpty() && channel != null && channel.isOpen()) {
            // Whoever waits for what is under way in this turn comes first.
            means.loop().execute(this::end);
        }
    }

    private void end() {
        if (channel != null && channel.isOpen() && retired && pending.isEmpty()) {
            if (renewable && used) {
                renew(channel);
            } else {
                means.close(channel);
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        broke(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        // Told afterwards of one that was disconnected to be renewed.
        if (!context.channel().isOpen()) {
            broke(null);
        }
    }

    /// An error counts for all that wait, except for questions that could not be sent for it: that may be an
    /// ICMP error about a question before them, and tells nothing of these.
    private void broke(@Nullable Throwable cause) {
        List<Waiting> again = everUsed ? unsent.stream().filter(pending::holds).toList() : List.of();
        unsent.clear();
        again.forEach(pending::remove);
        List<Waiting> failed = pending.takeAll();
        renewable = false;
        retire();
        if (!again.isEmpty()) {
            owner.again().accept(again);
        }
        failed.forEach(waiting -> waiting.failed(SocketFailure.Unreachable.by(cause)));
    }
}
