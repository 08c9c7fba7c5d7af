package mpd.dns.server;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import mpd.dns.query.Lasting;
import mpd.dns.query.QueryCounters;
import mpd.dns.registry.View;
import org.jspecify.annotations.Nullable;

/// Answers as bytes, for packets that come again while what the answer came from is as it was.
///
/// The key is the whole packet, apart from its ID and the letter case of the question: what else a packet may
/// have in it (flags, EDNS, options) is part of the question, and needs no understanding. The answer is the one
/// that the general path once gave, with the ID and the letter case of this client put in. Answers of the zones
/// are good for as long as the view that they were made from is the current one (denials are confirmed each
/// time), those of the cache for a moment, in which their TTLs stay the same.
///
/// A table with one place a hash; who comes later takes it. Nothing in it is ever found and taken out: whatever
/// changes, or when it has become too big, a new table is begun, and answers that were on their way go into the
/// old one. After a change it begins small, so that a change costs the same however many names there are. Where
/// more than half of its places are taken, the next has four times as many, and is filled by those who ask
/// again.
final class RepeatedQueries {

    private static final int HEADER = 12;
    private static final int MOST_LABEL = 63;
    private static final int LEAST_PLACES = 1 << 12;
    private static final int MOST_PLACES = 1 << 20;
    private static final int GROWTH = 4;
    // Packets may be made up so that each takes a place, and is long. Of the heap at its largest.
    private static final int SHARE_OF_HEAP = 16;
    // Objects, array headers, rounding.
    private static final int OVERHEAD = 80;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    // Short, so that the cache still learns what is asked for often, and refreshes it in time.
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(100);

    /// No sensible query is longer. What is, takes the general path.
    private static final int MOST_PACKET = 512;

    // Each event loop folds packets in a space of its own.
    private static final FastThreadLocal<byte[]> SPACE = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[MOST_PACKET];
        }
    };

    private final long mostBytes;
    // Swapped by the first query after a new view and by who forgets, read by all.
    private volatile @Nullable Table table;

    RepeatedQueries() {
        this(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /// @param mostBytes what a table may take
    RepeatedQueries(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /// An answer as it can be sent, but for ID and letter case.
    ///
    /// @param nameLength bytes of the question's name
    /// @param kind       as what it is counted
    /// @param denial     whether it is to be confirmed each time
    /// @param ends       by [System#nanoTime()]; null for never
    record Answer(
            byte[] message,
            int nameLength,
            QueryCounters.Kind kind,
            boolean denial,
            @Nullable Long ends) {

        /// Writes it as the answer to this packet.
        void write(ByteBuf packet, ByteBuf out) {
            int start = packet.readerIndex();
            out.writeBytes(message);
            out.setBytes(0, packet, start, 2);
            out.setBytes(HEADER, packet, start + HEADER, nameLength);
        }

        private boolean ended() {
            return ends != null && System.nanoTime() - ends >= 0;
        }
    }

    /// An answer with the packet that it is for.
    record Kept(byte[] key, Answer answer) {

        int bytes() {
            return OVERHEAD + key.length + answer.message().length;
        }
    }

    /// The answers from one view. Event loops write places without order: an answer that gets lost is only
    /// made again.
    ///
    /// @param taken how many of the places are; nearly, as they are written without order
    /// @param bytes that the answers take; nearly
    record Table(View view, @Nullable Kept[] places, AtomicInteger taken, AtomicLong bytes) {

        private static Table of(View view, int places) {
            return new Table(view, new Kept[places], new AtomicInteger(), new AtomicLong());
        }

        private boolean crowded() {
            return taken.get() > places.length / 2 && places.length < MOST_PLACES;
        }

        /// Keeps what the packet, which is a well-formed query, was answered here.
        void keep(ByteBuf packet, byte[] message, Lasting lasting) {
            switch (lasting) {
                case Lasting.Once() -> {}
                case Lasting.WithView(QueryCounters.Kind kind) -> keep(packet, message, kind, false, null);
                case Lasting.WhenConfirmed() -> keep(packet, message, QueryCounters.Kind.DENIED, true, null);
            }
        }

        /// Keeps what the packet was answered from the cache.
        ///
        /// @param age since the nameserver said so; with each whole second, TTLs are others
        void keepCached(ByteBuf packet, byte[] message, Duration age) {
            long left = SECOND - age.toNanos() % SECOND;
            long ends = System.nanoTime() + Math.min(left, MOMENT);
            keep(packet, message, QueryCounters.Kind.FORWARDED, false, ends);
        }

        private void keep(
                ByteBuf packet, byte[] message, QueryCounters.Kind kind, boolean denial, @Nullable Long ends) {
            int length = packet.readableBytes();
            if (length <= MOST_PACKET) {
                byte[] key = new byte[length];
                int place = place(fold(packet, key, length));
                Kept before = places[place];
                Kept kept = new Kept(key, new Answer(message, nameEnd(key, length) - HEADER, kind, denial, ends));
                places[place] = kept;
                if (before == null) {
                    taken.incrementAndGet();
                }
                bytes.addAndGet(kept.bytes() - (before == null ? 0 : before.bytes()));
            }
        }

        private int place(int hash) {
            return (hash ^ hash >>> 16) & places.length - 1;
        }
    }

    /// The answer that the packet got before from this view.
    @SuppressWarnings("ReferenceEquality")
    @Nullable
    Answer find(ByteBuf packet, View view) {
        Table current = table;
        int length = packet.readableBytes();
        if (current == null || current.view() != view || length <= HEADER || length > MOST_PACKET) {
            return null;
        }
        byte[] folded = SPACE.get();
        Kept kept = current.places()[current.place(fold(packet, folded, length))];
        if (kept == null || !Arrays.equals(kept.key(), 0, kept.key().length, folded, 0, length)) {
            return null;
        }
        return kept.answer().ended() ? null : kept.answer();
    }

    /// Where to keep answers that are made from this view, and from everything else as it is now.
    @SuppressWarnings("ReferenceEquality")
    Table table(View view) {
        Table current = table;
        if (current == null || current.view() != view) {
            current = begin(view, LEAST_PLACES);
        } else if (current.bytes().get() > mostBytes) {
            current = begin(view, current.places().length);
        } else if (current.crowded()) {
            current = begin(view, GROWTH * current.places().length);
        }
        return current;
    }

    /// Gives none of these answers again.
    void forget() {
        table = null;
    }

    private Table begin(View view, int places) {
        Table next = Table.of(view, places);
        table = next;
        return next;
    }

    /// Copies the packet without ID and letter case.
    ///
    /// @return a hash of what was copied
    private static int fold(ByteBuf packet, byte[] into, int length) {
        packet.getBytes(packet.readerIndex(), into, 0, length);
        into[0] = 0;
        into[1] = 0;
        int nameEnd = nameEnd(into, length);
        int hash = 0;
        for (int i = 2; i < nameEnd; i++) {
            int octet = into[i];
            // The length octets of labels are below the letters.
            if (octet >= 'A' && octet <= 'Z' && i >= HEADER) {
                octet += 'a' - 'A';
                into[i] = (byte) octet;
            }
            hash = hash * 31 + octet;
        }
        for (int i = nameEnd; i < length; i++) {
            hash = hash * 31 + into[i];
        }
        return hash;
    }

    /// Where the name of the question ends, as far as it goes.
    private static int nameEnd(byte[] packet, int length) {
        int index = HEADER;
        while (index < length) {
            int label = packet[index] & 0xFF;
            index++;
            if (label == 0 || label > MOST_LABEL) {
                break;
            }
            index += label;
        }
        return Math.min(index, length);
    }
}
