package mpd.dns.forward;

import java.time.Duration;

/// How long and how much the forwarder tries.
///
/// @param total       for one question, from the client's asking to the answer or failure
/// @param patience    with a nameserver that has not answered yet
/// @param dead        for how long a nameserver has been known to be silent when nobody need wait for it
/// @param probing     of nameservers that are set aside
/// @param maxInFlight questions at one time; one more fails at once
public record ForwardSettings(Duration total, Patience patience, Duration dead, Probing probing, int maxInFlight) {

    /// What the program runs with. The clients' resolvers wait for 5 seconds.
    public static final ForwardSettings STANDARD = new ForwardSettings(
            Duration.ofMillis(4400),
            new Patience(
                    Duration.ofMillis(400),
                    Duration.ofMillis(100),
                    Duration.ofMillis(500),
                    Duration.ofMillis(250),
                    Duration.ofMillis(700),
                    Duration.ofSeconds(2)),
            Duration.ofMillis(4400),
            new Probing(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofMinutes(2)),
            Places.NUMBER);

    /// The same patience with every nameserver, whatever is known of it, and probes always the same time apart.
    ForwardSettings(Duration total, Duration patience, Duration dead, Duration setAside, int maxInFlight) {
        this(
                total,
                new Patience(patience, patience, patience, patience, patience, patience.multipliedBy(4)),
                dead,
                new Probing(setAside, setAside, setAside),
                maxInFlight);
    }

    /// For how long a nameserver may be silent before the next one is asked too.
    ///
    /// @param unknown where it has never answered
    /// @param least   the shortest wait, however fast it usually is
    /// @param most    the longest, however slow it usually is
    /// @param again   the shortest wait before one that was asked is asked the same again; doubled each time
    /// @param flap    for how long the network may refuse every nameserver before that is the answer; an
    ///                interface that gets another address is gone for a moment
    /// @param late    after the client has its answer, for how long those that still owe theirs are listened
    ///                to, to learn whether they are slow or dead
    public record Patience(
            Duration unknown, Duration least, Duration most, Duration again, Duration flap, Duration late) {}

    /// How nameservers that are set aside are tried, without a client waiting for it.
    ///
    /// @param first   the time between the first two probes; doubled from probe to probe
    /// @param longest the longest time between two
    /// @param loops   the time between two probes of one that asks us what we ask it
    public record Probing(Duration first, Duration longest, Duration loops) {}
}
