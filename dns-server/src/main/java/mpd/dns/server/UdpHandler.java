package mpd.dns.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import mpd.dns.server.Answering.Over;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers datagrams, from the address they were sent to.
@Sharable
final class UdpHandler extends SimpleChannelInboundHandler<DatagramPacket> {

    private static final Logger LOG = LoggerFactory.getLogger(UdpHandler.class);

    private final Answering answering;
    private final Sender sender;

    UdpHandler(Answering answering, Sender sender) {
        this.answering = answering;
        this.sender = sender;
    }

    /// Sends answers.
    interface Sender {

        /// Sends one, which becomes the sender's.
        ///
        /// @param received the socket that the query came to
        /// @param asked    the address it was sent to, as far as the kernel said
        void send(Channel received, InetSocketAddress asked, DatagramPacket answer);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        InetSocketAddress client = packet.sender();
        if (client.getPort() == 0) {
            return;
        }
        InetSocketAddress asked = packet.recipient();
        Channel received = context.channel();
        if (!answering.admits(client.getAddress())) {
            answering
                    .refuse(packet.content(), Over.UDP, client.getAddress())
                    .ifPresent(bytes ->
                            sender.send(received, asked, new DatagramPacket(Unpooled.wrappedBuffer(bytes), client)));
            return;
        }
        ByteBuf repeated = answering.repeated(packet.content(), context.alloc());
        if (repeated != null) {
            sender.send(received, asked, new DatagramPacket(repeated, client));
            return;
        }
        boolean _ = answering.answer(
                packet.content(),
                Over.UDP,
                client,
                bytes -> sender.send(received, asked, new DatagramPacket(Unpooled.wrappedBuffer(bytes), client)));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // An ICMP error for an earlier answer, most likely: the socket goes on.
        LOG.debug("udp socket {}", context.channel().localAddress(), cause);
    }
}
