package mpd.dns.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mpd.dns.zone.NameTable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/// Merges some owner names anew, and notes what that makes different. Costs what these names cost, however many
/// others there are.
final class Update {

    // Of a name with more records what is served is not sought one by one.
    private static final int FEW = 16;

    private final NameTable<List<Entry>> before;
    private final NameTable.Edit<List<Entry>> edit;
    private final Merge merge;
    private final Map<Name, List<Record>> records = new HashMap<>();
    private final Map<Name, Map<Record, Record>> servedOfMany = new HashMap<>();

    /// @param before what was there so far
    Update(NameTable<List<Entry>> before, Merge merge) {
        this.before = before;
        this.merge = merge;
        edit = before.edit();
    }

    /// Merges these names, and those whose PTR records depend on them.
    void merge(Set<Name> owners) {
        Set<Name> pointers = new HashSet<>();
        for (Name owner : owners) {
            // What was claimed for it before is gone, but its PTR records are still there.
            Stream.concat(
                            merge.reverseOwners(owner),
                            entries(before, owner).stream().flatMap(entry -> reverseOwner(entry)))
                    .forEach(pointers::add);
        }
        Map<Name, List<Entry>> merged = new HashMap<>();
        owners.forEach(owner -> merged.put(owner, merge.entries(owner)));
        pointers.forEach(owner -> merged.computeIfAbsent(owner, merge::entries));
        merged.forEach((owner, entries) -> set(owner, joined(entries, pointer(owner, merged))));
    }

    /// Every entry there is now.
    NameTable<List<Entry>> table() {
        return edit.table();
    }

    /// All records that are served now of each owner name that has other ones than before; none of a name that
    /// has none any more.
    Map<Name, List<Record>> records() {
        return records;
    }

    private Optional<Entry> pointer(Name owner, Map<Name, List<Entry>> merged) {
        return merge.pointer(owner, claim -> {
            Name claimed = claim.record().getName();
            List<Entry> entries = merged.containsKey(claimed) ? merged.get(claimed) : entries(before, claimed);
            if (entries.size() <= FEW) {
                return served(entries).stream().filter(claim.record()::equals).findFirst();
            }
            return Optional.ofNullable(servedOfMany
                    .computeIfAbsent(claimed, _ -> byEquality(served(entries)))
                    .get(claim.record()));
        });
    }

    private static Map<Record, Record> byEquality(List<Record> records) {
        Map<Record, Record> byEquality = HashMap.newHashMap(records.size());
        records.forEach(record -> byEquality.put(record, record));
        return byEquality;
    }

    private void set(Name owner, List<Entry> merged) {
        List<Entry> old = entries(before, owner);
        if (same(old, merged)) {
            return;
        }
        if (merged.isEmpty()) {
            edit.remove(owner);
        } else {
            edit.put(owner, aged(merged, old));
        }
        List<Record> served = served(merged);
        if (!sameRecords(served(old), served)) {
            records.put(owner, served);
        }
    }

    /// Gives an entry that was there before the age it had.
    private static List<Entry> aged(List<Entry> entries, List<Entry> before) {
        record Identity(Record record, Origin origin) {}
        Map<Identity, Instant> since = new HashMap<>();
        before.forEach(entry -> since.put(new Identity(entry.record(), entry.origin()), entry.since()));
        return entries.stream()
                .map(entry ->
                        entry.since(since.getOrDefault(new Identity(entry.record(), entry.origin()), entry.since())))
                .toList();
    }

    private static Stream<Name> reverseOwner(Entry entry) {
        return Claims.reverseOwner(entry.record()).stream();
    }

    private static List<Entry> joined(List<Entry> entries, Optional<Entry> pointer) {
        if (pointer.isEmpty()) {
            return entries;
        }
        List<Entry> joined = new ArrayList<>(entries);
        joined.add(pointer.get());
        return joined;
    }

    private static List<Record> served(List<Entry> entries) {
        return entries.stream().filter(Entry::served).map(Entry::record).toList();
    }

    private static boolean same(List<Entry> some, List<Entry> others) {
        return some.size() == others.size()
                && Stream.iterate(0, i -> i < some.size(), i -> i + 1)
                        .allMatch(i -> some.get(i).same(others.get(i)));
    }

    private static boolean sameRecords(List<Record> some, List<Record> others) {
        return some.size() == others.size()
                && Stream.iterate(0, i -> i < some.size(), i -> i + 1)
                        .allMatch(i -> Claim.same(some.get(i), others.get(i)));
    }

    private static List<Entry> entries(NameTable<List<Entry>> table, Name owner) {
        List<Entry> entries = table.get(owner);
        return entries == null ? List.of() : entries;
    }
}
