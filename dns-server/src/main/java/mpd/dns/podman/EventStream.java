package mpd.dns.podman;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import mpd.dns.transport.Transport;
import org.jspecify.annotations.Nullable;

/// One connection that Podman tells events on, until either side ends it.
///
/// It has an event loop of its own, so that an event counts as arrived while a large answer is still being
/// read.
final class EventStream {

    private static final int LONGEST_LINE = 1 << 20;
    private static final int MOST_ERROR_TEXT = 1 << 10;
    // Podman up to 4.x says 200 before it has subscribed, so events of the last seconds are asked for too.
    static final int REPLAY_SECONDS = 10;

    /// Is told what happens, on the stream's event loop. After `ended` nothing follows.
    interface Listener {
        /// Podman has accepted the request.
        void opened(EventStream stream);

        /// Something happened that may concern names.
        void event(EventStream stream, PodmanEvent event);

        /// A line could not be read.
        void garbage(EventStream stream, String what);

        /// The stream is over. Podman also ends it cleanly, without saying that something is wrong.
        void ended(EventStream stream, IOException why);
    }

    private final Listener listener;
    private final String path;
    private final Lines lines;
    // Written by whoever opens and closes, read by the stream's loop when it ends.
    private volatile @Nullable Channel channel;
    private boolean opened;
    private boolean ended;

    /// @param since where events begin, in unix seconds by the clock that Podman reads as well
    EventStream(Listener listener, long since) {
        this.listener = listener;
        path = Api.events(since);
        lines = new Lines(
                LONGEST_LINE,
                this::line,
                () -> listener.garbage(this, "a line of more than " + LONGEST_LINE + " bytes"));
    }

    void open(Requests.Connector connector, EventLoop loop, Path socket) {
        ChannelInitializer<Channel> initializer = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel made) {
                var _ = made.pipeline().addLast(new HttpClientCodec(), new Handler());
            }
        };
        ChannelFuture connected = connector.connect(loop, socket, initializer);
        channel = connected.channel();
        Transport.whenDone(loop, connected, () -> {
            Throwable failure = connected.cause();
            if (failure != null) {
                end(failure);
            }
        });
    }

    /// Ends it; `ended` is called if it has not been.
    void close() {
        Transport.close(channel);
    }

    private void line(String line) {
        try {
            PodmanEvent event = PodmanEvent.parse(line);
            if (event.matters()) {
                listener.event(this, event);
            }
        } catch (IOException e) {
            listener.garbage(this, PodmanError.reason(e));
        }
    }

    private void end(Throwable why) {
        if (!ended) {
            ended = true;
            if (opened && lines.inside()) {
                listener.garbage(this, "half a line");
            }
            listener.ended(this, new IOException(PodmanError.reason(why), why));
            close();
        }
    }

    private final class Handler extends SimpleChannelInboundHandler<HttpObject> {
        private final ByteArrayOutputStream errorText = new ByteArrayOutputStream();
        private int status;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var _ = context.writeAndFlush(Requests.request(path));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (part.decoderResult().isFailure()) {
                end(new IOException("what Podman answered is not HTTP"));
                return;
            }
            if (part instanceof HttpResponse response) {
                status = response.status().code();
                opened = status == 200;
                if (opened) {
                    listener.opened(EventStream.this);
                }
            }
            if (part instanceof HttpContent content) {
                content(ByteBufUtil.getBytes(content.content()), part instanceof LastHttpContent);
            }
        }

        private void content(byte[] bytes, boolean last) {
            if (opened) {
                lines.add(bytes);
            } else if (errorText.size() < MOST_ERROR_TEXT) {
                errorText.writeBytes(bytes);
            }
            if (last) {
                end(new IOException(
                        opened
                                ? "Podman ended the event stream"
                                : "events: " + status + " " + errorText.toString(StandardCharsets.UTF_8)));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(new IOException("the event stream broke off"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            end(cause);
        }
    }
}
