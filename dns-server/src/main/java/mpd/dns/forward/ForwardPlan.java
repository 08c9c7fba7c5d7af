package mpd.dns.forward;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalInt;

/// Whom to ask about what. Immutable; swapped as a whole.
///
/// @param standard     default nameservers, in the order in which they are to be asked
/// @param routes       nameservers for parts of the name space; the longest match counts
/// @param mode         how a group of nameservers is asked
/// @param mostInFlight questions at one time, where fewer than [ForwardSettings] allows are wanted
/// @param whyNone      what the client is told when there is no default nameserver
/// @param note         what the client is told besides when nobody has answered; may be empty
public record ForwardPlan(
        List<Nameserver> standard,
        List<Route> routes,
        Mode mode,
        OptionalInt mostInFlight,
        String whyNone,
        String note) {

    public ForwardPlan {
        standard = List.copyOf(standard);
        routes = List.copyOf(routes);
    }

    /// Default nameservers alone.
    public static ForwardPlan of(List<InetSocketAddress> standard, String whyNone) {
        return new ForwardPlan(Nameserver.of(standard), List.of(), Mode.STICKY, OptionalInt.empty(), whyNone, "");
    }

    /// How the nameservers of a group are asked. In no mode does a failure of one beat an answer of another.
    public enum Mode {
        /// In order, silent ones after the others.
        STICKY,
        /// Always in order (`strict-order`).
        STRICT,
        /// All at once (`all-servers`).
        ALL
    }
}
