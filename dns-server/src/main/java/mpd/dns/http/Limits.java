package mpd.dns.http;

import java.time.Duration;

/// What a client may take up.
///
/// @param connections how many may be open; over that, the one that has been idle longest goes
/// @param requestLine bytes of the first line of a request
/// @param headers     bytes of its other lines together
/// @param request     from the connection or the last answer to the end of the next request
/// @param answer      to make one answer and have it read
/// @param farewell    to read the last answer, and for what comes meanwhile to be thrown away
public record Limits(
        int connections, int requestLine, int headers, Duration request, Duration answer, Duration farewell) {

    /// Those that count unless a test has others.
    public static final Limits STANDARD =
            new Limits(32, 4096, 8192, Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ofSeconds(2));
}
