package mpd.dns.cli;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the heap near what is alive in it.
///
/// The Serial collector leaves old objects alone until the heap has reached its limit. What lives for some
/// seconds (questions under way, answers of the cache) piles up until then, and the process grows for as
/// long. So old objects are collected once they have grown by half, or by 8 MiB where that is more.
///
/// Everything stands still meanwhile and packets wait in their sockets: for some hundredths of a second, or
/// more than half a second with 100,000 names. So while many ask that is put off, for a minute at most, and no
/// longer than until old objects have doubled (or grown by 64 MiB where that is more) or nearly fill the heap.
///
/// Where hardly anything is dead at the limit, the collector goes on trying for ever, and nobody is answered.
/// Java has an end for that, but not with this collector: so the process ends here, to be started anew.
final class HeapKeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HeapKeeping.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    // Between two looks.
    private static final long FEW_QUERIES = 20;
    private static final long LEAST_GROWTH = 8L << 20;
    private static final long MOST_GROWTH = 64L << 20;
    // A minute of looks.
    private static final int MOST_PUT_OFF = 30;
    private static final double FULL = 0.97;
    // The look of so many at which it counts that the heap is nearly full: ten seconds apart.
    private static final int EACH_OF = 5;
    private static final int MOST_FULL_LOOKS = 2;
    // What Java itself ends with when it has no memory left.
    private static final int OUT_OF_MEMORY = 3;

    private final LongSupplier queries;
    private final LongSupplier used;
    private final Runnable collect;
    private final long full;
    private final Runnable end;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("heap").factory());
    // Of the thread that looks.
    private long seen;
    // After the last collection; 0 before the first.
    private long alive;
    private int looks;
    private int putOff;
    private int fullLooks;

    /// @param queries how many there have been
    /// @param used    bytes that old objects take, dead ones included
    /// @param collect lets go of the dead ones
    /// @param most    bytes that old objects may take
    /// @param end     is called when nearly all of that is taken by living ones for ten seconds
    HeapKeeping(LongSupplier queries, LongSupplier used, Runnable collect, long most, Runnable end) {
        this.queries = queries;
        this.used = used;
        this.collect = collect;
        full = Math.round(most * FULL);
        this.end = end;
    }

    /// Begins to look at this process now and then.
    ///
    /// @param queries how many it has taken
    static HeapKeeping start(LongSupplier queries) {
        List<MemoryPoolMXBean> old = oldPools();
        HeapKeeping keeping = new HeapKeeping(
                queries,
                () -> bytes(old, MemoryUsage::getUsed),
                System::gc,
                bytes(old, MemoryUsage::getMax),
                HeapKeeping::end);
        ScheduledFuture<?> _ = keeping.looking.scheduleWithFixedDelay(
                keeping::look, LOOK.toNanos(), LOOK.toNanos(), TimeUnit.NANOSECONDS);
        return keeping;
    }

    void look() {
        looks++;
        long before = used.getAsLong();
        if (isDue(before)) {
            collect.run();
            putOff = 0;
            alive = used.getAsLong();
            LOG.debug("{} KiB of old objects were dead, {} KiB are alive", (before - alive) >> 10, alive >> 10);
        }
        if (fullnessCounts()) {
            fullLooks = used.getAsLong() > full ? fullLooks + 1 : 0;
            if (fullLooks == MOST_FULL_LOOKS) {
                end.run();
            }
        }
    }

    private boolean fullnessCounts() {
        return looks % EACH_OF == 0;
    }

    private boolean isDue(long before) {
        long now = queries.getAsLong();
        boolean quiet = now - seen <= FEW_QUERIES;
        seen = now;
        if (before > full && fullnessCounts()) {
            return true;
        }
        if (before <= alive + Math.max(LEAST_GROWTH, alive / 2)) {
            putOff = 0;
            return false;
        }
        putOff++;
        // What a start leaves behind is no growth, and is not in a hurry.
        boolean urgent = alive > 0 && before > alive + Math.max(MOST_GROWTH, alive);
        return quiet || urgent || putOff > MOST_PUT_OFF;
    }

    private static void end() {
        LOG.error(
                "objects take nearly all of the {} MiB that they may take (-Xmx): the process ends, to be started anew",
                Runtime.getRuntime().maxMemory() >> 20);
        Runtime.getRuntime().halt(OUT_OF_MEMORY);
    }

    private static long bytes(List<MemoryPoolMXBean> pools, ToLongFunction<MemoryUsage> which) {
        long bytes = 0;
        for (MemoryPoolMXBean pool : pools) {
            bytes += which.applyAsLong(pool.getUsage());
        }
        return bytes;
    }

    /// Where this process has its old objects.
    static List<MemoryPoolMXBean> oldPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && isOld(pool.getName()))
                .toList();
    }

    private static boolean isOld(String pool) {
        return pool.contains("Old") || pool.contains("Tenured");
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
