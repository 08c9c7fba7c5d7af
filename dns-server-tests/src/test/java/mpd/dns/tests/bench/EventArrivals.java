package mpd.dns.tests.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/// When each event of Podman's stream arrived, by the clock of [System#nanoTime].
final class EventArrivals {

    private static final Pattern ACTION = Pattern.compile("\"Action\":\"([a-z]+)\"");
    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]*)\"");

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<String, Long> arrivals = new ConcurrentHashMap<>();

    /// The event's first arrival, in nanoseconds; waits for one that has not arrived yet.
    long await(final String action, final String container) {
        final String event = action + " " + container;
        return Awaitility.await("event " + event)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(() -> arrivals.get(event), Objects::nonNull);
    }

    /// A stream of its own: the bytes of one connection, as they come.
    Stream stream() {
        return new Stream();
    }

    /// Puts lines together, which may come in pieces.
    final class Stream {
        private final StringBuilder line = new StringBuilder();

        void add(final byte[] bytes, final long now) {
            for (final char each : new String(bytes, StandardCharsets.ISO_8859_1).toCharArray()) {
                if (each == '\n') {
                    take(line.toString(), now);
                    line.setLength(0);
                } else if (each != '\r') {
                    line.append(each);
                }
            }
        }

        private void take(final String text, final long now) {
            final Matcher action = ACTION.matcher(text);
            final Matcher name = NAME.matcher(text);
            if (action.find() && name.find()) {
                arrivals.putIfAbsent(action.group(1) + " " + name.group(1), now);
            }
        }
    }
}
