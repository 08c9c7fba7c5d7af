package mpd.dns.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mpd.dns.podman.FakePodman.Member;
import mpd.dns.podman.FakePodman.Reply;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.zone.ZoneSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A Podman that lists its containers, and does not tell everything of each.
class PodmanUnreadableTest extends PodmanTestBase {

    @BeforeEach
    void listen() throws IOException {
        podman.add(DATABASE);
        podman.listen();
    }

    @Test
    void containerWhoseInspectionFailedForLongIsInspectedUntilItSucceeds() throws IOException {
        start();
        awaitFollowing();
        podman.add(DATABASE.with("address", "10.163.0.77"));
        // More often than it is waited for.
        AtomicInteger refusals = new AtomicInteger(7);
        podman.script =
                path -> path.contains("/aaa/") && refusals.getAndDecrement() > 0 ? Reply.error(500, "broken") : null;
        podman.emit("container", "start", "aaa");

        awaitAddresses("pg.db", "10.163.0.77");
        await().untilAsserted(() -> assertThat(source().status().problems()).isEmpty());
    }

    @Test
    void problemOfContainerThatCannotBeInspectedStaysWhileOthersAreRead() throws IOException {
        start();
        awaitFollowing();
        podman.script = path -> path.contains("/aaa/") ? Reply.error(500, "broken") : null;
        podman.emit("container", "start", "aaa");
        await().until(() -> podman.count("/aaa/") > 8);
        podman.add(Member.running("bbb", "mpd-service-x", "10.163.0.9"));
        podman.emit("container", "start", "bbb");

        awaitAddresses("x.service", "10.163.0.9");
        assertThat(source().status().problems()).anyMatch(problem -> problem.contains("500 broken"));
    }

    @Test
    void containerWhoseInspectionNeverEndsHoldsUpNoOther() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        podman.add(Member.running("bad", "mpd-service-bad", "10.163.0.8"));
        podman.script = path -> {
            if (path.contains("/bad/")) {
                awaitQuietly(end);
            }
            return null;
        };
        start(inspecting(Duration.ofMillis(300)), false);
        awaitFollowing();
        podman.add(Member.running("bbb", "mpd-service-x", "10.163.0.9"));
        podman.emit("container", "start", "bbb");

        awaitAddresses("x.service", "10.163.0.9");
        end.countDown();
        awaitAddresses("bad.service", "10.163.0.8");
    }

    @Test
    void eventsOfOthersAreNoReasonToTryAgain() throws IOException {
        start(tryingAgainAfter(LONG), false);
        awaitFollowing();
        podman.script = path -> path.contains("/aaa/") ? Reply.error(500, "broken") : null;
        podman.emit("container", "start", "aaa");
        await().until(() -> podman.count("/aaa/") == 2);
        for (int i = 1; i <= 9; i++) {
            podman.add(Member.running("b" + i, "mpd-service-x" + i, "10.163.0.9" + i));
            podman.emit("container", "start", "b" + i);
            awaitAddresses("x" + i + ".service", "10.163.0.9" + i);
        }
        assertThat(podman.count("/aaa/")).isEqualTo(2);
        assertThat(source().status().problems()).anyMatch(problem -> problem.contains("500 broken"));
    }

    @Test
    void networkThatDoesNotAnswerHoldsUpNoContainer() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        podman.script = path -> {
            if (path.contains("/networks/")) {
                awaitQuietly(end);
            }
            return null;
        };
        start(inspecting(Duration.ofMillis(100)), false);
        awaitFollowing();
        podman.add(Member.running("bbb", "mpd-service-x", "10.163.0.9"));
        podman.emit("container", "start", "bbb");

        awaitAddresses("x.service", "10.163.0.9");
        end.countDown();
        await().untilAsserted(() -> assertThat(source().status().problems()).isEmpty());
    }

    @Test
    void networkThatCannotBeReadAtFirstIsWaitedFor() {
        AtomicInteger refusals = new AtomicInteger(3);
        podman.script =
                path -> path.contains("/networks/") && refusals.getAndDecrement() > 0 ? Reply.error(500, "busy") : null;
        ZoneSettings without = registry.view().settings();
        List<Boolean> incomplete = new CopyOnWriteArrayList<>();
        registry.onPublish(view -> {
            if (view.sources().get(SourceId.PODMAN) instanceof SourceState.Following) {
                incomplete.add(view.settings().equals(without));
            }
        });
        start();
        awaitFollowing();

        assertThat(incomplete).isNotEmpty().doesNotContain(true);
        assertThat(podman.count("/networks/")).isEqualTo(4);
    }

    @Test
    void networkThatCannotBeReadIsNoReasonToWaitForEver() {
        podman.script = path -> path.contains("/networks/") ? Reply.error(500, "broken") : null;
        start();
        awaitFollowing();

        assertThat(addresses("pg.db")).containsExactly("10.163.0.30");
        assertThat(source().status().problems()).anyMatch(problem -> problem.contains("cannot be read: 500 broken"));
    }
}
