package mpd.dns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import mpd.dns.forward.UpstreamAnswer;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/// One question upstream for all who ask the same, and what a flush does to it.
final class SharedQuestionsTest extends CacheFixture {

    private static final String NAME = "www.test.";

    @Test
    void manyClientsShareOneQuestionAndEachGetsTheAnswer() {
        List<CompletableFuture<UpstreamAnswer>> clients = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            clients.add(ask(i % 2 == 0 ? NAME : "WWW.test."));
        }
        answers(address(NAME, 300, "192.0.2.1"));

        assertThat(asked).hasSize(1);
        assertThat(clients)
                .allSatisfy(client -> assertThat(ttl(client.getNow(SILENCE))).isEqualTo(300));
        assertThat(cache.status().coalesced()).isEqualTo(999);
    }

    @Test
    void answerThatIsNotKeptIsSharedToo() {
        CompletableFuture<UpstreamAnswer> first = ask(NAME);
        CompletableFuture<UpstreamAnswer> second = ask(NAME);
        answers(address(NAME, 0, "192.0.2.1"));

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(asked).hasSize(1);
        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void failureReachesAll() {
        CompletableFuture<UpstreamAnswer> first = ask(NAME);
        CompletableFuture<UpstreamAnswer> second = ask(NAME);
        open.remove().complete(SILENCE);

        assertThat(first).isCompletedWithValue(SILENCE);
        assertThat(second).isCompletedWithValue(SILENCE);
    }

    @Test
    void stageThatFailsAfterAllIsAFailureForAll() {
        CompletableFuture<UpstreamAnswer> client = ask(NAME);
        open.remove().completeExceptionally(new IllegalStateException("on purpose"));

        assertThat(client.join()).isInstanceOf(UpstreamAnswer.Failed.class);
        pass(1);
        assertThat(ask(NAME)).as("the next question").isNotCompleted();
        assertThat(asked).hasSize(2);
    }

    @Test
    void clientThatGivesUpTakesNothingFromTheOthers() {
        CompletableFuture<UpstreamAnswer> first = ask(NAME);
        CompletableFuture<UpstreamAnswer> second = ask(NAME);
        assertThat(first.cancel(true)).isTrue();
        answers(address(NAME, 300, "192.0.2.1"));

        assertThat(ttl(second.join())).isEqualTo(300);
        assertThat(ask(NAME)).isCompleted();
    }

    @Test
    void beyondTenThousandWaitingClientsTheNextFailsAtOnceAndThenAllGoesOn() {
        for (int i = 0; i < 10_000; i++) {
            ask(NAME).cancel(true);
        }
        assertThat(ask("other.test.").join()).isInstanceOf(UpstreamAnswer.Failed.class);

        answers(address(NAME, 300, "192.0.2.1"));
        assertThat(ask("other.test.")).isNotCompleted();
    }

    @Test
    void flushEmptiesTheCache() {
        long empty = cache.status().bytes();
        ask(NAME, address(NAME, 300, "192.0.2.1"));
        assertThat(cache.status().bytes()).isGreaterThan(empty);

        cache.flush();

        assertThat(cache.status()).returns(0L, CacheStatus::entries).returns(empty, CacheStatus::bytes);
        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void questionUnderWayDuringAFlushAnswersItsClientAndLeavesNothingBehind() {
        CompletableFuture<UpstreamAnswer> before = ask(NAME);
        cache.flush();
        CompletableFuture<UpstreamAnswer> after = ask(NAME);
        answers(address(NAME, 300, "192.0.2.1"));

        assertThat(before).isCompleted();
        assertThat(after).as("of the new nameservers").isNotCompleted();
        assertThat(asked).hasSize(2);
        answers(address(NAME, 300, "192.0.2.2"));
        assertThat(read(ask(NAME).join()).toString()).contains("192.0.2.2").doesNotContain("192.0.2.1\n");
    }

    @Test
    void offCacheKeepsNothingAndStillSharesQuestions() {
        cache = with(size(8 << 20, 0));
        var _ = ask(NAME);
        CompletableFuture<UpstreamAnswer> second = ask(NAME);
        answers(address(NAME, 300, "192.0.2.1"));

        assertThat(second).isCompleted();
        assertThat(asked).hasSize(1);
        assertThat(ask(NAME)).isNotCompleted();
        assertThat(cache.status()).returns(0L, CacheStatus::insertions);
    }

    @Test
    void otherSizeEmptiesTheCacheAndOtherTtlsDoNot() {
        ask(NAME, address(NAME, 300, "192.0.2.1"));

        cache.use(ttls(60, 0, 0, 0));
        assertThat(ttl(ask(NAME).join())).isEqualTo(60);
        cache.use(size(8 << 20, 150));
        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void clientsOfManyThreadsAskOncePerAnswer() throws Exception {
        AtomicInteger count = new AtomicInteger();
        UpstreamAnswer answer = answered(address(NAME, 300, "192.0.2.1"));
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int round = 0; round < 500; round++) {
                count.set(0);
                cache = new CachingForwarder(
                        _ -> {
                            count.incrementAndGet();
                            return CompletableFuture.supplyAsync(() -> answer, threads);
                        },
                        (_, _) -> {},
                        clock,
                        CacheSettings.DEFAULT);
                CountDownLatch start = new CountDownLatch(1);
                List<CompletableFuture<UpstreamAnswer>> clients = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    clients.add(CompletableFuture.supplyAsync(
                                    () -> {
                                        await(start);
                                        return cache.ask(question(NAME, Type.A));
                                    },
                                    threads)
                            .thenCompose(stage -> stage));
                }
                start.countDown();
                CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new))
                        .join();
                assertThat(count).as("round %d", round).hasValue(1);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
