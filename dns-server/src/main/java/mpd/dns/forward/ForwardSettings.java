package mpd.dns.forward;

import java.time.Duration;

/// How long and how much the forwarder tries.
///
/// @param total       for one question, from the client's asking to the answer or failure
/// @param patience    silence of a nameserver after which the next is asked too; doubled at each later round
/// @param settled     from the client's asking; when a nameserver has answered with a failure by then, the
///                    silent ones are waited for no longer
/// @param setAside    how long a silent nameserver is asked after the others
/// @param maxInFlight questions at one time; one more fails at once
public record ForwardSettings(Duration total, Duration patience, Duration settled, Duration setAside, int maxInFlight) {

    /// What the program runs with.
    public static final ForwardSettings STANDARD = new ForwardSettings(
            Duration.ofMillis(4500), Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(5), 1000);
}
