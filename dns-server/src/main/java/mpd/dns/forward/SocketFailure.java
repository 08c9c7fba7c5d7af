package mpd.dns.forward;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import org.jspecify.annotations.Nullable;

/// Why a socket brings no answer.
///
/// @param reachable false when the network said so
/// @param what      what the nameserver did or is, as a person would go on after its name
record SocketFailure(boolean reachable, String what) {

    private static final String UNREACHABLE = "is unreachable";

    /// The network does not let us through.
    static SocketFailure unreachable(@Nullable Throwable cause) {
        return new SocketFailure(false, UNREACHABLE + why(cause));
    }

    /// The nameserver was there and did something wrong.
    static SocketFailure broken(String what) {
        return new SocketFailure(true, what);
    }

    /// What is behind it, for who sees already that the nameserver cannot be reached.
    ///
    /// @param what of a failure
    static String cause(String what) {
        if (what.equals(UNREACHABLE)) {
            return "no reason given";
        }
        boolean told = what.startsWith(UNREACHABLE + " (") && what.endsWith(")");
        return told ? what.substring(UNREACHABLE.length() + 2, what.length() - 1) : what;
    }

    private static String why(@Nullable Throwable cause) {
        return switch (cause) {
            case null -> "";
            case PortUnreachableException _, ConnectException _ when refused(cause) -> " (nothing listens there)";
            // Netty gives it no message but "null" and the address.
            case NoRouteToHostException _ -> " (no route to it)";
            default -> cause.getMessage() == null ? "" : " (" + reason(cause.getMessage()) + ")";
        };
    }

    // ConnectException is also that a connection could not be made in time.
    private static boolean refused(Throwable cause) {
        String message = cause.getMessage();
        return cause instanceof PortUnreachableException || (message != null && message.contains("refused"));
    }

    // Netty puts the name of the system call before the reason and the address behind it.
    private static String reason(String message) {
        int reason = message.indexOf("failed");
        int colon = reason < 0 ? -1 : message.indexOf(": ", reason);
        String tail = colon < 0 ? message : message.substring(colon + 2);
        int address = tail.indexOf(": /");
        return address < 0 ? tail : tail.substring(0, address);
    }
}
