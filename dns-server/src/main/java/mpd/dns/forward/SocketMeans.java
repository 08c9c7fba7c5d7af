package mpd.dns.forward;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import mpd.dns.transport.Transport;
import org.jspecify.annotations.Nullable;

/// What the sockets of one event loop are made with.
record SocketMeans(EventLoop loop, Transport transport, MessageIds ids, SocketSettings settings) {

    void whenDone(ChannelFuture future, Runnable then) {
        Transport.whenDone(loop, future, then);
    }

    void close(@Nullable Channel channel) {
        Transport.close(channel);
    }
}
