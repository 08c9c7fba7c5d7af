package mpd.dns.conf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// Cuts a configuration file into lines as dnsmasq does: quotes first, then comments, then spaces, then the
/// first `=`. Lines may have any length; a byte order mark and carriage returns are passed over.
final class Lines {

    private static final String ESCAPES = "\"\\tnbre";
    private static final String ESCAPED = "\"\\\t\n\b\r\u001B";

    private final Path file;
    private final Consumer<ConfLine> lines;
    private final Consumer<Problem> problems;

    /// @param lines    gets each line with an option
    /// @param problems gets each line that is none
    Lines(Path file, Consumer<ConfLine> lines, Consumer<Problem> problems) {
        this.file = file;
        this.lines = lines;
        this.problems = problems;
    }

    /// The file's text; bytes that are not UTF-8 become U+FFFD.
    static String text(byte[] bytes) {
        String text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)).toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    void read(byte[] bytes) {
        String text = text(bytes);
        int number = 0;
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            number++;
            line(number, text.substring(start, end));
            start = end + 1;
        }
    }

    private void line(int number, String raw) {
        try {
            String text = uncommented(raw).strip();
            if (text.isEmpty()) {
                return;
            }
            int equals = text.indexOf('=');
            String option = equals < 0 ? text : text.substring(0, equals).strip();
            Optional<String> value = equals < 0
                    ? Optional.empty()
                    : Optional.of(text.substring(equals + 1).strip());
            lines.accept(new ConfLine(file, number, option, value, raw));
        } catch (BadLine e) {
            problems.accept(new Problem(file, number, ConfLine.shown(raw), e.expected()));
        }
    }

    /// The line without its comment; characters in quotes are marked, every kind of space is a plain one.
    private static String uncommented(String raw) throws BadLine {
        if (raw.indexOf(0) >= 0) {
            throw new BadLine("expected text, and there is a NUL byte");
        }
        StringBuilder out = new StringBuilder(raw.length());
        boolean afterSpace = true;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '#' && afterSpace) {
                break;
            }
            afterSpace = space(c);
            if (c == '"') {
                i = quoted(raw, i + 1, out);
            } else {
                out.append(afterSpace ? ' ' : c);
            }
        }
        return out.toString();
    }

    /// Takes in what stands in quotes from there on, and tells where they close.
    private static int quoted(String raw, int start, StringBuilder out) throws BadLine {
        for (int i = start; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '"') {
                return i;
            }
            int escape = c == '\\' && i + 1 < raw.length() ? ESCAPES.indexOf(raw.charAt(i + 1)) : -1;
            if (escape >= 0) {
                c = ESCAPED.charAt(escape);
                i++;
            }
            out.append(ConfLine.marked(c));
        }
        throw new BadLine("expected a closing \"");
    }

    private static boolean space(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
