package mpd.dns.zone;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mpd.dns.text.AddressText;
import org.xbill.DNS.Name;

/// An IP subnet in CIDR form, IPv4 or IPv6, e.g. `10.163.0.0/24`. Host bits are cleared.
///
/// @param network first address
/// @param prefix  prefix length in bits, at most 32 or 128
public record Subnet(InetAddress network, int prefix) {

    public Subnet {
        byte[] bytes = network.getAddress();
        if (prefix < 0 || prefix > bytes.length * 8) {
            throw new IllegalArgumentException("prefix length " + prefix + " does not fit " + network.getHostAddress());
        }
        network = masked(bytes, prefix);
    }

    /// Reads `ADDRESS/PREFIX`; empty where the text is anything else.
    public static Optional<Subnet> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String length = text.substring(slash + 1);
        return AddressText.parse(text.substring(0, slash))
                .filter(address ->
                        length.matches("\\d{1,3}") && Integer.parseInt(length) <= address.getAddress().length * 8)
                .map(address -> new Subnet(address, Integer.parseInt(length)));
    }

    /// Whether the address lies in the subnet; an address of the other family never does.
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    /// The same of the bytes of an address.
    public boolean contains(byte[] bytes) {
        byte[] own = network.getAddress();
        if (bytes.length != own.length) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        if (!Arrays.equals(bytes, 0, whole, own, 0, whole)) {
            return false;
        }
        int rest = prefix % Byte.SIZE;
        return rest == 0 || (bytes[whole] ^ own[whole]) >> (Byte.SIZE - rest) == 0;
    }

    /// The reverse zones of the subnet: one, or several where the prefix is not on an octet (IPv4) or nibble
    /// (IPv6) boundary, so that no zone holds an address outside the subnet (RFC 1035 section 3.5, RFC 3596
    /// section 2.5).
    public List<Name> reverseZones() {
        int step = network.getAddress().length == 4 ? 8 : 4;
        int aligned = (prefix + step - 1) / step * step;
        List<Name> zones = new ArrayList<>();
        for (int i = 0; i < 1 << (aligned - prefix); i++) {
            byte[] bytes = network.getAddress();
            if (aligned > 0) {
                int lastByte = (aligned - 1) / 8;
                int shift = (8 - aligned % 8) % 8;
                bytes[lastByte] = (byte) (bytes[lastByte] | i << shift);
            }
            Name whole = Names.reverse(bytes);
            zones.add(new Name(whole, (bytes.length * 8 - aligned) / step));
        }
        return zones;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }

    private static InetAddress masked(byte[] bytes, int prefix) {
        byte[] copy = Arrays.copyOf(bytes, bytes.length);
        for (int bit = prefix; bit < copy.length * 8; bit++) {
            copy[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return address(copy);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("only for a wrong number of bytes", e);
        }
    }
}
