package mpd.dns.text;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// IP addresses as people write them. Nothing is ever looked up.
public final class AddressText {

    // The JDK would take 127.1 and 010.0.0.1, which mean different addresses to different programs.
    private static final Pattern IPV4 = Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private AddressText() {}

    /// Reads an IPv4 address of four decimal numbers, or an IPv6 address (RFC 4291 section 2.2) without a
    /// scope; empty where the text is anything else.
    public static Optional<InetAddress> parse(String text) {
        boolean six = text.indexOf(':') >= 0;
        if (!(six ? IPV6 : IPV4).matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // InetAddress reads each as an IPv4 address first, which throws for the others.
            return Optional.of(six ? Inet6Address.ofLiteral(text) : Inet4Address.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
