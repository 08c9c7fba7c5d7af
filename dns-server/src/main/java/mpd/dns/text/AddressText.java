package mpd.dns.text;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Optional;

/// IP addresses as people write them. Nothing is ever looked up.
public final class AddressText {

    private static final int IPV4_NUMBERS = 4;

    private AddressText() {}

    /// Reads an IPv4 address of four decimal numbers, or an IPv6 address (RFC 4291 section 2.2) without a
    /// scope; empty where the text is anything else.
    public static Optional<InetAddress> parse(String text) {
        boolean six = text.indexOf(':') >= 0;
        if (!(six ? hasOnlyDigitsOfSix(text) : isFourNumbers(text))) {
            return Optional.empty();
        }
        try {
            // InetAddress reads each as an IPv4 address first, which throws for the others.
            return Optional.of(six ? Inet6Address.ofLiteral(text) : Inet4Address.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Whether there is nothing but what an IPv6 address is written with: no scope, which the JDK would take.
    private static boolean hasOnlyDigitsOfSix(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ':' && c != '.' && !HexFormat.isHexDigit(c)) {
                return false;
            }
        }
        return true;
    }

    /// Whether there are four decimal numbers. The JDK would take 127.1 and 010.0.0.1, which mean different
    /// addresses to different programs.
    private static boolean isFourNumbers(String text) {
        int numbers = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? '.' : text.charAt(i);
            if (c == '.') {
                int digits = i - start;
                if (digits == 0 || (digits > 1 && text.charAt(start) == '0')) {
                    return false;
                }
                numbers++;
                start = i + 1;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return numbers == IPV4_NUMBERS;
    }
}
