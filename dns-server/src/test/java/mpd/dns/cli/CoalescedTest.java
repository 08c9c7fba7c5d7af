package mpd.dns.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CoalescedTest {

    private final AtomicInteger done = new AtomicInteger();

    @Test
    void whatIsAskedForAHundredTimesWhileUnderWayIsDoneOnceMore() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch may = new CountDownLatch(1);
        Coalesced action = new Coalesced("it", () -> {
            done.incrementAndGet();
            begun.countDown();
            awaitQuietly(may);
        });
        CompletableFuture<Void> first = CompletableFuture.runAsync(action);
        begun.await();
        for (int i = 0; i < 100; i++) {
            action.run();
        }
        assertThat(done).as("beside the first").hasValue(1);
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
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch may = new CountDownLatch(1);
        Coalesced action = new Coalesced("the expected", () -> {
            begun.countDown();
            awaitQuietly(may);
            if (done.incrementAndGet() == 1) {
                throw new IllegalStateException("the first time");
            }
        });
        CompletableFuture<Void> first = CompletableFuture.runAsync(action);
        begun.await();
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

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
