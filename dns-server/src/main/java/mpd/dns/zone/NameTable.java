package mpd.dns.zone;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/// An immutable hash table with owner names as keys, whose changed copies cost little: they share all its pages
/// but those of the changed names.
///
/// A table that has grown has 32 to 128 names a page on average: a copy of n names copies about n/64
/// references, and a page for each changed name.
///
/// @param <V> what a name stands for
public final class NameTable<V> {

    private static final int MOST_A_PAGE = 128;
    private static final int GROWTH = 4;
    // Odd and without a pattern, so that names whose hashes differ little go to different pages.
    private static final int SPREAD = 0x9E37_79B9;

    // A power of two of them, the names in each by the upper bits of their hashes.
    private final List<Map<Name, V>> pages;
    private final int size;

    private NameTable(List<Map<Name, V>> pages, int size) {
        this.pages = pages;
        this.size = size;
    }

    /// A table of nothing.
    public static <V> NameTable<V> empty() {
        return new NameTable<>(List.of(Map.of()), 0);
    }

    /// What the name stands for, in whatever letter case.
    public @Nullable V get(Name name) {
        return pages.get(page(name, pages.size())).get(name);
    }

    /// Whether the name is there, in whatever letter case.
    public boolean contains(Name name) {
        return pages.get(page(name, pages.size())).containsKey(name);
    }

    /// How many names there are.
    public int size() {
        return size;
    }

    /// Whether there is no name.
    public boolean isEmpty() {
        return size == 0;
    }

    /// The names, in no particular order.
    public Stream<Name> names() {
        return pages.stream().flatMap(page -> page.keySet().stream());
    }

    /// What the names stand for, in no particular order.
    public Stream<V> values() {
        return pages.stream().flatMap(page -> page.values().stream());
    }

    /// How many names the fullest page has.
    int largestPage() {
        return pages.stream().mapToInt(Map::size).max().orElse(0);
    }

    /// Begins a changed copy.
    public Edit<V> edit() {
        return new Edit<>(this);
    }

    private static int page(Name name, int pages) {
        return pages == 1 ? 0 : (name.hashCode() * SPREAD) >>> (1 + Integer.numberOfLeadingZeros(pages));
    }

    /// A changed copy in the making, for one thread.
    ///
    /// @param <V> what a name stands for
    public static final class Edit<V> {

        private final NameTable<V> before;
        private List<Map<Name, V>> pages;
        // Pages that no table has.
        private final BitSet own = new BitSet();
        private int size;

        private Edit(NameTable<V> before) {
            this.before = before;
            pages = before.pages;
            size = before.size;
        }

        /// What the name stands for now.
        public @Nullable V get(Name name) {
            return pages.get(page(name, pages.size())).get(name);
        }

        /// Lets the name stand for the value.
        public void put(Name name, V value) {
            Map<Name, V> page = own(name);
            if (page.put(name, value) != null) {
                // Or the name would stay in the letter case it had before.
                page.remove(name);
                page.put(name, value);
            } else if (++size > MOST_A_PAGE * pages.size()) {
                grow();
            }
        }

        /// Takes the name out, where it is there.
        public void remove(Name name) {
            if (get(name) != null && own(name).remove(name) != null) {
                size--;
            }
        }

        /// The table as it is now; the same one where nothing has changed. Nothing can be changed any more.
        public NameTable<V> table() {
            NameTable<V> table = own.isEmpty() ? before : new NameTable<>(pages, size);
            pages = List.of();
            return table;
        }

        private Map<Name, V> own(Name name) {
            int number = page(name, pages.size());
            if (own.isEmpty()) {
                // One step, where List.copyOf takes one for each of thousands.
                pages = new ArrayList<>(pages);
            }
            if (!own.get(number)) {
                own.set(number);
                pages.set(number, new HashMap<>(pages.get(number)));
            }
            return pages.get(number);
        }

        private void grow() {
            int more = GROWTH * pages.size();
            List<Map<Name, V>> next = new ArrayList<>(more);
            for (int i = 0; i < more; i++) {
                next.add(new HashMap<>());
            }
            BiConsumer<Name, V> move =
                    (name, value) -> next.get(page(name, more)).put(name, value);
            pages.forEach(page -> page.forEach(move));
            pages = next;
            own.set(0, more);
        }
    }
}
