package mpd.dns.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mpd.dns.podman.FakePodman.Member;
import mpd.dns.podman.FakePodman.Reply;
import mpd.dns.registry.SourceState;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Name;

/// Events that come as they should, or nearly.
class PodmanFollowTest extends PodmanTestBase {

    @BeforeEach
    void listen() throws IOException {
        podman.add(DATABASE);
        podman.listen();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void existingContainersArePublishedAfterTheStreamIsOpen(Transport transport) {
        assertThat(start(false, new PodmanSource.Means(QUICK, transport))
                        .status()
                        .state())
                .isInstanceOf(SourceState.Pending.class);
        awaitFollowing();

        assertThat(addresses("pg.db")).containsExactly("10.163.0.30");
        assertThat(podman.requests.getFirst()).contains("/events");
        assertThat(registry.view().settings().reverse())
                .containsExactly(Name.fromConstantString("0.163.10.in-addr.arpa."));
        assertThat(source().status().apiVersion()).contains("5.4.2");
        assertThat(source().status().containers()).isEqualTo(1);
        assertThat(source().status().lastRead()).isPresent();
    }

    @Test
    void newContainerAppearsWithItsEvent() throws IOException {
        start();
        awaitFollowing();

        podman.add(Member.running("bbb", "mpd-service-x", "10.163.0.9"));
        podman.emit("container", "start", "bbb");

        awaitAddresses("x.service", "10.163.0.9");
        assertThat(source().status().eventsSeen()).isEqualTo(1);
    }

    @Test
    void renameMovesTheNameBecauseContainersAreKeyedById() throws IOException {
        podman.add(Member.running("bbb", "mpd-service-x", "10.163.0.9"));
        start();
        awaitFollowing();

        podman.add(Member.running("bbb", "mpd-service-y", "10.163.0.9"));
        podman.emit("container", "rename", "bbb");

        awaitAddresses("y.service", "10.163.0.9");
        assertThat(addresses("x.service")).isEmpty();
    }

    @Test
    void removedContainerIsGoneWithItsAddressAlthoughTheNextHasItsName() throws IOException {
        start();
        awaitFollowing();

        podman.members.remove("aaa");
        podman.add(Member.running("ccc", "mpd-db-pg", "10.163.0.44")
                .with("mpd.type", "db")
                .with("mpd.name", "pg"));
        podman.emit("container", "remove", "aaa");

        awaitAddresses("pg.db", "10.163.0.44");
    }

    @Test
    void lateAndRepeatedEventsChangeNothing() throws IOException {
        start();
        awaitFollowing();
        long serial = registry.view().zone().serial();

        for (int i = 0; i < 20; i++) {
            podman.emit("container", "remove", "aaa");
        }
        await().until(() -> source().status().eventsSeen() == 20);
        get(source().confirm());

        assertThat(addresses("pg.db")).containsExactly("10.163.0.30");
        assertThat(registry.view().zone().serial()).isEqualTo(serial);
    }

    @Test
    void eventSplitOverChunksIsOneEvent() throws IOException {
        start();
        awaitFollowing();
        podman.add(Member.running("bbb", "mpd-service-x", "10.163.0.9"));
        String line = FakePodman.event("container", "start", "bbb") + "\n";

        podman.chunk(line.substring(0, 40));
        podman.chunk(line.substring(40));

        awaitAddresses("x.service", "10.163.0.9");
        assertThat(source().status().eventsSeen()).isEqualTo(1);
    }

    @Test
    void healthChecksAndExecSessionsAreNoReasonToLook() throws IOException {
        start();
        awaitFollowing();
        long lists = podman.lists();

        podman.emit("container", "health_status", "aaa");
        podman.emit("container", "exec_died", "aaa");
        podman.emit("image", "remove", "aaa");
        podman.emit("container", "stop", "aaa");
        await().until(() -> source().status().eventsSeen() == 1);
        get(source().confirm());

        assertThat(podman.lists()).isEqualTo(lists + 1);
        assertThat(podman.requests.getFirst()).contains("filters=").doesNotContain("health_status");
    }

    @Test
    void replayOfRecentEventsIsAskedForBecauseTheSubscriptionMayBeginLate() {
        start();
        awaitFollowing();

        assertThat(podman.requests.getFirst()).containsPattern("since=\\d+&").doesNotContain("until");
    }

    @Test
    void eventWithoutNetworkNameLooksAtItsContainer() throws IOException {
        start();
        awaitFollowing();

        podman.add(DATABASE.with("address", "10.163.0.77"));
        podman.emit("network", "connect", "aaa");

        awaitAddresses("pg.db", "10.163.0.77");
    }

    @Test
    void addressOnAnotherNetworkIsNeverPublished() throws IOException {
        start();
        awaitFollowing();

        podman.add(DATABASE.with("network", "other").with("address", "10.89.0.2"));
        podman.emit("network", "disconnect", "aaa");

        await().untilAsserted(() -> assertThat(addresses("pg.db")).isEmpty());
        assertThat(source().status().skipped()).hasSize(1);
    }

    @Test
    void infraContainersEventRefreshesTheMembersOfItsPod() throws IOException {
        podman.add(Member.running("1aa", "123-infra", "10.163.0.100").inPod("ddd", true));
        podman.add(Member.running("2aa", "mpd-runtime-php-main", "10.163.0.100")
                .with("mpd.runtime", "php")
                .inPod("ddd", false));
        start();
        awaitFollowing();

        podman.add(Member.running("2aa", "mpd-runtime-php-main", "10.163.0.101")
                .with("mpd.runtime", "php")
                .inPod("ddd", false));
        podman.emit("container", "start", "1aa");
        awaitAddresses("php.runtime", "10.163.0.101");

        assertThat(registry.view().entries().toString()).doesNotContain("infra");
    }

    @Test
    void podMemberHasTheInfraContainersAddressWhereItsOwnInspectionHasNone() {
        podman.add(Member.running("1aa", "123-infra", "10.163.0.100").inPod("ddd", true));
        podman.add(Member.running("2aa", "mpd-runtime-php-main", "")
                .with("mpd.runtime", "php")
                .with("mode", "container:1aa")
                .inPod("ddd", false));
        start();

        awaitAddresses("php.runtime", "10.163.0.100");
    }

    @Test
    void networkMismatchIsTriedAgainAndTheOldRecordStaysMeanwhile() throws IOException {
        start();
        awaitFollowing();
        AtomicInteger refusals = new AtomicInteger(3);
        podman.add(DATABASE.with("address", "10.163.0.77"));
        podman.add(Member.running("bbb", "mpd-service-x", "10.163.0.9"));
        CountDownLatch last = new CountDownLatch(1);
        podman.script = path -> {
            if (!path.contains("/aaa/") || refusals.getAndDecrement() <= 0) {
                return null;
            }
            if (refusals.get() == 0) {
                awaitQuietly(last);
            }
            return Reply.error(500, "network inspection mismatch");
        };
        podman.emit("network", "connect", "aaa");

        awaitAddresses("x.service", "10.163.0.9");
        assertThat(addresses("pg.db")).containsExactly("10.163.0.30");
        last.countDown();
        awaitAddresses("pg.db", "10.163.0.77");
    }

    @Test
    void containerThatCannotBeInspectedBreaksNoOther() throws IOException {
        podman.add(Member.running("bad", "mpd-service-bad", "10.163.0.8").with("mpd.ip", "10.163.0.8"));
        podman.script = path -> path.contains("/bad/") ? Reply.error(500, "broken") : null;
        start();
        awaitFollowing();

        assertThat(addresses("pg.db")).containsExactly("10.163.0.30");
        assertThat(addresses("bad.service")).containsExactly("10.163.0.8");
        podman.add(Member.running("bbb", "mpd-service-x", "10.163.0.9"));
        podman.emit("container", "start", "bbb");
        awaitAddresses("x.service", "10.163.0.9");
        assertThat(source().status().problems()).anyMatch(problem -> problem.contains("500 broken"));
    }

    @Test
    void containerThatIsGoneAtItsInspectionHasNoRecord() {
        podman.add(Member.running("bbb", "mpd-service-x", "10.163.0.9").with("mpd.ip", "10.163.0.9"));
        podman.script = path -> path.contains("/bbb/") ? Reply.error(404, "no such container") : null;
        start();
        awaitFollowing();

        assertThat(addresses("x.service")).isEmpty();
        assertThat(source().status().problems()).isEmpty();
    }

    @Test
    void containerThatGoesDuringItsInspectionHasNoRecord() {
        podman.add(Member.running("bbb", "mpd-service-x", "10.163.0.9").with("mpd.ip", "10.163.0.9"));
        // What 5.4.2 says when it has found the container and then finds it gone.
        podman.script = path -> path.contains("/bbb/")
                ? Reply.error(500, "no container with ID bbb found in database: no such container")
                : null;
        start();
        awaitFollowing();

        assertThat(addresses("x.service")).isEmpty();
        assertThat(source().status().problems()).isEmpty();
    }

    @Test
    void networkThatDoesNotExistYetIsNoProblem() {
        podman.script = path -> path.contains("/networks/") ? Reply.error(404, "network not found") : null;
        start();
        awaitFollowing();

        assertThat(addresses("pg.db")).containsExactly("10.163.0.30");
        assertThat(source().status().problems()).isEmpty();
    }

    @Test
    void changeThatNoEventToldOfIsFoundByTheRegularRead() {
        start(resyncing(Duration.ofMillis(50)), false);
        awaitFollowing();

        podman.add(Member.running("bbb", "mpd-service-x", "10.163.0.9"));

        awaitAddresses("x.service", "10.163.0.9");
        await().until(() -> source().status().missed() == 1);
    }

    @Test
    void changeDuringAReadMakesAnotherReadFollow() throws IOException {
        start();
        awaitFollowing();
        CountDownLatch held = new CountDownLatch(1);
        AtomicInteger lists = new AtomicInteger();
        podman.script = path -> {
            if (path.contains("/containers/json") && lists.getAndIncrement() == 0) {
                Reply old = new Reply(200, "[" + DATABASE.listed() + "]");
                awaitQuietly(held);
                return old;
            }
            return null;
        };
        podman.emit("container", "start", "aaa");
        await().until(() -> lists.get() == 1);
        podman.add(Member.running("bbb", "mpd-service-x", "10.163.0.9"));
        podman.emit("container", "start", "bbb");
        await().until(() -> source().status().eventsSeen() == 2);
        held.countDown();

        awaitAddresses("x.service", "10.163.0.9");
    }

    @Test
    void burstOfEventsIsReadInFewReads() throws IOException {
        start();
        awaitFollowing();
        long lists = podman.lists();

        podman.chunk((FakePodman.event("container", "start", "aaa") + "\n").repeat(500));
        await().until(() -> source().status().eventsSeen() == 500);
        get(source().confirm());

        assertThat(podman.lists() - lists).isLessThan(50);
    }

    @Test
    void onlyWhatAnEventMayConcernIsInspectedAgain() throws IOException {
        podman.add(Member.running("bbb", "mpd-service-x", "10.163.0.9"));
        start();
        awaitFollowing();

        podman.emit("container", "start", "bbb");
        await().until(() -> podman.count("/bbb/json") == 2);

        assertThat(podman.count("/aaa/json")).isEqualTo(1);
    }
}
