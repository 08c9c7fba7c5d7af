package mpd.dns.diag;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Points in time and spans for people.
final class Times {

    private Times() {}

    /// An ISO 8601 time without its fractions.
    static String text(String instant) {
        return Instant.parse(instant).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// `4 s`, `3 min`, `2 h` or `5 d`, whichever is not too fine.
    static String text(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200
                ? seconds / 60 + " min"
                : seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
    }
}
