package mpd.dns.podman;

import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import mpd.dns.text.PlainText;

/// Says in a person's words why Podman could not be read.
final class PodmanError {

    /// What to do about a socket that we may not use.
    static final String REMEDY = "run as root and mount the directory of rootful Podman's socket; where SELinux is"
            + " enforcing, start the container with --security-opt label=disable (or"
            + " label=type:container_runtime_t)";

    private PodmanError() {}

    /// One clause without the path.
    static String reason(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (denied(cause)) {
            return "permission denied";
        }
        if (missing(cause)) {
            return "there is no such socket";
        }
        String message = cause.getMessage();
        if (cause instanceof ConnectException || mentions(cause, "connection refused")) {
            return "nobody listens there";
        }
        return PlainText.shortened(message == null || message.isBlank() ? cause.toString() : message);
    }

    /// Whether the system forbade it (EACCES). Netty's epoll and the JDK have no common type for that.
    static boolean denied(Throwable error) {
        return mentions(error, "permission denied");
    }

    /// Whether there was no such file (ENOENT).
    static boolean missing(Throwable error) {
        return error instanceof FileNotFoundException || mentions(error, "no such file");
    }

    private static boolean mentions(Throwable error, String what) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && message.toLowerCase(Locale.ROOT).contains(what)) {
                return true;
            }
        }
        return false;
    }
}
