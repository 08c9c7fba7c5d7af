package mpd.dns.control;

/// The control socket cannot be used. The message is one sentence for the person at the terminal.
public final class ControlSocketException extends Exception {

    ControlSocketException(String message) {
        super(message);
    }

    ControlSocketException(String message, Throwable cause) {
        super(message, cause);
    }
}
