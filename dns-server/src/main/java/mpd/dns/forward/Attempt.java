package mpd.dns.forward;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.Inet6Address;
import java.net.PortUnreachableException;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import mpd.dns.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;

/// Asks one nameserver once: by UDP, over again without EDNS when it does not understand that, by TCP
/// when the answer was truncated. Lives on one event loop.
///
/// Each socket is connected, so the kernel lets through only what comes from the address and port asked,
/// tells of ICMP errors, and picks the local port at random (Linux does for an unbound UDP socket).
final class Attempt {

    /// Where an attempt gets its sockets and its randomness from.
    ///
    /// @param ids for message IDs; must not be predictable (RFC 5452)
    record Means(EventLoop loop, Transport transport, RandomGenerator ids) {}

    /// How an attempt ended, where it did not end in silence.
    sealed interface Outcome {
        /// An answer for the client.
        record Usable(byte[] message) implements Outcome {}

        /// The nameserver's failure.
        record Failing(byte[] message, String what) implements Outcome {}

        /// No answer will come.
        ///
        /// @param reachable false when the network said so
        record Broken(boolean reachable, String what) implements Outcome {}
    }

    // More than any answer to an OPT of 1232; one that fills it may have been cut by the kernel.
    private static final int DATAGRAM = 4096;
    private static final int MAX_TCP_MESSAGE = 65_535;
    private static final int FORMERR = 1;

    private final Means means;
    private final Upstream upstream;
    private final UpstreamQuestion question;
    private final BiConsumer<Attempt, Outcome> end;
    private final long started = System.nanoTime();

    private @Nullable Channel channel;
    private boolean edns;
    private boolean over;

    Attempt(Means means, Upstream upstream, UpstreamQuestion question, BiConsumer<Attempt, Outcome> end) {
        this.means = means;
        this.upstream = upstream;
        this.question = question;
        this.end = end;
        edns = question.edns();
    }

    Upstream upstream() {
        return upstream;
    }

    /// Nanoseconds since it began.
    long age() {
        return System.nanoTime() - started;
    }

    void start() {
        upstream.asked();
        udp();
    }

    /// Ends it without an outcome.
    void close() {
        over = true;
        Transport.close(channel);
    }

    private void udp() {
        byte[] query = query();
        SocketProtocolFamily family = upstream.address().getAddress() instanceof Inet6Address
                ? SocketProtocolFamily.INET6
                : SocketProtocolFamily.INET;
        ChannelFuture connecting = new Bootstrap()
                .group(means.loop())
                .channelFactory(means.transport().datagram(family))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM))
                .handler(new Datagrams(query))
                .connect(upstream.address());
        use(connecting, Unpooled.wrappedBuffer(query));
    }

    private void tcp() {
        byte[] query = query();
        ChannelFuture connecting = new Bootstrap()
                .group(means.loop())
                .channelFactory(means.transport().stream())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        opened.pipeline()
                                .addLast(new LengthFieldBasedFrameDecoder(MAX_TCP_MESSAGE + 2, 0, 2, 0, 2))
                                .addLast(new Stream(query));
                    }
                })
                .connect(upstream.address());
        ByteBuf length = Unpooled.copyShort(query.length);
        use(connecting, Unpooled.wrappedBuffer(length, Unpooled.wrappedBuffer(query)));
    }

    private byte[] query() {
        return UpstreamMessage.query(means.ids().nextInt(1 << 16), question, edns);
    }

    /// Takes over from the socket before, and sends once connected.
    private void use(ChannelFuture connecting, ByteBuf query) {
        Transport.close(channel);
        Channel opening = connecting.channel();
        channel = opening;
        Transport.whenConnected(means.loop(), connecting, () -> {
            if (over || !connecting.isSuccess()) {
                query.release();
                Transport.close(opening);
                unreachable(opening, connecting.cause());
                return;
            }
            opening.writeAndFlush(query).addListener(sent -> {
                if (!sent.isSuccess()) {
                    unreachable(opening, sent.cause());
                }
            });
        });
    }

    private void unreachable(Channel from, @Nullable Throwable cause) {
        String why = switch (cause) {
            case PortUnreachableException ignored -> " (nothing listens there)";
            case null -> "";
            default -> cause.getMessage() == null ? "" : " (" + reason(cause.getMessage()) + ")";
        };
        end(from, new Outcome.Broken(false, "is unreachable" + why));
    }

    // Netty puts the name of the system call before the reason and the address behind it.
    private static String reason(String message) {
        int reason = message.indexOf("failed");
        String tail = reason < 0 ? message : message.substring(message.indexOf(": ", reason) + 2);
        int address = tail.indexOf(": /");
        return address < 0 ? tail : tail.substring(0, address);
    }

    private void end(Channel from, Outcome outcome) {
        // A socket that was given up for another one has no say any more.
        if (over || !from.equals(channel)) {
            return;
        }
        close();
        end.accept(this, outcome);
    }

    private void failing(Channel from, UpstreamMessage.Verdict.Failing failing) {
        if (failing.rcode() == FORMERR && edns) {
            edns = false;
            udp();
        } else {
            end(from, new Outcome.Failing(failing.message(), "answered " + Rcode.string(failing.rcode())));
        }
    }

    private final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {
        private final byte[] query;

        Datagrams(byte[] query) {
            this.query = query;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            if (over || !context.channel().equals(channel)) {
                return;
            }
            byte[] message = ByteBufUtil.getBytes(packet.content());
            switch (UpstreamMessage.judge(query, question.question().length, message)) {
                // What is not ours is passed over and waiting goes on: ending here would reward a forger.
                case UpstreamMessage.Verdict.Foreign() -> {}
                case UpstreamMessage.Verdict.Truncated() -> tcp();
                case UpstreamMessage.Verdict.Failing failing -> failing(context.channel(), failing);
                case UpstreamMessage.Verdict.Usable() -> end(context.channel(), new Outcome.Usable(message));
                case UpstreamMessage.Verdict.Broken() -> broken(context, message.length);
            }
        }

        private void broken(ChannelHandlerContext context, int length) {
            if (length == DATAGRAM) {
                tcp();
            } else {
                end(context.channel(), new Outcome.Broken(true, "answered with a broken message"));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            unreachable(context.channel(), cause);
        }
    }

    private final class Stream extends SimpleChannelInboundHandler<ByteBuf> {
        private final byte[] query;

        Stream(byte[] query) {
            this.query = query;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            byte[] message = ByteBufUtil.getBytes(frame);
            switch (UpstreamMessage.judge(query, question.question().length, message)) {
                case UpstreamMessage.Verdict.Usable() -> end(context.channel(), new Outcome.Usable(message));
                case UpstreamMessage.Verdict.Failing failing ->
                    end(
                            context.channel(),
                            new Outcome.Failing(
                                    failing.message(), "answered " + Rcode.string(failing.rcode()) + " over TCP"));
                case UpstreamMessage.Verdict.Foreign() -> broken(context, "answered something else over TCP");
                case UpstreamMessage.Verdict.Truncated() -> broken(context, "answered truncated over TCP");
                case UpstreamMessage.Verdict.Broken() -> broken(context, "answered with a broken message over TCP");
            }
        }

        private void broken(ChannelHandlerContext context, String what) {
            end(context.channel(), new Outcome.Broken(true, what));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            broken(context, "closed the TCP connection");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            broken(context, "broke the TCP connection");
        }
    }
}
