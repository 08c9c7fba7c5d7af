package mpd.dns.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/// The body of one answer on its way to the client: what is short leaves as a whole, what is long in pieces,
/// each after the one before has been taken by the kernel. So a slow reader has one piece in memory, and its
/// own virtual thread waits.
final class ResponseStream extends OutputStream {

    private static final int PIECE = 16 * 1024;
    // RFC 9110 section 5.6.7.
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /// Nothing that the page brings along is run or loaded, and nobody frames it.
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
            + "form-action 'self'; frame-ancestors 'none'";

    private final Channel channel;
    private final Request request;
    private final Answer answer;
    private final Duration patience;
    private final byte[] piece = new byte[PIECE];
    private int filled;
    private boolean begun;

    private ResponseStream(Channel channel, Request request, Answer answer, Duration patience) {
        this.channel = channel;
        this.request = request;
        this.answer = answer;
        this.patience = patience;
    }

    /// Sends the answer, waiting for the client as long as that takes.
    ///
    /// @return whether the connection can be used again
    static boolean send(Channel channel, Request request, Answer answer, Duration patience) throws IOException {
        ResponseStream stream = new ResponseStream(channel, request, answer, patience);
        answer.body().write(stream);
        return stream.end();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (filled == PIECE) {
                sendPiece();
            }
            int step = Math.min(left, PIECE - filled);
            System.arraycopy(bytes, from, piece, filled, step);
            filled += step;
            from += step;
            left -= step;
        }
    }

    private boolean end() throws IOException {
        if (!begun) {
            boolean keep = request.keepAlive() && !answer.last();
            ByteBuf body = request.head() ? Unpooled.EMPTY_BUFFER : taken();
            DefaultFullHttpResponse whole = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, answer.status(), body);
            head(whole, keep);
            whole.headers().set(HttpHeaderNames.CONTENT_LENGTH, filled);
            await(channel.writeAndFlush(whole));
            return keep;
        }
        if (filled > 0 && !request.head()) {
            await(channel.writeAndFlush(new DefaultHttpContent(taken())));
        }
        await(channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
        return keepsLong();
    }

    private void sendPiece() throws IOException {
        if (!begun) {
            begun = true;
            HttpResponse start = new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status());
            head(start, keepsLong());
            HttpUtil.setTransferEncodingChunked(start, request.chunks());
            await(channel.writeAndFlush(start));
        }
        if (!request.head()) {
            await(channel.writeAndFlush(new DefaultHttpContent(taken())));
        }
        filled = 0;
    }

    /// Without chunks it is the end of the connection that ends a long answer.
    private boolean keepsLong() {
        return request.chunks() && request.keepAlive() && !answer.last();
    }

    private ByteBuf taken() {
        return Unpooled.wrappedBuffer(Arrays.copyOf(piece, filled));
    }

    private void head(HttpResponse response, boolean keep) {
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.DATE, DATE.format(Instant.now()));
        headers.set(HttpHeaderNames.CONTENT_TYPE, answer.type());
        headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        headers.set("x-content-type-options", "nosniff");
        headers.set("cross-origin-resource-policy", "same-origin");
        headers.set("referrer-policy", "no-referrer");
        headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY);
        if (answer.status().code() == 405) {
            headers.set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        // HTTP/1.0 has to be told that the connection stays, HTTP/1.1 that it does not.
        if (!keep) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!request.chunks()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }

    private void await(ChannelFuture written) throws IOException {
        if (!written.awaitUninterruptibly(patience.toMillis()) || !written.isSuccess()) {
            throw new IOException("the client has not taken its answer", written.cause());
        }
    }
}
