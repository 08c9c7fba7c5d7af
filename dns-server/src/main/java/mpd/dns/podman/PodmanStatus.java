package mpd.dns.podman;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mpd.dns.registry.SourceState;

/// How it stands with Podman, for the person who asks.
///
/// @param state      as the registry has it
/// @param apiVersion version of Podman's API, once it has answered
/// @param lastRead   start of the last full read that succeeded
/// @param eventsSeen events that were a reason to look, since the server started
/// @param reconnects how often the event stream was opened again
/// @param missed     how often a full read found a change that no event had told of
/// @param containers number of containers that names are made from
/// @param problems   what is wrong now, one sentence each
/// @param skipped    containers that ought to have a name and have none, with the reason
public record PodmanStatus(
        SourceState state,
        Optional<String> apiVersion,
        Optional<Instant> lastRead,
        long eventsSeen,
        long reconnects,
        long missed,
        int containers,
        List<String> problems,
        List<Skipped> skipped) {

    public PodmanStatus {
        problems = List.copyOf(problems);
        skipped = List.copyOf(skipped);
    }

    /// The same with another number of events.
    PodmanStatus seen(long events) {
        return new PodmanStatus(state, apiVersion, lastRead, events, reconnects, missed, containers, problems, skipped);
    }

    /// A container without a record.
    ///
    /// @param container its name
    /// @param why       e.g. `no address on mpd-internal and no label mpd.ip`
    public record Skipped(String container, String why) {}
}
