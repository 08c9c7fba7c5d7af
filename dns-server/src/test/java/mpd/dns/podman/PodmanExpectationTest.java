package mpd.dns.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import mpd.dns.podman.FakePodman.Member;
import mpd.dns.podman.FakePodman.Reply;
import mpd.dns.registry.LiveSource.Confirmation;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When Podman is waited for, and when it is not.
class PodmanExpectationTest extends PodmanTestBase {

    @BeforeEach
    void container() {
        podman.add(Member.running("aaa", "mpd-service-x", "10.163.0.9"));
    }

    @Test
    void defaultSocketThatIsNotThereIsNoSourceAndJoinsWhenItAppears() throws IOException {
        start();
        assertThat(state()).isInstanceOf(SourceState.Absent.class);
        assertThat(registry.view().complete()).isTrue();
        assertThat(registry.view().givenUp()).isEmpty();

        podman.listen();

        awaitFollowing();
        assertThat(addresses("x.service")).containsExactly("10.163.0.9");
    }

    @Test
    void nameIsNotDeniedWhileASocketThatHasAppearedIsBeingRead() throws Exception {
        start();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch readable = new CountDownLatch(1);
        podman.script = path -> {
            if (path.contains("/containers/json")) {
                asked.countDown();
                try {
                    readable.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return null;
        };
        podman.listen();
        asked.await();

        CompletableFuture<Confirmation> confirmation = source().confirm().toCompletableFuture();
        assertThat(confirmation).isNotDone();
        readable.countDown();

        assertThat(confirmation.join()).isInstanceOf(Confirmation.Current.class);
        assertThat(addresses("x.service")).containsExactly("10.163.0.9");
    }

    @Test
    void missingDirectoryIsNoObstacleToJoiningLater() throws IOException {
        socket = directory.resolve("run/podman/podman.sock");
        podman = new FakePodman(socket);
        podman.add(Member.running("aaa", "mpd-service-x", "10.163.0.9"));
        start();
        assertThat(state()).isInstanceOf(SourceState.Absent.class);

        Files.createDirectories(directory.resolve("run/podman"));
        podman.listen();

        awaitFollowing();
    }

    @Test
    void existingSocketIsExpected() throws IOException {
        podman.script = path -> path.contains("/events") ? Reply.error(500, "starting") : null;
        podman.listen();
        start();

        assertThat(state()).isInstanceOf(SourceState.Pending.class);
        assertThat(registry.view().complete()).isFalse();
    }

    @Test
    void namedSocketIsExpectedAlthoughItIsNotThere() throws IOException {
        start(QUICK, true);
        assertThat(state()).isInstanceOf(SourceState.Pending.class);

        podman.listen();
        awaitFollowing();
    }

    @Test
    void expectedPodmanThatCannotBeReadIsGivenUpAndJoinsWhenItCan() throws IOException {
        podman.script = path -> path.contains("/containers/json") ? Reply.error(500, "database locked") : null;
        podman.listen();
        start(expecting(Duration.ofMillis(200)), false);

        await().until(() -> state() instanceof SourceState.Absent);
        assertThat(state().toString()).contains("database locked");
        podman.script = path -> null;

        awaitFollowing();
    }

    @Test
    void namedSocketThatNeverAppearsIsGivenUp() {
        start(expecting(Duration.ofMillis(200)), true);

        await().until(() -> state() instanceof SourceState.Absent);
        assertThat(state().toString()).contains("there is no such socket");
        assertThat(registry.view().givenUp()).containsExactly(SourceId.PODMAN);
    }

    @Test
    void whatWasGivenUpOnceStaysSoWhileItCannotBeReadAndIsForgottenWhenItCan() throws IOException {
        AtomicBoolean asked = new AtomicBoolean();
        podman.script = path -> {
            asked.set(true);
            return path.contains("/containers/json") ? Reply.error(500, "database locked") : null;
        };
        start(expecting(Duration.ofMillis(200)), true);
        await().until(() -> !registry.view().givenUp().isEmpty());

        podman.listen();
        await().untilTrue(asked);
        await().until(() -> state().toString().contains("database locked"));
        assertThat(registry.view().givenUp()).containsExactly(SourceId.PODMAN);

        podman.script = path -> null;
        awaitFollowing();
        assertThat(registry.view().givenUp()).isEmpty();
    }

    @Test
    void forbiddenDefaultSocketIsNoSourceAndTheRemedyIsSaid() throws IOException {
        Files.createFile(socket);
        AtomicBoolean forbidden = new AtomicBoolean(true);
        start(false, forbidding(forbidden));

        await().until(() -> state() instanceof SourceState.Absent);
        assertThat(state().toString()).contains("permission denied", "label=disable", "container_runtime_t", "root");
        forbidden.set(false);
        podman.listen();
        awaitFollowing();
    }

    @Test
    void forbiddenNamedSocketIsExpectedStill() throws IOException {
        Files.createFile(socket);
        start(true, forbidding(new AtomicBoolean(true)));

        await().until(() -> source().status().state() instanceof SourceState.Pending);
        assertThat(registry.view().complete()).isFalse();
    }

    /// What the kernel says to a program without permission; these tests may run as root, which it says it to
    /// never.
    private static PodmanSource.Means forbidding(AtomicBoolean forbidden) {
        Transport transport = Transport.best();
        Requests.Connector connector = Requests.Connector.of(transport);
        return new PodmanSource.Means(QUICK, transport, (loop, path, handler) -> {
            if (forbidden.get()) {
                return refused(new SocketException("Permission denied"));
            }
            return connector.connect(loop, path, handler);
        });
    }

    private static ChannelFuture refused(IOException why) {
        return new EmbeddedChannel().newFailedFuture(why);
    }

    @Test
    void realErrorsOfBothTransportsAreUnderstood(@TempDir Path elsewhere) throws Exception {
        Path missing = elsewhere.resolve("missing.sock");
        Path dead = elsewhere.resolve("dead.sock");
        try (FakePodman gone = new FakePodman(dead)) {
            gone.listen().kill();
            for (Transport transport : Transport.values()) {
                try (EventLoopGroup loops = transport.loops(1, "test")) {
                    assertThat(reason(transport, loops, missing)).isEqualTo("there is no such socket");
                    assertThat(reason(transport, loops, dead)).isEqualTo("nobody listens there");
                }
            }
        }
    }

    private static String reason(Transport transport, EventLoopGroup loops, Path path) throws InterruptedException {
        ChannelFuture future = Requests.Connector.of(transport)
                .connect(loops.next(), path, new ChannelInboundHandlerAdapter())
                .await();
        return PodmanError.reason(future.cause());
    }

    @Test
    void closedSourceLeavesNoConnection() throws IOException {
        podman.listen();
        CountDownLatch readable = new CountDownLatch(1);
        podman.script = path -> {
            if (path.contains("/containers/json")) {
                try {
                    readable.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return null;
        };
        start();
        await().until(() -> podman.lists() == 1);
        source().close();

        await().until(() -> podman.connected() == 0);
        readable.countDown();
    }
}
