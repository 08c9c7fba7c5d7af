package mpd.dns.zone;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/// The owner names that there are with their records, and the names above them, which exist because of them.
/// Immutable; a changed copy costs what has changed (see [NameTable]).
final class OwnerNames {

    /// No name at all.
    static final OwnerNames NONE =
            new OwnerNames(NameTable.empty(), NameTable.empty(), new Endings<>(), NameTable.empty());

    // Its own and the root's.
    private static final int LABELS_OF_TOP = 2;

    private final NameTable<Node> exact;
    // By the name that the star stands below.
    private final NameTable<Node> wildcards;
    private final Endings<Node> endings;
    // How many names directly below each name exist.
    private final NameTable<Integer> children;

    private OwnerNames(
            NameTable<Node> exact, NameTable<Node> wildcards, Endings<Node> endings, NameTable<Integer> children) {
        this.exact = exact;
        this.wildcards = wildcards;
        this.endings = endings;
        this.children = children;
    }

    /// The records of the very name.
    @Nullable
    Node exact(Name name) {
        return exact.get(name);
    }

    /// The records of the wildcard directly below the name.
    @Nullable
    Node wildcardBelow(Name name) {
        return wildcards.get(name);
    }

    /// The patterns that cover names by how they end.
    Endings<Node> endings() {
        return endings;
    }

    /// Whether any name covers others.
    boolean cover() {
        return !wildcards.isEmpty() || !endings.isEmpty();
    }

    /// Whether there is an owner name below the name.
    boolean areBelow(Name name) {
        return children.contains(name);
    }

    /// Whether nothing at all is given in the top-level domain of the name. Most names that clients ask for are
    /// such, and one step tells.
    boolean areElsewhere(Name name) {
        boolean everywhere = !endings.isEmpty() || wildcards.get(Name.root) != null || exact.get(Name.root) != null;
        if (everywhere || name.labels() <= LABELS_OF_TOP) {
            return false;
        }
        Name top = new Name(name, name.labels() - LABELS_OF_TOP);
        return !children.contains(top) && exact.get(top) == null;
    }

    /// How many there are, wildcards included.
    int size() {
        return exact.size() + wildcards.size();
    }

    /// A copy with other records for some names.
    ///
    /// @param changed all records that each of these names now has; none for a name that is gone
    OwnerNames with(Map<Name, List<Record>> changed) {
        Edit edit = new Edit(this);
        changed.forEach(edit::set);
        return edit.done();
    }

    private static final class Edit {

        private final NameTable.Edit<Node> exact;
        private final NameTable.Edit<Node> wildcards;
        private final NameTable.Edit<Integer> children;
        private Endings<Node> endings;
        private boolean ownEndings;

        Edit(OwnerNames names) {
            exact = names.exact.edit();
            wildcards = names.wildcards.edit();
            children = names.children.edit();
            endings = names.endings;
        }

        void set(Name owner, List<Record> records) {
            boolean before = has(owner);
            boolean now = !records.isEmpty();
            if (owner.isWild()) {
                set(wildcards, Names.parent(owner), records);
            } else if (Endings.isPattern(owner)) {
                setEnding(owner, records);
            } else {
                set(exact, owner, records);
            }
            // With names below it, it exists before and afterwards.
            if (before != now && children.get(owner) == null) {
                count(owner, now ? 1 : -1);
            }
        }

        private void setEnding(Name pattern, List<Record> records) {
            if (!ownEndings) {
                endings = endings.copy();
                ownEndings = true;
            }
            endings.remove(pattern);
            if (!records.isEmpty()) {
                endings.put(pattern, Node.of(records));
            }
        }

        private static void set(NameTable.Edit<Node> names, Name name, List<Record> records) {
            if (records.isEmpty()) {
                names.remove(name);
            } else {
                names.put(name, Node.of(records));
            }
        }

        private boolean has(Name name) {
            if (name.isWild()) {
                return wildcards.get(Names.parent(name)) != null;
            }
            return Endings.isPattern(name) ? endings.has(name) : exact.get(name) != null;
        }

        /// Tells the names above that one more exists, or one less, up to the first that exists all the same.
        private void count(Name owner, int more) {
            for (Name name = owner; name.labels() > 2; name = Names.parent(name)) {
                Name above = Names.parent(name);
                Integer known = children.get(above);
                int now = (known == null ? 0 : known) + more;
                if (now == 0) {
                    children.remove(above);
                } else {
                    children.put(above, now);
                }
                boolean hasOthers = known != null && now != 0;
                if (hasOthers || has(above)) {
                    return;
                }
            }
        }

        OwnerNames done() {
            return new OwnerNames(exact.table(), wildcards.table(), endings, children.table());
        }
    }
}
