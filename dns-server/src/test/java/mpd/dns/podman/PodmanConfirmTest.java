package mpd.dns.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mpd.dns.podman.FakePodman.Member;
import mpd.dns.registry.LiveSource.Confirmation;
import mpd.dns.registry.LiveSource.Confirmation.Current;
import mpd.dns.registry.LiveSource.Confirmation.Outdated;
import mpd.dns.registry.LiveSource.Confirmation.Unsure;
import mpd.dns.registry.SourceState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What stands between an unknown name and a false denial.
class PodmanConfirmTest extends PodmanTestBase {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Member SERVICE = Member.running("aaa", "mpd-service-x", "10.163.0.9");
    private static final Member LATER = Member.running("bbb", "mpd-service-y", "10.163.0.10");

    private final CountDownLatch end = new CountDownLatch(1);

    @BeforeEach
    void listen() throws IOException {
        podman.add(SERVICE);
        podman.listen();
    }

    @AfterEach
    void release() {
        end.countDown();
    }

    private void silence(String part) {
        podman.script = path -> {
            if (path.contains(part)) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return null;
        };
    }

    @Test
    void nothingToMakeSureOfIsAnsweredAtOnce() {
        start();
        awaitFollowing();
        long lists = podman.lists();

        CompletionStage<Confirmation> answer = source().confirm();

        assertThat(answer.toCompletableFuture()).isCompletedWithValue(new Current());
        assertThat(source().sure()).isTrue();
        assertThat(podman.lists()).isEqualTo(lists);
    }

    @Test
    void deliveredEventIsPublishedBeforeTheAnswer() throws IOException {
        start();
        awaitFollowing();
        for (int i = 0; i < 50; i++) {
            podman.add(Member.running("c" + i, "mpd-service-s" + i, "10.163.0.9"));
            podman.emit("container", "start", "c" + i);
            int delivered = i + 1;
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> source().status().eventsSeen() == delivered);

            if (source().sure()) {
                assertThat(addresses("s" + i + ".service")).containsExactly("10.163.0.9");
            }
            assertThat(get(source().confirm())).isInstanceOf(Current.class);
            assertThat(addresses("s" + i + ".service")).containsExactly("10.163.0.9");
        }
    }

    @Test
    void eventThatCannotBeReadInTimeLeavesEverybodyUnsure() throws IOException {
        start(confirming(LONG, Duration.ofSeconds(20), SHORT), false);
        awaitFollowing();
        silence("/containers/");
        podman.emit("container", "start", "bbb");
        await().until(() -> source().status().eventsSeen() == 1);

        assertThat(source().sure()).isFalse();
        assertThat(get(source().confirm())).isInstanceOf(Unsure.class);
    }

    @Test
    void oldListIsRenewedOnceForEverybodyAndFindsWhatNoEventToldOf() {
        start(confirming(Duration.ofMillis(400), Duration.ofSeconds(20), Duration.ofSeconds(20)), false);
        awaitFollowing();
        podman.add(LATER);
        await().until(() -> !source().confirm().toCompletableFuture().isDone());
        long lists = podman.lists();

        List<CompletionStage<Confirmation>> answers = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            answers.add(source().confirm());
        }

        assertThat(answers.stream().map(PodmanTestBase::get).distinct()).containsExactly(new Current());
        assertThat(addresses("y.service")).containsExactly("10.163.0.10");
        assertThat(podman.lists() - lists).isLessThanOrEqualTo(5);
    }

    @Test
    void listThatDoesNotComeMakesTheAnswerOutdated() {
        start(confirming(Duration.ZERO, SHORT, Duration.ofSeconds(20)), false);
        awaitFollowing();
        silence("/containers/json");

        assertThat(get(source().confirm()))
                .isInstanceOfSatisfying(
                        Outdated.class,
                        outdated -> assertThat(outdated.note()).startsWith("Podman does not answer since 2"));
    }

    @Test
    void brokenStreamIsOpenedAgainForTheOneWhoAsks() throws IOException {
        start(slowBackoff(Duration.ofSeconds(20)), false);
        awaitFollowing();
        podman.add(LATER);
        podman.endStreams();
        await().until(() -> state() instanceof SourceState.Down);

        List<CompletionStage<Confirmation>> answers = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            answers.add(source().confirm());
        }

        assertThat(answers.stream().map(PodmanTestBase::get).distinct()).containsExactly(new Current());
        assertThat(addresses("y.service")).containsExactly("10.163.0.10");
        assertThat(podman.count("/events")).isEqualTo(2);
    }

    @Test
    void podmanThatStaysAwayMakesTheAnswerOutdatedWithTheInstant() throws IOException {
        start(slowBackoff(SHORT), false);
        awaitFollowing();
        podman.kill();
        await().until(() -> state() instanceof SourceState.Down);

        assertThat(get(source().confirm())).isEqualTo(new Outdated("Podman feed down since " + since(state())));
    }

    @Test
    void outageOfAMomentIsWaitedThrough() throws IOException {
        start(slowBackoff(Duration.ofSeconds(20)), false);
        awaitFollowing();
        podman.kill();
        Files.delete(socket);
        await().until(() -> state() instanceof SourceState.Down);

        CompletionStage<Confirmation> answer = source().confirm();
        podman.add(LATER);
        podman.listen();

        assertThat(get(answer)).isInstanceOf(Current.class);
        assertThat(addresses("y.service")).containsExactly("10.163.0.10");
    }

    @Test
    void queriesDoNotHammerAServiceThatIsDown() throws IOException {
        start(slowBackoff(Duration.ZERO, LONG), false);
        awaitFollowing();
        podman.greeting = Optional.of("no");
        podman.endStreams();
        await().until(() -> state() instanceof SourceState.Down);
        long streams = podman.count("/events");

        AtomicInteger asked = new AtomicInteger();
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            assertThat(get(source().confirm())).isInstanceOf(Outdated.class);
            return asked.incrementAndGet() >= 200;
        });

        assertThat(podman.count("/events") - streams).isLessThanOrEqualTo(1);
    }

    @Test
    void silentPodmanIsNotWaitedForLongerThanPromised() throws IOException {
        start(slowBackoff(SHORT), false);
        awaitFollowing();
        silence("/");
        podman.endStreams();
        await().until(() -> state() instanceof SourceState.Down);

        assertThat(get(source().confirm())).isInstanceOf(Outdated.class);
    }

    @Test
    void absentPodmanIsNothingToMakeSureOf() throws IOException {
        podman.close();
        start();

        await().until(() -> state() instanceof SourceState.Absent);
        await().untilAsserted(() ->
                assertThat(source().confirm().toCompletableFuture()).isCompletedWithValue(new Current()));
    }

    @Test
    void expectedPodmanThatHasNotBeenReadDeniesNothing() {
        silence("/events");
        start();

        assertThat(source().sure()).isFalse();
        assertThat(get(source().confirm())).isInstanceOf(Unsure.class);
    }

    @Test
    void closedSourceStillAnswers() {
        start(confirming(Duration.ZERO, Duration.ofSeconds(20), Duration.ofSeconds(20)), false);
        awaitFollowing();
        silence("/containers/json");
        CompletionStage<Confirmation> waiting = source().confirm();
        source().close();

        assertThat(get(waiting)).isInstanceOf(Unsure.class);
        assertThat(get(source().confirm())).isInstanceOf(Unsure.class);
    }

    /// No attempts but those that somebody asks for.
    private static Timing slowBackoff(Duration patience) {
        return slowBackoff(patience, Duration.ZERO);
    }

    private static Timing slowBackoff(Duration patience, Duration attempts) {
        return new Timing(
                LONG,
                LONG,
                Duration.ofSeconds(20),
                QUICK.inspection(),
                QUICK.inspect(),
                LONG,
                LONG,
                attempts,
                LONG,
                patience,
                Duration.ofSeconds(20));
    }
}
