package mpd.dns.query;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Predicate;
import org.xbill.DNS.Name;

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
        return AnswerAddresses.of(message).stream().filter(this::concerns).findFirst();
    }

    private boolean concerns(InetAddress address) {
        return PrivateNetworks.contain(address) || (!loopbackOk && PrivateNetworks.loopback(address));
    }
}
