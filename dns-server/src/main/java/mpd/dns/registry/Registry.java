package mpd.dns.registry;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import mpd.dns.zone.Additions;
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
        view = new View(zone, settings, List.of(), Map.of(), now);
    }

    /// Names a source and says how it starts out.
    public synchronized void register(SourceId source, SourceState state) {
        contributions.putIfAbsent(source, Contribution.EMPTY);
        state(source, state);
    }

    /// Replaces what the source has said, and its state, in one step.
    public synchronized void update(SourceId source, Contribution contribution, SourceState state) {
        Contribution before = contributions.put(source, contribution);
        if (contribution.equals(before) && sameTtls(contribution, before)) {
            state(source, state);
        } else {
            publish(merged(with(view.sources(), source, state)));
        }
    }

    /// Changes the state of a source and keeps its last contribution.
    public synchronized void state(SourceId source, SourceState state) {
        if (!state.equals(view.sources().get(source))) {
            View last = view;
            publish(new View(
                    last.zone(),
                    last.settings(),
                    last.entries(),
                    with(last.sources(), source, state),
                    last.published()));
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

    private View merged(Map<SourceId, SourceState> sources) {
        View last = view;
        Instant now = clock.instant();
        Set<Subnet> served = new LinkedHashSet<>(subnets);
        contributions.values().forEach(contribution -> served.addAll(contribution.subnets()));
        Additions additions =
                contributions.values().stream().map(Contribution::additions).reduce(Additions.NONE, Additions::and);
        ZoneSettings settings = ZoneSettings.of(zones, List.copyOf(served), additions);
        List<Entry> entries = aged(Merge.of(contributions.values(), List.copyOf(served), now), last.entries());
        if (settings.equals(last.settings()) && sameRecords(entries, last.entries())) {
            return new View(last.zone(), settings, entries, sources, last.published());
        }
        ZoneSnapshot zone =
                ZoneSnapshot.of(settings, records(entries), serial(last.zone().serial(), now));
        LOG.info(
                "zone published: serial {}, {} records",
                zone.serial(),
                records(entries).size());
        return new View(zone, settings, entries, sources, now);
    }

    private void publish(View next) {
        view = next;
        listeners.forEach(listener -> listener.accept(next));
    }

    /// Gives an entry that was there before the age it had.
    private static List<Entry> aged(List<Entry> entries, List<Entry> before) {
        record Identity(Record record, Origin origin) {}
        Map<Identity, Instant> since = new HashMap<>();
        before.forEach(entry -> since.put(new Identity(entry.record(), entry.origin()), entry.since()));
        List<Entry> aged = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            Instant first = since.getOrDefault(new Identity(entry.record(), entry.origin()), entry.since());
            aged.add(new Entry(entry.record(), entry.precedence(), entry.origin(), first, entry.shadowedBy()));
        }
        return List.copyOf(aged);
    }

    private static long serial(long last, Instant now) {
        return Math.max(last + 1, now.getEpochSecond()) & MOST_SERIAL;
    }

    private static List<Record> records(List<Entry> entries) {
        return entries.stream().filter(Entry::served).map(Entry::record).toList();
    }

    private static boolean sameRecords(List<Entry> some, List<Entry> others) {
        return textual(records(some)).equals(textual(records(others)));
    }

    private static boolean sameTtls(Contribution contribution, Contribution before) {
        return textual(contribution.claims().stream().map(Claim::record).toList())
                .equals(textual(before.claims().stream().map(Claim::record).toList()));
    }

    /// dnsjava's records are equal whatever their TTL and letter case; their text is not.
    private static List<String> textual(List<Record> records) {
        return records.stream().map(Record::toString).toList();
    }

    private static Map<SourceId, SourceState> with(
            Map<SourceId, SourceState> sources, SourceId source, SourceState state) {
        Map<SourceId, SourceState> next = new LinkedHashMap<>(sources);
        next.put(source, state);
        return Collections.unmodifiableMap(next);
    }
}
