package mpd.dns.cache;

/// A hash table from hashes to numbers, in one array of primitives: where in an [EntryLog] entries of a hash
/// are.
///
/// Open addressing with linear probing; who is removed leaves no gap in the run behind it. It doubles up to a
/// bound as it fills, and is full at three quarters of that.
///
/// For one thread at a time.
final class Slots {

    private static final int FIRST = 256;
    private static final int LEAST = 16;
    private static final long EMPTY = 0;
    private static final int LOW = Integer.SIZE;

    private final int most;
    // The hash in the upper half, one more than the number in the lower: 0 is nobody.
    private long[] table;
    private int count;

    /// @param most slots that there may be, rounded down to a power of two, but 16 at least
    Slots(long most) {
        this.most = (int) Math.min(1 << 29, Long.highestOneBit(Math.max(LEAST, most)));
        table = new long[Math.min(FIRST, this.most)];
    }

    /// How many it can hold.
    int most() {
        return most / 4 * 3;
    }

    int count() {
        return count;
    }

    /// Bytes of the array.
    long bytes() {
        return (long) Long.BYTES * table.length;
    }

    /// The first slot where something of this hash may be; go on with [#next(int)] for as long as it is
    /// [#taken(int)].
    int first(int hash) {
        return hash & (table.length - 1);
    }

    int next(int slot) {
        return (slot + 1) & (table.length - 1);
    }

    boolean taken(int slot) {
        return table[slot] != EMPTY;
    }

    int hash(int slot) {
        return (int) (table[slot] >>> LOW);
    }

    int number(int slot) {
        return (int) table[slot] - 1;
    }

    /// The slot that has this number.
    int of(int hash, int number) {
        int slot = first(hash);
        while (taken(slot)) {
            if (number(slot) == number) {
                return slot;
            }
            slot = next(slot);
        }
        throw new IllegalArgumentException("no slot has this number");
    }

    /// Takes a slot, of which there must be one left.
    void add(int hash, int number) {
        if (count >= table.length / 4 * 3 && table.length < most) {
            grow();
        }
        place((long) hash << LOW | (number + 1));
        count++;
    }

    void replace(int slot, int number) {
        table[slot] = (long) hash(slot) << LOW | (number + 1);
    }

    void remove(int slot) {
        int gap = slot;
        // Whoever would not be found any more across the gap moves into it.
        for (int at = next(gap); taken(at); at = next(at)) {
            int home = first(hash(at));
            if (((at - home) & (table.length - 1)) >= ((at - gap) & (table.length - 1))) {
                table[gap] = table[at];
                gap = at;
            }
        }
        table[gap] = EMPTY;
        count--;
    }

    private void grow() {
        long[] before = table;
        table = new long[2 * before.length];
        for (long slot : before) {
            if (slot != EMPTY) {
                place(slot);
            }
        }
    }

    private void place(long taken) {
        int slot = first((int) (taken >>> LOW));
        while (taken(slot)) {
            slot = next(slot);
        }
        table[slot] = taken;
    }
}
