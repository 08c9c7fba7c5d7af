package mpd.dns.server;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the heap near what is alive in it.
///
/// The Serial collector leaves old objects alone until the heap has reached its limit. What lives for some
/// seconds (questions under way, answers of the cache) piles up until then, and the process grows for as
/// long. So old objects are collected once they have grown by half, or by 8 MiB where that is more; packets
/// wait in their sockets meanwhile.
final class HeapKeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HeapKeeping.class);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final long LEAST_GROWTH = 8L << 20;

    private final LongSupplier used;
    private final Runnable collect;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("heap").factory());
    // Of the thread that looks.
    private long alive;

    /// @param used    bytes that old objects take, dead ones included
    /// @param collect lets go of the dead ones
    HeapKeeping(LongSupplier used, Runnable collect) {
        this.used = used;
        this.collect = collect;
    }

    /// Begins to look at this process now and then.
    static HeapKeeping start() {
        HeapKeeping keeping = new HeapKeeping(HeapKeeping::old, System::gc);
        ScheduledFuture<?> _ = keeping.looks.scheduleWithFixedDelay(
                keeping::look, LOOK.toNanos(), LOOK.toNanos(), TimeUnit.NANOSECONDS);
        return keeping;
    }

    void look() {
        long before = used.getAsLong();
        if (before > alive + Math.max(LEAST_GROWTH, alive / 2)) {
            collect.run();
            alive = used.getAsLong();
            LOG.debug("{} KiB of old objects were dead, {} KiB are alive", (before - alive) >> 10, alive >> 10);
        }
    }

    private static long old() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && isOld(pool.getName()))
                .mapToLong(HeapKeeping::used)
                .sum();
    }

    private static boolean isOld(String pool) {
        return pool.contains("Old") || pool.contains("Tenured");
    }

    private static long used(MemoryPoolMXBean pool) {
        return pool.getUsage().getUsed();
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
