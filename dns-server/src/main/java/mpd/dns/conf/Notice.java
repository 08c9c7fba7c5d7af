package mpd.dns.conf;

import java.nio.file.Path;

/// A line that is right and has no effect in this program.
///
/// @param line counted from 1
/// @param text one sentence without the place
public record Notice(Path file, int line, String text) {

    @Override
    public String toString() {
        return file + ":" + line + ": " + text;
    }
}
