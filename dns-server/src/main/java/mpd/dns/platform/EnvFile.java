package mpd.dns.platform;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mpd.dns.text.AddressText;

/// Reads assignments as a shell would, without expanding anything.
final class EnvFile {

    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*(?:export\\s+)?(\\w+)\\s*=\\s*(.*)");
    // Quoted to the closing quote; else up to a comment or the end.
    private static final Pattern VALUE = Pattern.compile("\"([^\"]*)\".*|'([^']*)'.*|(?:#.*|(.*?)(?:\\s+#.*)?)");

    private EnvFile() {}

    /// A value and the line it stands in, counted from 1.
    record Value(int line, String text) {}

    /// The last assignment to the name, which is the one that counts.
    static Optional<Value> last(String text, String name) {
        Optional<Value> last = Optional.empty();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher assignment = ASSIGNMENT.matcher(lines.get(i));
            if (assignment.matches() && assignment.group(1).equals(name)) {
                last = Optional.of(new Value(i + 1, unquoted(assignment.group(2).strip())));
            }
        }
        return last;
    }

    private static String unquoted(String raw) {
        Matcher value = VALUE.matcher(raw);
        if (!value.matches()) {
            return raw;
        }
        for (int group = 1; group <= 3; group++) {
            String text = value.group(group);
            if (text != null) {
                return text.strip();
            }
        }
        return "";
    }

    /// The address of a host, given as a literal; nothing is ever resolved.
    static Optional<InetAddress> address(String text) {
        return AddressText.parse(text).filter(address -> !address.isAnyLocalAddress() && !address.isMulticastAddress());
    }
}
