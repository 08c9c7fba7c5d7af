package mpd.dns.registry;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import mpd.dns.zone.Additions;
import mpd.dns.zone.NameTable;
import mpd.dns.zone.Subnet;
import mpd.dns.zone.ZoneSettings;
import mpd.dns.zone.ZoneSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/// Holds the last contribution and state of every source, and publishes one immutable [View] of them all.
///
/// Sources call [#register], then [#update] and [#state] from any thread; the update is in the view when the
/// call returns. An update with nothing new publishes nothing.
public final class Registry {

    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);
    private static final long MOST_SERIAL = 0xFFFF_FFFFL;

    private final List<Name> zones;
    private final List<Subnet> subnets;
    private final InstantSource clock;
    private final Map<SourceId, Contribution> contributions = new LinkedHashMap<>();
    private final List<Consumer<View>> listeners = new CopyOnWriteArrayList<>();

    /// Written by the sources' threads under this object's lock, read by the event loops.
    private volatile View view;

    /// @param zones   absolute names this server is authoritative for, at least one
    /// @param subnets subnets whose reverse zones are answered here, besides those that sources learn
    /// @param clock   for the SOA serial and for `since`
    public Registry(List<Name> zones, List<Subnet> subnets, InstantSource clock) {
        this.zones = List.copyOf(zones);
        this.subnets = List.copyOf(subnets);
        this.clock = clock;
        Instant now = clock.instant();
        ZoneSettings settings = ZoneSettings.of(zones, subnets);
        ZoneSnapshot zone = ZoneSnapshot.of(settings, List.of(), serial(0, now));
        view = new View(zone, settings, NameTable.empty(), Map.of(), now);
    }

    /// Names a source and says how it starts out.
    public synchronized void register(SourceId source, SourceState state) {
        contributions.putIfAbsent(source, Contribution.EMPTY);
        state(source, state);
    }

    /// Replaces what the source has said, and its state, in one step.
    public synchronized void update(SourceId source, Contribution contribution, SourceState state) {
        Contribution before = contributions.getOrDefault(source, Contribution.EMPTY);
        if (contribution.equals(before)) {
            state(source, state);
        } else {
            Map<SourceId, Contribution> said = new LinkedHashMap<>(contributions);
            said.put(source, contribution);
            View next =
                    merged(said.values(), Difference.owners(before, contribution), with(view.sources(), source, state));
            // Only now: what could not be merged is new the next time as well.
            contributions.put(source, contribution);
            publish(next);
        }
    }

    /// Changes the state of a source and keeps its last contribution.
    public synchronized void state(SourceId source, SourceState state) {
        if (!state.equals(view.sources().get(source))) {
            View last = view;
            publish(new View(
                    last.zone(), last.settings(), last.table(), with(last.sources(), source, state), last.published()));
        }
    }

    /// The current view.
    public View view() {
        return view;
    }

    /// Calls the listener with every later view, in order, on the thread of the source that made it. It must
    /// not wait.
    public void onPublish(Consumer<View> listener) {
        listeners.add(listener);
    }

    /// @param said    by all sources
    /// @param changed owner names that a source says something else of
    private View merged(Collection<Contribution> said, Set<Name> changed, Map<SourceId, SourceState> sources) {
        View last = view;
        Instant now = clock.instant();
        Set<Subnet> served = served(said);
        Additions additions = said.stream().map(Contribution::additions).reduce(Additions.NONE, Additions::and);
        ZoneSettings settings = ZoneSettings.of(zones, List.copyOf(served), additions);
        boolean otherZones = !settings.equals(last.settings());
        Merge merge = Merge.of(said, served, now);
        // Which PTR records are made depends on the subnets.
        boolean otherSubnets = !served.equals(served(contributions.values()));
        Set<Name> owners = otherZones || otherSubnets ? everything(merge, last.table()) : changed;
        Update update = new Update(last.table(), merge.of(owners.size()));
        update.merge(owners);
        NameTable<List<Entry>> table = update.table();
        if (!otherZones && update.records().isEmpty()) {
            return new View(last.zone(), settings, table, sources, last.published());
        }
        long serial = serial(last.zone().serial(), now);
        ZoneSnapshot zone = otherZones
                ? ZoneSnapshot.of(settings, records(table), serial)
                : last.zone().with(update.records(), serial);
        LOG.info("zone published: serial {}, {} names", zone.serial(), zone.names());
        return new View(zone, settings, table, sources, now);
    }

    private Set<Subnet> served(Collection<Contribution> said) {
        Set<Subnet> served = new LinkedHashSet<>(subnets);
        said.forEach(contribution -> served.addAll(contribution.subnets()));
        return served;
    }

    private void publish(View next) {
        view = next;
        listeners.forEach(listener -> listener.accept(next));
    }

    private static Set<Name> everything(Merge merge, NameTable<List<Entry>> before) {
        Set<Name> owners = merge.owners();
        before.names().forEach(owners::add);
        return owners;
    }

    private static long serial(long last, Instant now) {
        return Math.max(last + 1, now.getEpochSecond()) & MOST_SERIAL;
    }

    private static List<Record> records(NameTable<List<Entry>> table) {
        return table.values()
                .flatMap(List::stream)
                .filter(Entry::served)
                .map(Entry::record)
                .toList();
    }

    private static Map<SourceId, SourceState> with(
            Map<SourceId, SourceState> sources, SourceId source, SourceState state) {
        Map<SourceId, SourceState> next = new LinkedHashMap<>(sources);
        next.put(source, state);
        return Collections.unmodifiableMap(next);
    }
}
