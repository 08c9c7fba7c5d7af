package mpd.dns.podman;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mpd.dns.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to a feed: one request, its answer, the end. Answers are made where Podman is asked, so that
/// events never wait for them.
final class FeedConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(FeedConnection.class);
    private static final Duration REQUEST_TIME = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(30);
    private static final int FORBIDDEN = 403;
    private static final int BAD_GATEWAY = 502;
    private static final byte[] NO_EVENT = {'{', '}'};

    private final Upstream podman;
    private boolean asked;
    private @Nullable EventStream events;
    private @Nullable ScheduledFuture<?> limit;

    FeedConnection(Upstream podman) {
        this.podman = podman;
    }

    /// How Podman is reached.
    ///
    /// @param settings  where it is
    /// @param connector how connections to it are made
    /// @param work      where `requests` live
    record Upstream(PodmanFeed.Settings settings, Requests.Connector connector, EventLoop work, Requests requests) {}

    @Override
    public void channelActive(ChannelHandlerContext context) {
        endAfter(context, REQUEST_TIME);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (asked) {
            return;
        }
        asked = true;
        Optional<Ask> ask =
                request.decoderResult().isSuccess() && request.method().equals(HttpMethod.GET)
                        ? Ask.parse(request.uri(), podman.settings().network())
                        : Optional.empty();
        endAfter(context, ANSWER_TIME);
        if (ask.isEmpty()) {
            LOG.debug("a request that is not passed on: {} {}", request.method(), request.uri());
            String allowed = "only what names of network " + podman.settings().network() + " are made of is passed on";
            write(context, Excerpt.failure(FORBIDDEN, allowed));
        } else if (ask.get() instanceof Ask.Events(long since)) {
            events = new EventStream(new Passing(context), since);
            events.open(
                    podman.connector(),
                    context.channel().eventLoop(),
                    podman.settings().podman());
        } else {
            podman.work().execute(() -> pass(context, ask.get()));
        }
    }

    private void pass(ChannelHandlerContext context, Ask ask) {
        CompletableFuture<Requests.Answer> asking = podman.requests().get(ask.path());
        // Whom the client does not wait for any more nobody has to wait behind.
        var _ = context.channel().closeFuture().addListener(_ -> podman.work().execute(() -> asking.cancel(false)));
        var _ = asking.whenComplete((answer, error) -> {
            if (answer == null) {
                // Without a word, as Podman itself would: the client tries again and finds out why by the
                // events.
                Transport.close(context.channel());
            } else {
                write(context, Excerpt.of(ask, answer, podman.settings().network()));
            }
        });
    }

    private static void write(ChannelHandlerContext context, Requests.Answer answer) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body()));
        HttpHeaders headers = describe(response);
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        answer.version().ifPresent(version -> headers.set(Requests.VERSION_HEADER, version));
        var _ = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private static HttpHeaders describe(HttpResponse response) {
        return response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }

    private void endAfter(ChannelHandlerContext context, Duration time) {
        cancelLimit();
        Channel channel = context.channel();
        limit = channel.eventLoop().schedule(() -> Transport.close(channel), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void cancelLimit() {
        if (limit != null) {
            var _ = limit.cancel(false);
            limit = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancelLimit();
        if (events != null) {
            events.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a connection to the feed", cause);
        Transport.close(context.channel());
    }

    /// Passes events on, on the event loop of both connections.
    private final class Passing implements EventStream.Listener {
        private final ChannelHandlerContext context;
        private boolean opened;

        Passing(ChannelHandlerContext context) {
            this.context = context;
        }

        @Override
        public void opened(EventStream stream) {
            opened = true;
            cancelLimit();
            HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            describe(response).set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            var _ = context.writeAndFlush(response);
        }

        @Override
        public void event(EventStream stream, PodmanEvent event) {
            line(Excerpt.of(event));
        }

        @Override
        public void garbage(EventStream stream, String what) {
            // No event either, so that the client reads everything again, as it would without a feed.
            LOG.debug("podman's event stream has a line that is no event: {}", what);
            line(NO_EVENT);
        }

        @Override
        public void ended(EventStream stream, IOException why) {
            if (opened) {
                var _ = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
                        .addListener(ChannelFutureListener.CLOSE);
            } else {
                write(context, Excerpt.failure(BAD_GATEWAY, PodmanError.reason(why)));
            }
        }

        private void line(byte[] bytes) {
            if (context.channel().isWritable()) {
                ByteBuf line = Unpooled.wrappedBuffer(bytes, "\n".getBytes(StandardCharsets.US_ASCII));
                var _ = context.writeAndFlush(new DefaultHttpContent(line));
            } else {
                // A client that does not read finds everything when it comes back.
                Transport.close(context.channel());
            }
        }
    }
}
