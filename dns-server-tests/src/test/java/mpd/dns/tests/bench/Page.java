package mpd.dns.tests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A page of the documentation with places that only a benchmark writes into, each between two markers.
///
/// @param text all of it
public record Page(String text) {

    /// Reads a page.
    public static Page read(final Path file) {
        try {
            return new Page(Files.readString(file, StandardCharsets.UTF_8));
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Writes the page.
    public void write(final Path file) {
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The page with `content` in the place of that name, and everything else as it was.
    ///
    /// @throws IllegalStateException when there is no such place, or more than one
    public Page with(final String place, final String content) {
        final String begin = "<!-- bench " + place + ": written by dns-server-tests/bench, not by hand -->\n";
        final String end = "<!-- bench " + place + ": end -->\n";
        final int from = only(begin) + begin.length();
        final int to = only(end);
        if (to < from) {
            throw new IllegalStateException("the end of '" + place + "' comes before its beginning");
        }
        return new Page(text.substring(0, from) + "\n" + content.strip() + "\n\n" + text.substring(to));
    }

    private int only(final String marker) {
        final int at = text.indexOf(marker);
        if (at < 0 || text.indexOf(marker, at + 1) >= 0) {
            throw new IllegalStateException("expected exactly one line: " + marker.strip());
        }
        return at;
    }
}
