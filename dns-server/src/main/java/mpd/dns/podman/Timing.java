package mpd.dns.podman;

import java.time.Duration;

/// How long things may take.
///
/// @param expectation how long an expected Podman is waited for before it counts as absent
/// @param resync      between two full reads without a reason
/// @param request     for one answer of the API
/// @param inspection  for the inspection of one container, as the others wait for it; half of it where it was
///     not to be had the last time
/// @param inspect     before a container that could not be inspected is tried again
/// @param backoff     before the first new attempt to connect; doubles from there
/// @param longest     between two attempts at most
/// @param attempts    between two attempts that queries provoke, and the least a connection must last to count
///     as good
/// @param fresh       how old a list may be to deny a name
/// @param patience    how long a caller waits for a new list, or for a lost connection
/// @param unread      how long a caller waits for a change that is known of and not read yet
record Timing(
        Duration expectation,
        Duration resync,
        Duration request,
        Duration inspection,
        Duration inspect,
        Duration backoff,
        Duration longest,
        Duration attempts,
        Duration fresh,
        Duration patience,
        Duration unread) {

    static final Timing STANDARD = new Timing(
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4));
}
