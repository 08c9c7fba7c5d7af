package mpd.dns.podman;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mpd.dns.podman.ContainerReader.Reading;
import mpd.dns.registry.Contribution;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns what was read into names and hands them to the registry. Lives on one event loop.
final class Publisher {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private final PodmanSettings settings;
    private final Registry registry;
    private ContainerNames.Result names = new ContainerNames.Result(Contribution.EMPTY, List.of(), List.of());
    private List<String> problems = List.of();
    private Optional<String> version = Optional.empty();
    private int containers;

    Publisher(PodmanSettings settings, Registry registry) {
        this.settings = settings;
        this.registry = registry;
    }

    /// Replaces what Podman has said; true when that made a difference.
    ///
    boolean publish(Reading reading, SourceState state) {
        Contribution before = names.contribution();
        names = ContainerNames.of(reading.containers(), reading.subnets(), settings);
        version = reading.version().or(() -> version);
        containers = reading.containers().size();
        List<String> all = new ArrayList<>(names.problems());
        reading.failed()
                .forEach((id, why) -> all.add("container " + id.substring(0, Math.min(12, id.length()))
                        + " cannot be inspected and stays as it was: " + why));
        reading.networkFailure().ifPresent(all::add);
        Set<String> told = new HashSet<>(problems);
        all.stream().filter(told::add).forEach(problem -> LOG.warn("podman: {}", problem));
        problems = List.copyOf(all);
        registry.update(SourceId.PODMAN, names.contribution(), state);
        return !names.contribution().equals(before);
    }

    /// Keeps what Podman has said.
    void publish(SourceState state) {
        registry.state(SourceId.PODMAN, state);
    }

    /// What a person may know, with the counters that others keep.
    PodmanStatus status(SourceState state, Optional<Instant> lastRead, Counters counters) {
        return new PodmanStatus(
                state,
                version,
                lastRead,
                counters.events(),
                counters.reconnects(),
                counters.missed(),
                containers,
                problems,
                names.skipped());
    }

    /// Counters since the start.
    record Counters(long events, long reconnects, long missed) {}
}
