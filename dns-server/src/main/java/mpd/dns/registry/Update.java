package mpd.dns.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import mpd.dns.zone.NameTable;
import org.jspecify.annotations.Nullable;
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
        Map<Name, List<Entry>> merged = HashMap.newHashMap(owners.size());
        for (Name owner : owners) {
            merged.put(owner, merge.entries(owner));
        }
        Consumer<Name> alsoMerge = owner -> {
            if (!merged.containsKey(owner)) {
                merged.put(owner, merge.entries(owner));
            }
        };
        for (Name owner : owners) {
            merge.forEachPointerOwner(owner, alsoMerge);
            // What was claimed for it before is gone, but its PTR records are still there.
            for (Entry entry : entries(before, owner)) {
                Name pointer = Claim.pointerOwnerOf(entry.record());
                if (pointer != null) {
                    alsoMerge.accept(pointer);
                }
            }
        }
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

    private @Nullable Entry pointer(Name owner, Map<Name, List<Entry>> merged) {
        return merge.pointer(owner, claim -> {
            Name claimed = claim.record().getName();
            List<Entry> known = merged.get(claimed);
            return served(claim, known == null ? entries(before, claimed) : known);
        });
    }

    /// What is served for the claim, which may have another TTL.
    private @Nullable Record served(Claim claim, List<Entry> entries) {
        if (entries.size() > FEW) {
            return servedOfMany
                    .computeIfAbsent(claim.record().getName(), _ -> byEquality(served(entries)))
                    .get(claim.record());
        }
        for (Entry entry : entries) {
            boolean claimed = Claim.isOne(entry.record(), claim.record())
                    || entry.record().equals(claim.record());
            if (entry.served() && claimed) {
                return entry.record();
            }
        }
        return null;
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
        if (before.isEmpty()) {
            return List.copyOf(entries);
        }
        record Identity(Record record, Origin origin) {}
        Map<Identity, Instant> since = new HashMap<>();
        before.forEach(entry -> since.put(new Identity(entry.record(), entry.origin()), entry.since()));
        return entries.stream()
                .map(entry ->
                        entry.since(since.getOrDefault(new Identity(entry.record(), entry.origin()), entry.since())))
                .toList();
    }

    private static List<Entry> joined(List<Entry> entries, @Nullable Entry pointer) {
        if (pointer == null) {
            return entries;
        }
        if (entries.isEmpty()) {
            return List.of(pointer);
        }
        List<Entry> joined = new ArrayList<>(entries);
        joined.add(pointer);
        return joined;
    }

    private static List<Record> served(List<Entry> entries) {
        List<Record> served = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            if (entry.served()) {
                served.add(entry.record());
            }
        }
        return served;
    }

    private static boolean same(List<Entry> some, List<Entry> others) {
        return Pairs.all(some, others, Entry::same);
    }

    private static boolean sameRecords(List<Record> some, List<Record> others) {
        return Pairs.all(some, others, Claim::same);
    }

    private static List<Entry> entries(NameTable<List<Entry>> table, Name owner) {
        List<Entry> entries = table.get(owner);
        return entries == null ? List.of() : entries;
    }
}
