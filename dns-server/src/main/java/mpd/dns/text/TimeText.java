package mpd.dns.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Points in time for people.
public final class TimeText {

    private TimeText() {}

    /// An ISO 8601 time without fractions of a second; anything else as it is.
    public static String seconds(String time) {
        try {
            return Instant.parse(time).truncatedTo(ChronoUnit.SECONDS).toString();
        } catch (DateTimeException e) {
            return time;
        }
    }
}
