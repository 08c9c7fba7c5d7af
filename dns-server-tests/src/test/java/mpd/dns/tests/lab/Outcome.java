package mpd.dns.tests.lab;

import java.util.List;

/// What a finished command left: exit status and everything it printed.
public record Outcome(List<String> command, int status, String out, String err) {

    /// Standard output without the last line break.
    ///
    /// @throws AssertionError when the command failed, with its own words
    public String output() {
        if (status != 0) {
            throw new AssertionError("%s ended with %d%n%s%s".formatted(String.join(" ", command), status, out, err));
        }
        return out.strip();
    }
}
