package mpd.dns.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Optional;

/// What counts of a request.
///
/// @param method    of any name
/// @param target    as it was sent
/// @param host      the Host header; empty where a client of HTTP/1.0 has sent none
/// @param chunks    whether the client understands an answer in chunks
/// @param keepAlive whether the client wants to ask again on this connection
/// @param flaw      why it is refused whatever it asks for
record Request(
        HttpMethod method,
        String target,
        Optional<String> host,
        boolean chunks,
        boolean keepAlive,
        Optional<Flaw> flaw) {

    /// Why a request is refused. What follows it on the connection cannot be trusted.
    record Flaw(HttpResponseStatus status, String why) {}

    static Request of(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        Optional<Flaw> flaw = request.decoderResult().isFailure()
                ? Optional.of(unreadable(request.decoderResult().cause()))
                : flaw(request, hosts);
        return new Request(
                request.method(),
                request.uri(),
                hosts.stream().findFirst(),
                request.protocolVersion().equals(HttpVersion.HTTP_1_1),
                flaw.isEmpty() && HttpUtil.isKeepAlive(request),
                flaw);
    }

    boolean head() {
        return method.equals(HttpMethod.HEAD);
    }

    private static Optional<Flaw> flaw(HttpRequest request, List<String> hosts) {
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1) {
            return Optional.of(new Flaw(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "this is HTTP/1.1"));
        }
        // RFC 9112 section 3.2.
        if (hosts.size() > 1 || (hosts.isEmpty() && version.minorVersion() > 0)) {
            return Optional.of(new Flaw(HttpResponseStatus.BAD_REQUEST, "one Host header is needed"));
        }
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        boolean body = HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
        if (reads && body) {
            return Optional.of(new Flaw(HttpResponseStatus.BAD_REQUEST, "no request here has a body"));
        }
        return Optional.empty();
    }

    private static Flaw unreadable(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ ->
                new Flaw(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the first line of the request is too long");
            case TooLongHttpHeaderException _ ->
                new Flaw(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the request has too much header");
            default -> new Flaw(HttpResponseStatus.BAD_REQUEST, "this is not HTTP/1.1 (RFC 9112)");
        };
    }
}
