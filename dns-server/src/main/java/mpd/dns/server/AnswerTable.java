package mpd.dns.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import mpd.dns.query.QueryCounters;
import mpd.dns.registry.View;
import org.jspecify.annotations.Nullable;

/// Answers of one event loop as bytes, each beside the packet that it is for.
///
/// What a query costs here is how often memory has to be waited for, where there are many names. So nothing is
/// an object of its own: a few places for each hash, next to each other, and where they lead to, key and
/// answer one behind the other in an array of many.
///
/// Nothing is ever taken out. Who comes later pushes the oldest out of the row, and what was written for
/// that one is lost until the table is begun anew: when the view or anything else that answers depend on has
/// changed, when more than half of the places are taken (four times as many are next), when it has become too
/// large. What it has is written over then, but after a change: it begins small after that, so that a change
/// costs the same however many names there are. An answer that is renewed in the length it had is no newer for
/// that.
///
/// For one thread.
final class AnswerTable {

    /// No answer.
    static final int NONE = 0;

    private static final int LEAST_PLACES = 1 << 12;
    private static final int MOST_PLACES = 1 << 20;
    // Places that are looked at together.
    private static final int ROW = 8;
    private static final int GROWTH = 4;
    private static final int CHUNK = 1 << 16;
    // Where an answer stands is told by its chunk and, in the lower bits, by its offset there, in units of
    // eight bytes.
    private static final int UNIT_BITS = 3;
    private static final int UNIT = 1 << UNIT_BITS;
    private static final int OFFSET_BITS = Integer.numberOfTrailingZeros(CHUNK) - UNIT_BITS;
    // What stands there: terms, the lengths of key and message in a half each, key, message, countdown.
    private static final int LENGTHS = Long.BYTES;
    private static final int KEY = LENGTHS + Integer.BYTES;
    private static final int LOW_HALF = 0xFFFF;
    // Of all memory for answers, so that places leave room for what they lead to.
    private static final int LARGEST_SHARE_OF_PLACES = 4;

    private final Memory memory;
    private final LongSupplier clock;
    private final PacketKey key = new PacketKey();
    private final SendBuffers buffers = new SendBuffers();
    // For each the hash, and below it where its answer stands; a row of them is in one or two lines of the
    // processor's cache.
    private long[] places = new long[LEAST_PLACES];
    private ByteBuffer[] chunks = {ByteBuffer.allocate(CHUNK)};
    private int taken;
    // Where the next answer goes: in which chunk, and where there; at the very beginning there is none.
    private int last;
    private int end = UNIT;
    private long held;
    private WeakReference<@Nullable View> view = new WeakReference<>(null);
    private int generation;

    /// @param clock in nanoseconds
    AnswerTable(Memory memory, LongSupplier clock) {
        this.memory = memory;
        this.clock = clock;
        hold();
    }

    /// What all tables may take together. One that asks for more than its part gets it while others need less
    /// of theirs.
    ///
    /// @param most   bytes; twice as many at the worst: one has taken all, then the others take their parts
    /// @param tables how many there are
    /// @param taken  bytes that they hold
    record Memory(long most, int tables, AtomicLong taken) {

        private boolean exceededBy(long held) {
            return taken.get() > most && held > part();
        }

        /// What one may hold whatever the others do: one chunk in any case.
        private long part() {
            return Math.max(most / tables, LEAST_PLACES * Long.BYTES + CHUNK);
        }
    }

    /// How long an answer holds and as what it is counted.
    ///
    /// @param denial    whether it is to be confirmed each time
    /// @param countdown by the clock of the table, null for what does not age
    record Terms(
            QueryCounters.Kind kind,
            boolean denial,
            @Nullable Countdown countdown) {

        private static final List<QueryCounters.Kind> KINDS = List.of(QueryCounters.Kind.values());
        // The time is cut to units of so many bits (16 µs); kind and flags have the bits below.
        private static final int BITS = 14;
        private static final int KIND = 0xFF;
        private static final int DENIAL = 1 << 8;
        private static final int ENDS = 1 << 9;

        private long packed() {
            long time = countdown == null ? 0 : countdown.ends() >> BITS << BITS | ENDS;
            return time | (denial ? DENIAL : 0) | KINDS.indexOf(kind);
        }

        private int length() {
            return countdown == null ? 0 : countdown.length();
        }

        private static QueryCounters.Kind kind(long packed) {
            return KINDS.get((int) packed & KIND);
        }

        private static boolean denial(long packed) {
            return (packed & DENIAL) != 0;
        }

        private static boolean end(long packed) {
            return (packed & ENDS) != 0;
        }

        private static long ends(long packed) {
            return packed >> BITS << BITS;
        }
    }

    /// Whether the answers come from this view.
    ///
    /// @param now the generation of everything else that answers depend on
    boolean isOf(View current, int now) {
        return generation == now && view.refersTo(current);
    }

    /// Begins anew for this view.
    void begin(View current, int now) {
        view = new WeakReference<>(current);
        generation = now;
        chunks = Arrays.copyOf(chunks, 1);
        clear(LEAST_PLACES);
    }

    /// Begins anew where it has become too large, or too crowded.
    void makeRoom() {
        if (memory.exceededBy(held)) {
            clear(places.length);
            while (chunks.length > 1 && held > memory.part()) {
                chunks = Arrays.copyOf(chunks, chunks.length - 1);
                hold();
            }
        } else if (taken > places.length / 2 && mayGrow()) {
            clear(GROWTH * places.length);
        }
    }

    private boolean mayGrow() {
        long next = (long) GROWTH * places.length;
        return next <= MOST_PLACES && next * Long.BYTES <= memory.most() / LARGEST_SHARE_OF_PLACES;
    }

    private void clear(int size) {
        if (places.length == size) {
            Arrays.fill(places, 0);
        } else {
            places = new long[size];
        }
        last = 0;
        end = UNIT;
        taken = 0;
        hold();
    }

    private void hold() {
        long now = (long) Long.BYTES * places.length + (long) CHUNK * chunks.length;
        memory.taken().addAndGet(now - held);
        held = now;
    }

    /// How many places there are.
    int places() {
        return places.length;
    }

    /// How many of them are taken.
    int taken() {
        return taken;
    }

    /// What it holds, in bytes.
    long bytes() {
        return held;
    }

    /// The answer to this packet, or [#NONE]. It is there until the next call of this or of
    /// [#keep].
    int find(ByteBuf packet) {
        if (!key.set(packet)) {
            return NONE;
        }
        int answer = found();
        return answer == NONE || !Terms.end(terms(answer)) ? answer : aged(answer, clock.getAsLong());
    }

    private int aged(int answer, long now) {
        if (now - Terms.ends(terms(answer)) >= 0) {
            return NONE;
        }
        Countdown.run(chunk(answer), message(answer), message(answer) + length(answer), now);
        return answer;
    }

    private boolean ended(long terms) {
        return Terms.end(terms) && clock.getAsLong() - Terms.ends(terms) >= 0;
    }

    private int found() {
        int row = row();
        for (int place = row; place < row + ROW; place++) {
            long there = places[place];
            int answer = (int) there;
            if (answer != NONE && (int) (there >>> Integer.SIZE) == key.hash() && isFor(answer)) {
                return answer;
            }
        }
        return NONE;
    }

    private int row() {
        int hash = key.hash();
        return (hash ^ hash >>> 16) & places.length - ROW;
    }

    private boolean isFor(int answer) {
        int start = offset(answer) + KEY;
        return key.is(chunk(answer).array(), start, start + keyLength(answer));
    }

    /// As what the answer is counted.
    QueryCounters.Kind kind(int answer) {
        return Terms.kind(terms(answer));
    }

    /// Whether the answer is a denial, to be confirmed each time.
    boolean denial(int answer) {
        return Terms.denial(terms(answer));
    }

    /// How many bytes the answer has.
    int length(int answer) {
        return lengths(answer) & LOW_HALF;
    }

    /// Its response code, the lower four bits of it.
    int rcode(int answer) {
        return chunk(answer).get(message(answer) + 3) & 0xF;
    }

    /// The answer to the packet that it was just found for, in a buffer that becomes the caller's.
    ///
    /// @param others where the buffer is from when none of the own ones will do
    ByteBuf written(int answer, ByteBuf packet, ByteBufAllocator others) {
        int start = packet.readerIndex();
        ByteBuf out = buffers.take(length(answer), others);
        out.writeBytes(chunk(answer).array(), message(answer), length(answer));
        out.setBytes(0, packet, start, 2);
        out.setBytes(PacketKey.HEADER, packet, start + PacketKey.HEADER, key.nameEnd() - PacketKey.HEADER);
        return out;
    }

    /// Keeps what the packet, which is a well-formed query, was answered, if that has not ended already.
    void keep(ByteBuf packet, byte[] message, Terms terms) {
        int size = KEY + packet.readableBytes() + message.length + terms.length();
        if (size > CHUNK - UNIT || ended(terms.packed()) || !key.set(packet)) {
            return;
        }
        int known = found();
        if (known != NONE && length(known) == message.length && countdownLength(known) == terms.length()) {
            store(known, message, terms);
            return;
        }
        int answer = append(size);
        store(answer, message, terms);
        pushInFront(known, (long) key.hash() << Integer.SIZE | answer);
    }

    /// Puts the newest of a row in front, in the place of the known one, of an empty place or of the oldest.
    private void pushInFront(int known, long newest) {
        int first = row();
        int place = first;
        while (place < first + ROW - 1 && (int) places[place] != known) {
            place++;
        }
        if (known == NONE && places[place] == 0) {
            taken++;
        }
        System.arraycopy(places, first, places, first + 1, place - first);
        places[first] = newest;
    }

    private int append(int size) {
        if (end + size > CHUNK) {
            end = 0;
            last++;
            if (last == chunks.length) {
                chunks = Arrays.copyOf(chunks, last + 1);
                chunks[last] = ByteBuffer.allocate(CHUNK);
                hold();
            }
        }
        int answer = (last << OFFSET_BITS) | (end >> UNIT_BITS);
        end = end + size + UNIT - 1 & -UNIT;
        return answer;
    }

    private void store(int answer, byte[] message, Terms terms) {
        int start = offset(answer);
        chunk(answer)
                .putLong(start, terms.packed())
                .putInt(start + LENGTHS, key.length() << Short.SIZE | message.length)
                .put(start + KEY, key.bytes(), 0, key.length())
                .put(start + KEY + key.length(), message);
        if (terms.countdown() != null) {
            terms.countdown().write(chunk(answer), start + KEY + key.length() + message.length);
        }
    }

    private ByteBuffer chunk(int answer) {
        return chunks[answer >>> OFFSET_BITS];
    }

    private static int offset(int answer) {
        return (answer & (1 << OFFSET_BITS) - 1) << UNIT_BITS;
    }

    private long terms(int answer) {
        return chunk(answer).getLong(offset(answer));
    }

    private int lengths(int answer) {
        return chunk(answer).getInt(offset(answer) + LENGTHS);
    }

    private int keyLength(int answer) {
        return lengths(answer) >>> Short.SIZE;
    }

    private int countdownLength(int answer) {
        return Terms.end(terms(answer)) ? Countdown.length(chunk(answer), message(answer) + length(answer)) : 0;
    }

    private int message(int answer) {
        return offset(answer) + KEY + keyLength(answer);
    }
}
