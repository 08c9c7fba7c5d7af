package mpd.dns.podman;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mpd.dns.registry.LiveSource.Confirmation;
import org.jspecify.annotations.Nullable;

/// Callers that wait for the source to be sure. Lives on one event loop.
final class Confirmations {

    private static final long LOOK_EVERY_MILLIS = 20;

    /// One caller.
    ///
    /// @param answer where its answer goes
    /// @param events number of events that had arrived when it asked
    /// @param asked  when it asked, on the scale of [System#nanoTime()]
    record Waiter(CompletableFuture<Confirmation> answer, long events, long asked) {}

    private final EventLoop loop;
    private final Function<Waiter, Optional<Confirmation>> judge;
    private List<Waiter> waiting = new ArrayList<>();
    private @Nullable ScheduledFuture<?> look;
    private Optional<Confirmation> last = Optional.empty();

    /// @param judge says what a caller is to be told, or nothing yet
    Confirmations(EventLoop loop, Function<Waiter, Optional<Confirmation>> judge) {
        this.loop = loop;
        this.judge = judge;
    }

    /// Answers at once or later; false when it has been answered.
    boolean add(Waiter waiter) {
        Optional<Confirmation> now = last.or(() -> judge.apply(waiter));
        if (now.isPresent()) {
            waiter.answer().complete(now.get());
            return false;
        }
        waiting.add(waiter);
        if (look == null) {
            look = loop.scheduleWithFixedDelay(
                    this::settle, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
        return true;
    }

    /// Answers everybody who can be answered now.
    void settle() {
        List<Waiter> asked = waiting;
        waiting = new ArrayList<>();
        for (Waiter waiter : asked) {
            Optional<Confirmation> answer = judge.apply(waiter);
            if (answer.isPresent()) {
                waiter.answer().complete(answer.get());
            } else {
                waiting.add(waiter);
            }
        }
        if (waiting.isEmpty() && look != null) {
            var _ = look.cancel(false);
            look = null;
        }
    }

    /// Answers everybody the same from now on.
    void endAll(Confirmation answer) {
        last = Optional.of(answer);
        waiting.forEach(waiter -> waiter.answer().complete(answer));
        waiting.clear();
        settle();
    }
}
