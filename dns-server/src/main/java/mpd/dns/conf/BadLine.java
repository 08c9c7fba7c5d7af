package mpd.dns.conf;

/// A line that cannot be used. The message says what was expected instead.
final class BadLine extends Exception {

    BadLine(String expected) {
        super(expected, null, false, false);
    }

    /// What was expected instead.
    String expected() {
        return String.valueOf(getMessage());
    }
}
