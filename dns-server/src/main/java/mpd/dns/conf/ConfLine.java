package mpd.dns.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mpd.dns.registry.Origin;
import mpd.dns.text.PlainText;

/// One line that is neither empty nor a comment: an option with its value. Characters that stood in quotes are
/// marked, so that no separator is seen in them; [#plain] takes the marks off.
///
/// @param file   where it stands
/// @param number counted from 1
/// @param option the option's name, without quotes
/// @param value  what stands behind the first `=`, without spaces around it; empty where there is no `=`
/// @param raw    the whole line
record ConfLine(Path file, int number, String option, Optional<String> value, String raw) {

    /// Beyond what can be typed: a quoted character is moved up here.
    private static final char MARK = '\uE000';

    static char marked(char c) {
        return c < 0x80 ? (char) (MARK + c) : c;
    }

    /// The text without marks.
    static String plain(String text) {
        if (unmarked(text)) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain.append(isMarked(c) ? (char) (c - MARK) : c);
        }
        return plain.toString();
    }

    private static boolean unmarked(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isMarked(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMarked(char c) {
        return c >= MARK && c < MARK + 0x80;
    }

    Origin origin() {
        return new Origin.File(file, number);
    }

    /// The whole line as a person reads it, for messages.
    String text() {
        return shown(raw);
    }

    /// A line as a person reads it.
    static String shown(String raw) {
        return PlainText.shortened(raw.strip());
    }

    /// What is wrong with it.
    Problem problem(BadLine why) {
        return new Problem(file, number, text(), why.expected());
    }

    /// The value.
    ///
    /// @throws BadLine when there is none
    String required(String expected) throws BadLine {
        return value.filter(given -> !given.isEmpty()).orElseThrow(() -> new BadLine(expected));
    }

    /// The parts between commas, without spaces around them; marks are off.
    static List<String> commas(String value) {
        return parts(',', value);
    }

    /// The parts between slashes, without spaces around them; marks are off.
    static List<String> slashes(String value) {
        return parts('/', value);
    }

    private static List<String> parts(char separator, String value) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int end = value.indexOf(separator); end >= 0; end = value.indexOf(separator, start)) {
            parts.add(plain(value.substring(start, end).strip()));
            start = end + 1;
        }
        parts.add(plain(value.substring(start).strip()));
        return parts;
    }
}
