package mpd.dns.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// What a request gets.
///
/// @param status status code
/// @param type   the media type of the body
/// @param body   made when it is sent
/// @param last   whether the connection ends with it
record Answer(HttpResponseStatus status, String type, Body body, boolean last) {

    static final String PLAIN = "text/plain; charset=utf-8";
    static final String JSON = "application/json";
    static final String HTML = "text/html; charset=utf-8";

    /// Writes itself; may have to wait for whoever reads.
    @FunctionalInterface
    interface Body {
        void write(OutputStream out) throws IOException;
    }

    static Answer of(String type, Body body) {
        return new Answer(HttpResponseStatus.OK, type, body, false);
    }

    /// A line of plain text.
    static Answer line(HttpResponseStatus status, String line) {
        return text(status, line + "\n", false);
    }

    /// The last line on its connection.
    static Answer lastLine(HttpResponseStatus status, String line) {
        return text(status, line + "\n", true);
    }

    private static Answer text(HttpResponseStatus status, String text, boolean last) {
        return new Answer(status, PLAIN, out -> out.write(text.getBytes(StandardCharsets.UTF_8)), last);
    }
}
