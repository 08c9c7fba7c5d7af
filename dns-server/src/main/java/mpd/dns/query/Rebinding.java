package mpd.dns.query;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import mpd.dns.wire.WireRecords;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/// Whether answers from upstream may have addresses of private networks. Where they may not, a page of the
/// internet cannot make its own name lead to a machine at home (`stop-dns-rebind`). What is answered here is
/// not concerned. Immutable; swapped as a whole.
///
/// @param stopped    whether such answers are kept back at all
/// @param loopbackOk loopback addresses may pass (`rebind-localhost-ok`)
/// @param exempt     names whose answers pass whatever they have (`rebind-domain-ok`)
public record Rebinding(boolean stopped, boolean loopbackOk, Predicate<Name> exempt) {

    /// Every answer passes.
    public static final Rebinding ALLOWED = new Rebinding(false, false, _ -> true);

    /// The address for which the answer is kept back, if there is one.
    ///
    /// @param name    that was asked for
    /// @param message the answer, readable to its end
    Optional<InetAddress> keepsBack(Name name, byte[] message) {
        if (!stopped || exempt.test(name)) {
            return Optional.empty();
        }
        List<InetAddress> addresses = new ArrayList<>();
        WireRecords.walk(message, WireRecords.start(message), (section, _, at) -> {
            int type = WireRecords.u16(message, at);
            int length = WireRecords.u16(message, at + WireRecords.RDLENGTH);
            boolean address = (type == Type.A && length == 4) || (type == Type.AAAA && length == 16);
            if (section == WireRecords.ANSWER && address) {
                addresses.add(address(message, at + WireRecords.RDATA, length));
            }
        });
        return addresses.stream().filter(this::concerns).findFirst();
    }

    private boolean concerns(InetAddress address) {
        return PrivateNetworks.contain(address) || (!loopbackOk && PrivateNetworks.loopback(address));
    }

    // An IPv4 address in an IPv6 one (RFC 4291 section 2.5.5.2) becomes the IPv4 address that it is.
    private static InetAddress address(byte[] message, int start, int length) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(message, start, start + length));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the length was checked", e);
        }
    }
}
