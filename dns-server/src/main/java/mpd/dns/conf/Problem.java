package mpd.dns.conf;

import java.nio.file.Path;

/// Something that a person should mend in a file. It costs that line (or that file) only.
///
/// @param file     the file, as it was named
/// @param line     counted from 1; 0 for the file as a whole
/// @param read     what was read, escaped; may be empty
/// @param expected what was expected instead, or what is the matter
public record Problem(Path file, int line, String read, String expected) {

    /// As a person would want it in one line: `file:line: 'what was read': what was expected`.
    @Override
    public String toString() {
        String where = line == 0 ? file.toString() : file + ":" + line;
        return read.isEmpty() ? where + ": " + expected : where + ": '" + read + "': " + expected;
    }
}
