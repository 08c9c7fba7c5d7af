package mpd.dns.forward;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a socket brings no answer.
sealed interface SocketFailure {

    /// What the nameserver did or is, as a person would go on after its name.
    String what();

    /// The network does not let us through.
    ///
    /// @param cause in words, where there is one
    record Unreachable(Optional<String> cause) implements SocketFailure {

        static Unreachable by(@Nullable Throwable cause) {
            return new Unreachable(words(cause));
        }

        @Override
        public String what() {
            return "is unreachable" + cause.map(" (%s)"::formatted).orElse("");
        }
    }

    /// The nameserver was there and did something wrong.
    record Misbehaved(String what) implements SocketFailure {}

    private static Optional<String> words(@Nullable Throwable cause) {
        return switch (cause) {
            case null -> Optional.empty();
            case PortUnreachableException _, ConnectException _
            when refused(cause) -> Optional.of("nothing listens there");
            // Netty gives it no message but "null" and the address.
            case NoRouteToHostException _ -> Optional.of("no route to it");
            default -> Optional.ofNullable(cause.getMessage()).map(SocketFailure::reason);
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
