package mpd.dns.podman;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mpd.dns.transport.Transport;
import org.jspecify.annotations.Nullable;

/// Asks Podman's API over its unix socket, one connection for each request: a kept one would be dead after
/// Podman's idle exit, and the path leads to a new socket after its restart.
///
/// Everything happens on one event loop; callers are on it already.
final class Requests {

    private static final int LARGEST = 64 << 20;
    private static final int AT_ONCE = 8;
    static final String VERSION_HEADER = "Libpod-API-Version";

    /// How a connection is made.
    @FunctionalInterface
    interface Connector {
        ChannelFuture connect(EventLoop loop, Path socket, ChannelHandler handler);

        /// Connects through the transport; the path is looked up anew each time.
        static Connector of(Transport transport) {
            return (loop, socket, handler) -> new Bootstrap()
                    .group(loop)
                    .channelFactory(transport.domain())
                    .handler(handler)
                    .connect(transport.domainAddress(socket));
        }
    }

    /// What Podman answered.
    ///
    /// @param status  HTTP status
    /// @param version version of the API, where the answer told
    /// @param body    bytes of the body
    record Answer(int status, Optional<String> version, byte[] body) {}

    private record Waiting(String path, Duration timeout, CompletableFuture<Answer> answer) {}

    private final Connector connector;
    private final EventLoop loop;
    private final Path socket;
    private final Duration timeout;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final Set<Exchange> running = new HashSet<>();

    Requests(Connector connector, EventLoop loop, Path socket, Duration timeout) {
        this.connector = connector;
        this.loop = loop;
        this.socket = socket;
        this.timeout = timeout;
    }

    static HttpRequest request(String path) {
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
        request.headers()
                .set(HttpHeaderNames.HOST, "podman")
                .set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON);
        return request;
    }

    /// Asks; fails with an [IOException] when there is no whole answer in time. Completed on the event loop,
    /// where who does not want it any more cancels it.
    CompletableFuture<Answer> get(String path) {
        return get(path, timeout);
    }

    /// Asks, and waits for an answer for so long.
    CompletableFuture<Answer> get(String path, Duration wait) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        queue.add(new Waiting(path, wait, answer));
        next();
        return answer;
    }

    /// Ends what is under way and what waits, each with an [IOException].
    void end() {
        IOException ended = new IOException("nobody asks any more");
        List<Waiting> waiting = List.copyOf(queue);
        queue.clear();
        Set.copyOf(running).forEach(exchange -> exchange.end(ended));
        waiting.forEach(one -> one.answer().completeExceptionally(ended));
    }

    private void next() {
        while (running.size() < AT_ONCE && !queue.isEmpty()) {
            Waiting first = queue.remove();
            if (!first.answer().isDone()) {
                Exchange exchange = new Exchange(first);
                running.add(exchange);
                exchange.start();
            }
        }
    }

    /// One request and its answer.
    private final class Exchange extends ChannelInitializer<Channel> {
        private final Waiting waiting;
        private @Nullable Channel channel;

        Exchange(Waiting waiting) {
            this.waiting = waiting;
        }

        void start() {
            ChannelFuture connected = connector.connect(loop, socket, this);
            channel = connected.channel();
            ScheduledFuture<?> limit = loop.schedule(
                    () -> end(new IOException(
                            "no answer within " + waiting.timeout().toMillis() + " ms")),
                    waiting.timeout().toNanos(),
                    TimeUnit.NANOSECONDS);
            var _ = waiting.answer().whenComplete((answer, error) -> {
                var _ = limit.cancel(false);
                leave();
            });
            Transport.whenDone(loop, connected, () -> {
                Throwable failure = connected.cause();
                if (failure != null) {
                    end(failure);
                }
            });
        }

        @Override
        protected void initChannel(Channel made) {
            var _ = made.pipeline()
                    .addLast(new HttpClientCodec(), new HttpObjectAggregator(LARGEST), new AnswerHandler(this));
        }

        /// Makes room for the next one; false when it has done so before.
        private boolean leave() {
            boolean there = running.remove(this);
            if (there) {
                Transport.close(channel);
                next();
            }
            return there;
        }

        void end(Object result) {
            if (!leave()) {
                return;
            }
            switch (result) {
                case Answer answer -> waiting.answer().complete(answer);
                case Throwable error ->
                    waiting.answer().completeExceptionally(new IOException(PodmanError.reason(error), error));
                default -> throw new IllegalArgumentException(result.toString());
            }
        }
    }

    private static final class AnswerHandler extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final Exchange exchange;

        AnswerHandler(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            HttpRequest request = request(exchange.waiting.path());
            request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            var _ = context.writeAndFlush(request);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            if (response.decoderResult().isFailure()) {
                exchange.end(new IOException("what Podman answered is not HTTP"));
                return;
            }
            Answer answer = new Answer(
                    response.status().code(),
                    Optional.ofNullable(response.headers().get(VERSION_HEADER)),
                    ByteBufUtil.getBytes(response.content()));
            exchange.end(answer);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            exchange.end(new IOException("the connection was closed before a whole answer"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            exchange.end(cause);
        }
    }
}
