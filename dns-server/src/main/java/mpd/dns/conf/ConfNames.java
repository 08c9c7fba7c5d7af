package mpd.dns.conf;

import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import mpd.dns.text.AddressText;
import org.xbill.DNS.Name;

/// Reads names and addresses of configuration lines.
final class ConfNames {

    private static final Pattern LIKE_AN_ADDRESS = Pattern.compile("[0-9.]+(?:[#/].*)?|[0-9A-Fa-f]*:.*");
    private static final int MOST_DIGITS = 10;
    private static final int MOST_LABEL = 63;
    private static final int MOST_NAME = 255;

    private ConfNames() {}

    /// A name of a host or record; one final dot may stand behind it.
    ///
    /// @throws BadLine when it is none
    static Name name(String text) throws BadLine {
        Name name = any(text);
        if (text.startsWith("*")) {
            throw new BadLine("expected a name without *");
        }
        return name;
    }

    /// A name that may begin with the label `*`.
    static Name nameOrWildcard(String text) throws BadLine {
        return text.startsWith("*.") ? any(text) : name(text);
    }

    /// The domain of `address=` and `server=`: `d` or `.d` (it and all below), `*.d` (all strictly below), `*d`
    /// (all that end so).
    static Name domain(String text) throws BadLine {
        return any(text.startsWith(".") ? text.substring(1) : text);
    }

    /// An address.
    static Optional<InetAddress> address(String text) {
        return AddressText.parse(text);
    }

    /// Whether the text is more likely a mistyped address than a name.
    static boolean likeAnAddress(String text) {
        return (beginsWithNumber(text) || text.indexOf(':') >= 0)
                && LIKE_AN_ADDRESS.matcher(text).matches();
    }

    /// Whether it begins as a number does. Most names do not, and a pattern takes long to find that they look
    /// like no address.
    private static boolean beginsWithNumber(String text) {
        return !text.isEmpty() && (text.charAt(0) == '.' || isDigit(text.charAt(0)));
    }

    /// Whether the text is a number of up to ten digits.
    static boolean isNumber(String text) {
        boolean number = !text.isEmpty() && text.length() <= MOST_DIGITS;
        for (int i = 0; number && i < text.length(); i++) {
            number = isDigit(text.charAt(i));
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Name any(String text) throws BadLine {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (name.isEmpty() || name.startsWith("-")) {
            throw new BadLine("expected a name, e.g. php.mpd.test");
        }
        if (likeAnAddress(name)) {
            throw new BadLine("expected a name, and '" + name + "' looks like an address");
        }
        byte[] wire = wire(ascii(name));
        try {
            return new Name(wire);
        } catch (IOException e) {
            throw new BadLine("expected a name");
        }
    }

    /// The labels as they go over the wire, and more zeros than the one of the root.
    private static byte[] wire(String name) throws BadLine {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        byte[] wire = new byte[MOST_NAME + 1];
        int length = 0;
        for (int start = 0; start <= text.length; ) {
            int dot = name.indexOf('.', start);
            int label = (dot < 0 ? text.length : dot) - start;
            if (label == 0 || label > MOST_LABEL) {
                throw new BadLine("expected a name of labels of 1 to 63 bytes");
            }
            // One byte more for the root.
            if (length + 1 + label + 1 > MOST_NAME) {
                throw new BadLine("expected a name of at most 255 bytes");
            }
            wire[length] = (byte) label;
            System.arraycopy(text, start, wire, length + 1, label);
            length += 1 + label;
            start += label + 1;
        }
        return wire;
    }

    /// Other scripts as they go over the wire (RFC 5890 section 2.3.2.1).
    private static String ascii(String name) throws BadLine {
        boolean ascii = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c == 0x7F || c == 0xFFFD || c == '\\') {
                throw new BadLine("expected a name without spaces, backslashes or control characters");
            }
            ascii &= c < 0x80;
        }
        if (ascii) {
            return name;
        }
        try {
            return IDN.toASCII(name.toLowerCase(Locale.ROOT), IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            throw new BadLine("expected a name, and some of its characters cannot be in one");
        }
    }
}
