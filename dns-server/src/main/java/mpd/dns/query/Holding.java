package mpd.dns.query;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import mpd.dns.registry.View;

/// Parks queries that nobody may answer yet, off the event loops, until a view answers them.
///
/// Bounded in number and time, and emptied at the end.
final class Holding implements AutoCloseable {

    private final Duration patience;
    private final int most;
    private final Executor executor;
    // Parked by event loops, released by the threads of the sources.
    private final Set<Parked> parked = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    // Set when the server stops, read by event loops that park.
    private volatile boolean closed;

    /// @param patience how long a query is parked at most
    /// @param most     how many are parked at most
    /// @param executor where released queries go on
    Holding(Duration patience, int most, Executor executor) {
        this.patience = patience;
        this.most = most;
        this.executor = executor;
    }

    /// Parks until a view satisfies the condition. Then the stage is completed with `true`; with `false` when
    /// there is no room, no time left, or the server stops.
    ///
    /// @param current reads the current view; asked once more after parking, so that no release is missed
    /// @param left    nanoseconds that the query has, where that is less than the patience
    CompletionStage<Boolean> park(Predicate<View> released, Supplier<View> current, long left) {
        if (closed) {
            return CompletableFuture.completedFuture(false);
        }
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            return CompletableFuture.completedFuture(false);
        }
        Parked query = new Parked(released, new CompletableFuture<>());
        parked.add(query);
        query.done.completeOnTimeout(false, Math.min(patience.toNanos(), left), TimeUnit.NANOSECONDS);
        CompletionStage<Boolean> outcome = query.done.whenComplete((_, _) -> {
            parked.remove(query);
            count.decrementAndGet();
        });
        if (closed) {
            query.done.complete(false);
        } else if (released.test(current.get())) {
            query.done.complete(true);
        }
        return outcome;
    }

    /// Looks which parked queries the view releases. Returns at once; the looking is done by the executor.
    void release(View view) {
        if (!parked.isEmpty()) {
            executor.execute(() -> parked.forEach(query -> {
                if (query.released.test(view)) {
                    query.done.complete(true);
                }
            }));
        }
    }

    /// How many are parked now.
    int size() {
        return count.get();
    }

    @Override
    public void close() {
        closed = true;
        parked.forEach(query -> query.done.complete(false));
    }

    private static final class Parked {

        private final Predicate<View> released;
        private final CompletableFuture<Boolean> done;

        Parked(Predicate<View> released, CompletableFuture<Boolean> done) {
            this.released = released;
            this.done = done;
        }
    }
}
