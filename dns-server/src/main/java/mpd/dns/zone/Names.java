package mpd.dns.zone;

import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;

/// What this program does with owner names, beyond what dnsjava's own type does.
public final class Names {

    private static final Pattern LABELS = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.?");
    // RFC 1035 section 2.3.4, with a dot at the end.
    private static final int MOST_TYPED = 255;

    private static final HexFormat HEX = HexFormat.of();
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;
    // Two nibbles, each with the length of its label.
    private static final int NIBBLES = 4;
    // Three digits with the length of their label.
    private static final int MOST_OCTET = 4;
    private static final byte[] IN_ADDR_ARPA =
            Name.fromConstantString("in-addr.arpa.").toWire();
    private static final byte[] IP6_ARPA = Name.fromConstantString("ip6.arpa.").toWire();

    private static final Name STAR = Name.fromConstantString("*");

    private Names() {}

    /// The name made of the relative text and the zone below which it lies.
    ///
    /// @throws IllegalArgumentException when that is no name, e.g. too long
    public static Name below(String relative, Name zone) {
        return parse(relative, zone)
                .orElseThrow(() -> new IllegalArgumentException(relative + " is no name below " + zone));
    }

    /// Reads a name relative to the zone; empty where the text is no name.
    public static Optional<Name> parse(String text, Name zone) {
        try {
            return Optional.of(Name.fromString(text, zone));
        } catch (TextParseException e) {
            return Optional.empty();
        }
    }

    /// Puts a wildcard label before the name, so that it covers the names below it.
    public static Optional<Name> wildcard(Name name) {
        try {
            return Optional.of(Name.concatenate(STAR, name));
        } catch (NameTooLongException e) {
            return Optional.empty();
        }
    }

    /// The name that an answer is about in the end: where these lead, or the one that was asked.
    ///
    /// @param cnames in the order in which they are followed
    public static Name end(List<Record> cnames, Name asked) {
        return cnames.isEmpty() ? asked : ((CNAMERecord) cnames.getLast()).getTarget();
    }

    /// The owner name of the PTR record of an address.
    public static Name reverse(InetAddress address) {
        return reverse(address.getAddress());
    }

    /// The same of the bytes of an address (RFC 1035 section 3.5, RFC 3596 section 2.5).
    ///
    /// @param address 4 or 16 bytes
    public static Name reverse(byte[] address) {
        if (address.length != IPV4 && address.length != IPV6) {
            throw new IllegalArgumentException("no address has " + address.length + " bytes");
        }
        byte[] wire = address.length == IPV4 ? reverseFour(address) : reverseSix(address);
        try {
            return new Name(wire);
        } catch (IOException e) {
            throw new IllegalStateException("only for bytes that are no name", e);
        }
    }

    private static byte[] reverseFour(byte[] address) {
        byte[] wire = new byte[IPV4 * MOST_OCTET + IN_ADDR_ARPA.length];
        int length = 0;
        for (int i = address.length - 1; i >= 0; i--) {
            byte[] octet = Integer.toString(address[i] & 0xFF).getBytes(StandardCharsets.US_ASCII);
            wire[length] = (byte) octet.length;
            System.arraycopy(octet, 0, wire, length + 1, octet.length);
            length += 1 + octet.length;
        }
        System.arraycopy(IN_ADDR_ARPA, 0, wire, length, IN_ADDR_ARPA.length);
        return wire;
    }

    private static byte[] reverseSix(byte[] address) {
        byte[] wire = new byte[address.length * NIBBLES + IP6_ARPA.length];
        int length = 0;
        for (int i = address.length - 1; i >= 0; i--) {
            wire[length] = 1;
            wire[length + 1] = (byte) HEX.toLowHexDigit(address[i]);
            wire[length + 2] = 1;
            wire[length + 3] = (byte) HEX.toHighHexDigit(address[i]);
            length += NIBBLES;
        }
        System.arraycopy(IP6_ARPA, 0, wire, length, IP6_ARPA.length);
        return wire;
    }

    /// The name without its first label; the root has none.
    static Name parent(Name name) {
        return new Name(name, 1);
    }

    /// A name as a person types it, of host name characters, underscores and, written as they are read, those
    /// of other scripts (RFC 5891).
    public static Optional<Name> typed(String text) {
        // A pattern may take a step into itself for each label.
        if (text.length() > MOST_TYPED) {
            return Optional.empty();
        }
        try {
            String ascii = IDN.toASCII(text, IDN.ALLOW_UNASSIGNED);
            return LABELS.matcher(ascii).matches() ? parse(ascii, Name.root) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The same, or any other name that can be asked for, also such as nobody would give to a host.
    public static Optional<Name> asked(String text) {
        return typed(text).or(() -> text.isBlank() ? Optional.empty() : parse(text, Name.root));
    }
}
