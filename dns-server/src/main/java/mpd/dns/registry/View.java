package mpd.dns.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import mpd.dns.zone.NameTable;
import mpd.dns.zone.ZoneSettings;
import mpd.dns.zone.ZoneSnapshot;
import org.xbill.DNS.Name;

/// What the registry holds at one moment: the zones, where each record came from, and how the sources are.
///
/// A query reads it once and carries it along.
///
/// @param zone      answers come from here
/// @param settings  which zones there are
/// @param table     every claim by owner name, the served and the shadowed, in order of precedence
/// @param sources   state of each source, in the order they were registered
/// @param published when the zone last changed
public record View(
        ZoneSnapshot zone,
        ZoneSettings settings,
        NameTable<List<Entry>> table,
        Map<SourceId, SourceState> sources,
        Instant published) {

    /// Every entry, by owner name in canonical order (RFC 4034 section 6.1), and of one name in order of
    /// precedence. Sorts all names.
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        table.names().sorted().forEach(owner -> entries.addAll(entries(owner)));
        return entries;
    }

    /// Every entry, in no particular order.
    public Stream<Entry> stream() {
        return table.values().flatMap(List::stream);
    }

    /// The entries of one owner name, in order of precedence.
    public List<Entry> entries(Name owner) {
        List<Entry> entries = table.get(owner);
        return entries == null ? List.of() : entries;
    }

    /// The expected sources that have not been read.
    public List<SourceId> pending() {
        return sources.entrySet().stream()
                .filter(source -> source.getValue() instanceof SourceState.Pending)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// The sources that were expected and could not be read in time: their names are missing.
    public List<SourceId> givenUp() {
        return sources.entrySet().stream()
                .filter(source -> source.getValue() instanceof SourceState.Absent absent
                        && absent.givenUp().isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Why it may not be said that there is no such name, whatever has been read: a source that may give it, or
    /// a name below it, could not be.
    public Optional<String> unreadAtOrBelow(Name owner) {
        return unread(name -> name.subdomain(owner));
    }

    /// Why it may not be said that the name has no such records: a source that may give them could not be read.
    public Optional<String> unreadAt(Name owner) {
        return unread(owner::equals);
    }

    private Optional<String> unread(Predicate<Name> given) {
        return sources.values().stream()
                .filter(SourceState.Unread.class::isInstance)
                .map(SourceState.Unread.class::cast)
                .filter(source -> given.test(source.owner()))
                .map(SourceState.Unread::why)
                .findFirst();
    }

    /// Whether every expected source has been read, so that a name may be denied.
    public boolean complete() {
        // Asked for each query that is looked up.
        for (SourceState state : sources.values()) {
            if (state instanceof SourceState.Pending) {
                return false;
            }
        }
        return true;
    }
}
