package mpd.dns.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import mpd.dns.zone.ZoneSettings;
import mpd.dns.zone.ZoneSnapshot;

/// What the registry holds at one moment: the zones, where each record came from, and how the sources are.
///
/// A query reads it once and carries it along.
///
/// @param zone      answers come from here
/// @param settings  which zones there are
/// @param entries   every claim, the served and the shadowed, in order of precedence
/// @param sources   state of each source, in the order they were registered
/// @param published when the zone last changed
public record View(
        ZoneSnapshot zone,
        ZoneSettings settings,
        List<Entry> entries,
        Map<SourceId, SourceState> sources,
        Instant published) {

    /// The expected sources that have not been read.
    public List<SourceId> pending() {
        return sources.entrySet().stream()
                .filter(source -> source.getValue() instanceof SourceState.Pending)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Whether every expected source has been read, so that a name may be denied.
    public boolean complete() {
        return sources.values().stream().noneMatch(SourceState.Pending.class::isInstance);
    }
}
