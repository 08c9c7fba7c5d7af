package mpd.dns.http;

import java.util.List;
import mpd.dns.text.PlainText;

/// Writes HTML in which everything that others wrote is text and nothing else.
final class Html {

    private final StringBuilder out = new StringBuilder(8192);

    /// Our own markup, as it is.
    Html markup(String markup) {
        out.append(markup);
        return this;
    }

    /// Text of anybody: of containers, files, nameservers.
    Html text(String text) {
        String plain = PlainText.of(text);
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return this;
    }

    /// A table with a heading above it, or a sentence where it has no rows.
    Html table(String heading, List<List<String>> rows, String none) {
        markup("<h2>").text(heading).markup("</h2>\n");
        if (rows.isEmpty()) {
            return markup("<p>").text(none).markup("</p>\n");
        }
        markup("<table>\n");
        for (List<String> row : rows) {
            markup("<tr>");
            row.forEach(cell -> markup("<td>").text(cell).markup("</td>"));
            markup("</tr>\n");
        }
        return markup("</table>\n");
    }

    /// What was written.
    String page() {
        return out.toString();
    }
}
