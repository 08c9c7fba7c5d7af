package mpd.dns.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CoalescedTest {

    private final AtomicInteger done = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch may = new CountDownLatch(1);

    @Test
    void whatIsAskedForAHundredTimesWhileUnderWayIsDoneOnceMore() throws InterruptedException {
        Coalesced action = held(done::incrementAndGet);
        CompletableFuture<Void> first = begin(action);
        for (int i = 0; i < 100; i++) {
            action.run();
        }
        assertThat(done).as("before the first has ended").hasValue(0);
        may.countDown();
        first.join();
        assertThat(done).hasValue(2);
    }

    @Test
    void whatIsAskedForOnceIsDoneOnceEachTime() {
        Coalesced action = new Coalesced("it", done::incrementAndGet);
        action.run();
        action.run();
        assertThat(done).hasValue(2);
    }

    @Test
    void whatIsAskedForWhileItFailsIsDoneOnceMore() throws InterruptedException {
        Coalesced action = held(() -> {
            if (done.incrementAndGet() == 1) {
                throw new IllegalStateException("the first time");
            }
        });
        CompletableFuture<Void> first = begin(action);
        action.run();
        may.countDown();
        first.join();
        assertThat(done).hasValue(2);
    }

    @Test
    void oneThatBreaksOffIsDoneAgainWhenItIsAskedForAgain() {
        Coalesced action = new Coalesced("it", () -> {
            if (done.incrementAndGet() == 1) {
                throw new StackOverflowError("the first time");
            }
        });
        assertThatThrownBy(action::run).hasMessage("the first time");
        action.run();
        assertThat(done).hasValue(2);
    }

    /// What is done when it may.
    private Coalesced held(Runnable then) {
        return new Coalesced("the expected", () -> {
            begun.countDown();
            awaitQuietly(may);
            then.run();
        });
    }

    /// Asks for it on a thread of its own, which has begun when this returns.
    private CompletableFuture<Void> begin(Coalesced action) throws InterruptedException {
        CompletableFuture<Void> first = CompletableFuture.runAsync(action);
        begun.await();
        return first;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
