package mpd.dns.server;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import mpd.dns.forward.UpstreamAnswer.Again;
import mpd.dns.query.Lasting;
import mpd.dns.query.QueryCounters;
import mpd.dns.registry.View;
import org.jspecify.annotations.Nullable;

/// Answers as bytes, for packets that come again while what the answer came from is as it was.
///
/// The answer is the one that the general path once gave to the same packet (see [PacketKey]), with the ID and
/// the letter case of this client put in. Answers of the zones are good for as long as the view that they were
/// made from is the current one (denials are confirmed each time), those of the cache for as long as
/// that says, their TTLs counted down.
///
/// Each event loop has a table of its own, so none waits for another, and each has to be asked once itself.
final class RepeatedQueries {

    // Packets may be made up so that each takes a place, and is long. What is forgotten takes the general way
    // once.
    private static final long MOST_BYTES = 4 << 20;
    // Of the heap at its largest, where that is small.
    private static final int SHARE_OF_HEAP = 16;

    private final FastThreadLocal<AnswerTable> tables;
    // How often everything was forgotten. Written by who forgets, read by all.
    private final AtomicInteger generation = new AtomicInteger();

    /// @param loops how many event loops there are
    /// @param clock the one of the cache
    static RepeatedQueries of(int loops, LongSupplier clock) {
        return new RepeatedQueries(mostBytes(Runtime.getRuntime().maxMemory()), loops, clock);
    }

    /// What the tables may take together in a heap that is this large at its largest.
    static long mostBytes(long heap) {
        return Math.min(MOST_BYTES, heap / SHARE_OF_HEAP);
    }

    /// @param mostBytes what the tables may take together
    /// @param loops     how many event loops there are
    /// @param clock     the one of the cache
    RepeatedQueries(long mostBytes, int loops, LongSupplier clock) {
        AnswerTable.Memory memory = new AnswerTable.Memory(mostBytes, loops, new AtomicLong());
        tables = new FastThreadLocal<>() {
            @Override
            protected AnswerTable initialValue() {
                return new AnswerTable(memory, clock);
            }
        };
    }

    /// The answers of this thread that come from this view, and from everything else as it is now; null where
    /// there are none.
    @Nullable
    AnswerTable known(View view) {
        AnswerTable table = tables.get();
        return table.isOf(view, generation.get()) ? table : null;
    }

    /// Where to keep answers of this thread that are made from this view, and from everything else as it is
    /// now.
    AnswerTable table(View view) {
        AnswerTable table = tables.get();
        int now = generation.get();
        if (table.isOf(view, now)) {
            table.makeRoom();
        } else {
            table.begin(view, now);
        }
        return table;
    }

    /// The same for an answer that took time; null where something has changed since it was asked for, or this
    /// thread answers no packets.
    ///
    /// @param before the generation of that moment
    @Nullable
    AnswerTable still(View view, int before) {
        AnswerTable table = tables.getIfExists();
        if (table == null || before != generation.get() || !table.isOf(view, before)) {
            return null;
        }
        table.makeRoom();
        return table;
    }

    /// Of everything but the view that answers depend on, as it is now.
    int generation() {
        return generation.get();
    }

    /// Gives none of these answers again.
    void forget() {
        generation.incrementAndGet();
    }

    /// Keeps what the packet, which is a well-formed query, was answered here.
    static void keep(AnswerTable table, ByteBuf packet, byte[] message, Lasting lasting) {
        switch (lasting) {
            case Lasting.Once() -> {}
            case Lasting.WithView(QueryCounters.Kind kind) ->
                table.keep(packet, message, new AnswerTable.Terms(kind, false, null));
            case Lasting.WhenConfirmed() ->
                table.keep(packet, message, new AnswerTable.Terms(QueryCounters.Kind.DENIED, true, null));
        }
    }

    /// Keeps what the packet was answered from the cache.
    static void keepCached(AnswerTable table, ByteBuf packet, byte[] message, Again again) {
        Countdown countdown = Countdown.of(message, again);
        table.keep(packet, message, new AnswerTable.Terms(QueryCounters.Kind.FORWARDED, false, countdown));
    }
}
