package mpd.dns.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells once that connections cannot be accepted (for want of file descriptors, say), and once that they can
/// again.
public final class AcceptFailures extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);

    // Only the listener's event loop touches it.
    private boolean failing;

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (failing) {
            failing = false;
            LOG.info(
                    "tcp connections on {} are accepted again",
                    context.channel().localAddress());
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!failing) {
            failing = true;
            LOG.warn(
                    "no tcp connection on {} can be accepted: {}",
                    context.channel().localAddress(),
                    cause.getMessage());
        }
    }
}
