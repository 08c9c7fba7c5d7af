package mpd.dns.cache;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The bytes of entries, one behind the other in a few large arrays: so many thousand answers are a few objects
/// to the garbage collector, none of which refers to another.
///
/// An entry stays where it was put until it is removed, and is known by that place. What removed ones took is
/// had back with their whole chunk, when nothing is left in it: who wants room puts what is worth it at the
/// end once more, and removes the rest.
///
/// For one thread at a time.
final class EntryLog {

    /// No place.
    static final int NONE = -1;

    // An entry: these, then key, message and indices of TTLs.
    private static final int HASH = 0;
    private static final int LENGTH = 4;
    private static final int CAME = 8;
    private static final int LIFE = 16;
    private static final int MESSAGE_LENGTH = 20;
    private static final int KEY_LENGTH = 22;
    private static final int TTLS = 24;
    private static final int ORIGIN = 26;
    private static final int HITS = 28;
    private static final int STATE = 29;
    private static final int HEADER = 32;

    private static final int ALIGNED = 8;
    private static final int CHUNKS = 32;
    private static final int SHORTEST_CHUNK = 1024;
    private static final int LONGEST_CHUNK = 256 * 1024;
    private static final int MOST_ORIGINS = 1000;
    private static final byte DEAD = 1;
    private static final byte USED = 2;

    private final int chunkLength;
    // Bits of a place that say where in its chunk it is.
    private final int perChunk;
    // Made as they are needed; then they stay.
    private final @Nullable ByteBuffer[] chunks;
    private final int[] ends;
    private final int[] live;
    // In which order they were begun; 0 where nothing is in them.
    private final long[] begun;
    private long beginnings;
    private int head;
    private int inUse;
    private long liveBytes;
    private final List<InetSocketAddress> origins = new ArrayList<>();

    /// @param bytes most that it takes, but never less than three chunks of 1 KiB
    EntryLog(long bytes) {
        chunkLength = Integer.highestOneBit(Math.clamp(bytes / CHUNKS, SHORTEST_CHUNK, LONGEST_CHUNK));
        perChunk = Integer.numberOfTrailingZeros(chunkLength / ALIGNED);
        int most = Math.clamp(bytes / chunkLength, 3, Integer.MAX_VALUE >> perChunk);
        chunks = new ByteBuffer[most];
        ends = new int[most];
        live = new int[most];
        begun = new long[most];
        begin(0);
    }

    /// Bytes that an entry takes.
    static int length(CacheKey key, Entry entry) {
        int exact = HEADER + key.length() + entry.message().length + Character.BYTES * entry.ttls().length;
        return (exact + ALIGNED - 1) & -ALIGNED;
    }

    /// The longest entry: half a chunk, for so much is free when half of one was worth keeping.
    int longest() {
        return chunkLength / 2;
    }

    /// Whether an entry of this length can be put, and half a chunk of others once more besides.
    boolean room(int length) {
        return chunkLength - ends[head] >= length || chunks.length - inUse > 1;
    }

    /// Whether less than an eighth of the chunks has nothing in it.
    boolean crowded() {
        return 8L * inUse > 7L * chunks.length;
    }

    /// Bytes of the entries that are there.
    long liveBytes() {
        return liveBytes;
    }

    /// Puts an entry at the end.
    ///
    /// @return its place; [#NONE] where too many others than who said this have said something
    int put(CacheKey key, Entry entry) {
        int origin = origin(entry.from());
        if (origin == NONE) {
            return NONE;
        }
        int length = length(key, entry);
        int place = append(length);
        ByteBuffer to = chunk(head);
        int at = offset(place);
        byte[] message = entry.message();
        char[] ttls = entry.ttls();
        to.putInt(at + HASH, key.hashCode());
        to.putInt(at + LENGTH, length);
        to.putLong(at + CAME, entry.came());
        to.putInt(at + LIFE, entry.life());
        to.putChar(at + MESSAGE_LENGTH, (char) message.length);
        to.putChar(at + KEY_LENGTH, (char) key.length());
        to.putChar(at + TTLS, (char) ttls.length);
        to.putChar(at + ORIGIN, (char) origin);
        to.put(at + HITS, (byte) 0);
        to.put(at + STATE, (byte) 0);
        int end = at + HEADER;
        key.write(to, end);
        end += key.length();
        to.put(end, message);
        end += message.length;
        for (char ttl : ttls) {
            to.putChar(end, ttl);
            end += Character.BYTES;
        }
        return place;
    }

    /// Puts the same entry at the end once more, as one that was not used since. The one that was there is to
    /// be removed.
    int putAgain(int place) {
        ByteBuffer from = of(place);
        int at = offset(place);
        int length = from.getInt(at + LENGTH);
        int again = append(length);
        chunk(head).put(offset(again), from, at, length);
        chunk(head).put(offset(again) + STATE, (byte) 0);
        return again;
    }

    private int append(int length) {
        if (chunkLength - ends[head] < length) {
            begin(unused());
        }
        int place = place(head, ends[head]);
        ends[head] += length;
        live[head] += length;
        liveBytes += length;
        return place;
    }

    private void begin(int chunk) {
        if (chunks[chunk] == null) {
            chunks[chunk] = ByteBuffer.allocate(chunkLength);
        }
        int before = head;
        head = chunk;
        begun[chunk] = ++beginnings;
        inUse++;
        if (before != chunk) {
            freeIfEmpty(before);
        }
    }

    private int unused() {
        for (int chunk = 0; chunk < chunks.length; chunk++) {
            if (begun[chunk] == 0) {
                return chunk;
            }
        }
        throw new IllegalStateException("no chunk is free");
    }

    void remove(int place) {
        ByteBuffer bytes = of(place);
        int at = offset(place);
        bytes.put(at + STATE, DEAD);
        int length = bytes.getInt(at + LENGTH);
        live[chunkOf(place)] -= length;
        liveBytes -= length;
        freeIfEmpty(chunkOf(place));
    }

    private void freeIfEmpty(int chunk) {
        if (live[chunk] == 0 && chunk != head && begun[chunk] != 0) {
            ends[chunk] = 0;
            begun[chunk] = 0;
            inUse--;
        }
    }

    /// The chunk in use that was begun first; that which is being filled only where it is the only one.
    int oldest() {
        int oldest = head;
        for (int chunk = 0; chunk < chunks.length; chunk++) {
            if (begun[chunk] != 0 && begun[chunk] < begun[oldest]) {
                oldest = chunk;
            }
        }
        return oldest;
    }

    /// The chunk in use with the least in it, but not the one that is being filled, where there is another.
    int emptiest() {
        int emptiest = head;
        for (int chunk = 0; chunk < chunks.length; chunk++) {
            if (chunk != head && begun[chunk] != 0 && (emptiest == head || live[chunk] < live[emptiest])) {
                emptiest = chunk;
            }
        }
        return emptiest;
    }

    /// Bytes of the entries in a chunk.
    int live(int chunk) {
        return live[chunk];
    }

    /// When the chunk of a place was begun, in no unit; 0 where nothing is in it.
    long begun(int place) {
        return begun[chunkOf(place)];
    }

    /// The first entry of a chunk; [#NONE] where it has none.
    int firstInChunk(int chunk) {
        return alive(chunk, 0);
    }

    /// The entry behind this one in the same chunk, [#NONE] where it is the last.
    int nextInChunk(int place) {
        return alive(chunkOf(place), offset(place) + length(place));
    }

    /// The first of all entries, chunk by chunk in the order of their places; [#NONE] where there is none.
    int first() {
        return firstFrom(0);
    }

    /// The entry behind this one in that order.
    int behind(int place) {
        int next = nextInChunk(place);
        return next == NONE ? firstBehindChunkOf(place) : next;
    }

    /// The entry at the place of one that may be removed, or behind it in that order.
    int atOrBehind(int place) {
        int next = alive(chunkOf(place), offset(place));
        return next == NONE ? firstBehindChunkOf(place) : next;
    }

    int firstBehindChunkOf(int place) {
        return firstFrom(chunkOf(place) + 1);
    }

    private int firstFrom(int chunk) {
        for (int at = chunk; at < chunks.length; at++) {
            int first = firstInChunk(at);
            if (first != NONE) {
                return first;
            }
        }
        return NONE;
    }

    private int alive(int chunk, int from) {
        int at = from;
        while (at < ends[chunk]) {
            if (chunk(chunk).get(at + STATE) != DEAD) {
                return place(chunk, at);
            }
            at += chunk(chunk).getInt(at + LENGTH);
        }
        return NONE;
    }

    boolean holds(int place, CacheKey key) {
        ByteBuffer bytes = of(place);
        int at = offset(place);
        return key.length() == bytes.getChar(at + KEY_LENGTH)
                && key.equalTo(bytes.array(), bytes.arrayOffset() + at + HEADER);
    }

    int hash(int place) {
        return of(place).getInt(offset(place) + HASH);
    }

    int length(int place) {
        return of(place).getInt(offset(place) + LENGTH);
    }

    /// Whether it was looked up since it was put here.
    boolean used(int place) {
        return of(place).get(offset(place) + STATE) == USED;
    }

    /// By the cache's clock.
    long expires(int place) {
        ByteBuffer bytes = of(place);
        int at = offset(place);
        return Entry.expires(bytes.getLong(at + CAME), bytes.getInt(at + LIFE));
    }

    /// A copy for who looks it up.
    Entry use(int place) {
        Entry entry = look(place);
        ByteBuffer bytes = of(place);
        int at = offset(place);
        bytes.put(at + STATE, USED);
        if (entry.hits() < Byte.MAX_VALUE) {
            bytes.put(at + HITS, (byte) (entry.hits() + 1));
        }
        return entry;
    }

    /// It has to be looked up for more than a hundred times to be popular again.
    void unpopular(int place) {
        of(place).put(offset(place) + HITS, Byte.MIN_VALUE);
    }

    /// A copy, which leaves no trace.
    Entry look(int place) {
        ByteBuffer bytes = of(place);
        int at = offset(place);
        byte[] message = new byte[bytes.getChar(at + MESSAGE_LENGTH)];
        int end = at + HEADER + bytes.getChar(at + KEY_LENGTH);
        bytes.get(end, message);
        end += message.length;
        char[] ttls = new char[bytes.getChar(at + TTLS)];
        for (int i = 0; i < ttls.length; i++) {
            ttls[i] = bytes.getChar(end + Character.BYTES * i);
        }
        return new Entry(
                message,
                ttls,
                origins.get(bytes.getChar(at + ORIGIN)),
                bytes.getLong(at + CAME),
                bytes.getInt(at + LIFE),
                bytes.get(at + HITS));
    }

    private int origin(InetSocketAddress from) {
        int known = origins.indexOf(from);
        if (known >= 0) {
            return known;
        }
        if (origins.size() == MOST_ORIGINS) {
            return NONE;
        }
        origins.add(from);
        return origins.size() - 1;
    }

    private int place(int chunk, int offset) {
        return chunk << perChunk | offset / ALIGNED;
    }

    private int chunkOf(int place) {
        return place >>> perChunk;
    }

    private int offset(int place) {
        return (place & ((1 << perChunk) - 1)) * ALIGNED;
    }

    private ByteBuffer of(int place) {
        return chunk(chunkOf(place));
    }

    private ByteBuffer chunk(int chunk) {
        return Objects.requireNonNull(chunks[chunk]);
    }
}
