package mpd.dns.query;

import java.net.InetAddress;
import mpd.dns.wire.WireRecords;

/// IPv4 addresses that become others (`alias`): those from `first` to `last` get the bits of `replacement`
/// where `mask` has ones, and keep theirs where it has zeros. Each is a number, the first byte in the highest
/// bits.
///
/// @param first       lowest address that is meant
/// @param last        highest address that is meant
/// @param replacement where they lead
/// @param mask        which bits are replaced
public record AddressAlias(int first, int last, int replacement, int mask) {

    /// The number of an IPv4 address.
    public static int number(InetAddress address) {
        return number(address.getAddress(), 0);
    }

    boolean concerns(int address) {
        return Integer.compareUnsigned(first, address) <= 0 && Integer.compareUnsigned(address, last) <= 0;
    }

    int of(int address) {
        return (address & ~mask) | (replacement & mask);
    }

    static int number(byte[] message, int at) {
        return (WireRecords.u16(message, at) << 16) | WireRecords.u16(message, at + 2);
    }
}
