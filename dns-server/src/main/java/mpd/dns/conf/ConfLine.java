package mpd.dns.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mpd.dns.registry.Origin;

/// One line that is neither empty nor a comment: an option with its value. Characters that stood in quotes are
/// marked, so that no separator is seen in them; [#plain] takes the marks off.
///
/// @param file   where it stands
/// @param number counted from 1
/// @param option the option's name, without quotes
/// @param value  what stands behind the first `=`, without spaces around it; empty where there is no `=`
/// @param text   the whole line as a person reads it, for messages
record ConfLine(Path file, int number, String option, Optional<String> value, String text) {

    /// Beyond what can be typed: a quoted character is moved up here.
    private static final char MARK = '\uE000';

    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern SLASH = Pattern.compile("/");

    static char marked(char c) {
        return c < 0x80 ? (char) (MARK + c) : c;
    }

    /// The text without marks.
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain.append(c >= MARK && c < MARK + 0x80 ? (char) (c - MARK) : c);
        }
        return plain.toString();
    }

    Origin origin() {
        return new Origin.File(file, number);
    }

    /// What is wrong with it.
    Problem problem(BadLine why) {
        return new Problem(file, number, text, why.expected());
    }

    /// The value.
    ///
    /// @throws BadLine when there is none
    String required(String expected) throws BadLine {
        return value.filter(given -> !given.isEmpty()).orElseThrow(() -> new BadLine(expected));
    }

    /// The parts between commas, without spaces around them; marks are off.
    static List<String> commas(String value) {
        return parts(COMMA, value);
    }

    /// The parts between slashes, without spaces around them; marks are off.
    static List<String> slashes(String value) {
        return parts(SLASH, value);
    }

    private static List<String> parts(Pattern separator, String value) {
        List<String> parts = new ArrayList<>();
        for (String part : separator.split(value, -1)) {
            parts.add(plain(part.strip()));
        }
        return parts;
    }
}
