package mpd.dns.text;

/// Makes text that others wrote (names of containers, labels, lines of files) safe for a log line or a
/// terminal.
public final class PlainText {

    private static final int SHORT = 200;

    private PlainText() {}

    /// Replaces control, format and unassigned characters (escape sequences, line ends, direction changes) by
    /// `\\u{...}`.
    public static String of(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (printable(c)) {
                safe.appendCodePoint(c);
            } else {
                safe.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        });
        return safe.toString();
    }

    /// The same, of the first 200 characters.
    public static String shortened(String text) {
        return text.codePointCount(0, text.length()) > SHORT
                ? of(text.substring(0, text.offsetByCodePoints(0, SHORT))) + "..."
                : of(text);
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
