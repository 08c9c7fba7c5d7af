package mpd.dns.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a request is for.
///
/// @param host       the host, where the target names it (RFC 9112 section 3.2.2): it counts before the header
/// @param path       decoded, beginning with a slash
/// @param parameters each of them once, in any order
record Target(Optional<String> host, String path, Map<String, String> parameters) {

    private static final String SCHEME = "http://";

    Target {
        parameters = Map.copyOf(parameters);
    }

    /// Reads the target of a request.
    ///
    /// @throws BadRequest when it is none, or a parameter is there twice
    static Target parse(String text) throws BadRequest {
        if (!text.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return parse(Optional.empty(), text);
        }
        String rest = text.substring(SCHEME.length());
        int end = 0;
        while (end < rest.length() && "/?".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String path = rest.substring(end);
        return parse(Optional.of(rest.substring(0, end)), path.startsWith("/") ? path : "/" + path);
    }

    /// The value of a parameter.
    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /// Makes sure that no other parameters are there than these.
    void allow(String... names) throws BadRequest {
        for (String given : parameters.keySet()) {
            if (!List.of(names).contains(given)) {
                throw new BadRequest("there is no such parameter here");
            }
        }
    }

    private static Target parse(Optional<String> host, String text) throws BadRequest {
        if (!text.startsWith("/")) {
            throw new BadRequest("the target of the request is no path");
        }
        int question = text.indexOf('?');
        if (question >= 0 && text.indexOf('#', question) >= 0) {
            throw new BadRequest("a '#' is never part of a request");
        }
        try {
            QueryStringDecoder decoder = QueryStringDecoder.builder()
                    .semicolonIsNormalChar(true)
                    .maxParams(8)
                    .build(text);
            Map<String, String> parameters = new HashMap<>();
            for (Map.Entry<String, List<String>> given : decoder.parameters().entrySet()) {
                if (given.getValue().size() != 1) {
                    throw new BadRequest("a parameter is there twice");
                }
                parameters.put(given.getKey(), given.getValue().getFirst());
            }
            return new Target(host, decoder.path(), parameters);
        } catch (IllegalArgumentException e) {
            throw new BadRequest("the target of the request has a broken %-escape");
        }
    }

    /// The request cannot be understood. The message is for whoever sent it, and quotes nothing of it.
    static final class BadRequest extends Exception {
        BadRequest(String message) {
            super(message, null, false, false);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }
}
