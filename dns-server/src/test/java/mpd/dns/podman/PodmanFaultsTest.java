package mpd.dns.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import mpd.dns.podman.FakePodman.Member;
import mpd.dns.podman.FakePodman.Reply;
import mpd.dns.registry.SourceState;
import mpd.dns.transport.Transport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The ways in which Podman stops telling the truth, or anything.
class PodmanFaultsTest extends PodmanTestBase {

    private static final Member SERVICE = Member.running("aaa", "mpd-service-x", "10.163.0.9");
    private static final Member LATER = Member.running("bbb", "mpd-service-y", "10.163.0.10");

    @BeforeEach
    void listen() throws IOException {
        podman.add(SERVICE);
        podman.listen();
    }

    @Test
    void cleanEndOfTheStreamIsLostSyncAndEverythingIsReadAgain() throws IOException {
        start();
        awaitFollowing();
        long inspections = podman.count("/aaa/json");

        podman.add(LATER);
        podman.endStreams();

        awaitAddresses("y.service", "10.163.0.10");
        awaitFollowing();
        assertThat(podman.count("/aaa/json")).isEqualTo(inspections + 1);
        assertThat(source().status().reconnects()).isEqualTo(1);
    }

    @Test
    void recordsStayWhilePodmanIsAway() throws IOException {
        start();
        awaitFollowing();

        podman.kill();
        await().until(() -> state() instanceof SourceState.Down);

        assertThat(addresses("x.service")).containsExactly("10.163.0.9");
        assertThat(source().status().state()).isInstanceOf(SourceState.Down.class);
        podman.add(LATER);
        podman.listen();
        awaitAddresses("y.service", "10.163.0.10");
        awaitFollowing();
    }

    @Test
    void outageKeepsItsFirstInstantThroughFailedAttempts() throws IOException {
        start();
        awaitFollowing();
        podman.kill();
        await().until(() -> state() instanceof SourceState.Down);
        SourceState first = state();

        AtomicInteger polls = new AtomicInteger();
        await().pollInterval(Duration.ofMillis(100)).until(() -> polls.incrementAndGet() > 5);

        assertThat(state()).isEqualTo(first);
    }

    @Test
    void newSocketAtTheSamePathIsUsedAlthoughTheOldConnectionLives() throws IOException {
        start();
        awaitFollowing();
        podman.stopListening();
        FakePodman successor = new FakePodman(socket);
        try {
            successor.add(LATER);
            Files.delete(socket);
            successor.listen();

            awaitAddresses("y.service", "10.163.0.10");
            assertThat(addresses("x.service")).isEmpty();
            awaitFollowing();
        } finally {
            successor.close();
        }
    }

    @Test
    void reappearingSocketIsTriedAtOnceHoweverLongTheWaitHasGrown() throws IOException {
        Timing patientOnly =
                new Timing(LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, QUICK.patience(), QUICK.unread());
        start(patientOnly, false);
        awaitFollowing();
        podman.kill();
        Files.delete(socket);
        await().until(() -> state() instanceof SourceState.Down);

        podman.add(LATER);
        podman.listen();

        awaitAddresses("y.service", "10.163.0.10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "{\"half\": \"a line", "[]", "{}", "null", "\"text\""})
    void lineThatIsNoEventMakesEverythingBeReadAgain(String line) throws IOException {
        start();
        awaitFollowing();

        podman.add(LATER);
        podman.chunk(line + "\n");

        awaitAddresses("y.service", "10.163.0.10");
        assertThat(podman.count("/aaa/json")).isEqualTo(2);
        podman.emit("container", "start", "aaa");
        await().until(() -> podman.count("/aaa/json") == 3);
        assertThat(state()).isInstanceOf(SourceState.Following.class);
    }

    @Test
    void halfALineBeforeTheEndIsNoEvent() throws IOException {
        start();
        awaitFollowing();

        podman.chunk(FakePodman.event("container", "start", "aaa").substring(0, 50));
        podman.add(LATER);
        podman.endStreams();

        awaitAddresses("y.service", "10.163.0.10");
        awaitFollowing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\n\r\n", "", "HTTP/1.1 abc\r\n\r\n"})
    void whateverElseListensThereIsNotBelieved(String greeting) throws IOException {
        podman.greeting = Optional.of(greeting);
        start();
        await().until(() -> podman.requests.size() > 3);
        assertThat(state()).isInstanceOf(SourceState.Pending.class);

        podman.greeting = Optional.empty();
        awaitAddresses("x.service", "10.163.0.9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "{}", "[{\"Id\":5}", "null"})
    void listThatIsNoneIsNotBelieved(String body) {
        AtomicInteger lists = new AtomicInteger();
        podman.script =
                path -> path.contains("/containers/json") && lists.getAndIncrement() < 3 ? new Reply(200, body) : null;
        start();

        awaitAddresses("x.service", "10.163.0.9");
        assertThat(lists.get()).isGreaterThan(3);
    }

    @Test
    void oddContainersInTheListBreakNoOther() {
        String odd = "[{},{\"Id\":\"../x\",\"Names\":[\"mpd-service-z\"]},{\"Id\":\"ccc\",\"Names\":null},"
                + "{\"Id\":\"ddd\",\"Names\":[\"mpd-service-d\"],\"Labels\":[1]}," + SERVICE.listed() + "]";
        podman.script = path -> path.contains("/containers/json") ? new Reply(200, odd) : null;
        start();

        awaitAddresses("x.service", "10.163.0.9");
        assertThat(podman.requests).noneMatch(path -> path.contains(".."));
    }

    @Test
    void streamThatIsRefusedIsTriedAgainAndSaysWhy() {
        AtomicInteger refusals = new AtomicInteger(3);
        podman.script = path -> path.contains("/events") && refusals.getAndDecrement() > 0
                ? Reply.error(500, "cannot read events with the none backend")
                : null;
        start();

        awaitAddresses("x.service", "10.163.0.9");
    }

    @Test
    void listThatFailsForAMomentDoesNotBreakTheStream() throws IOException {
        start();
        awaitFollowing();
        AtomicInteger refusals = new AtomicInteger(3);
        podman.script = path ->
                path.contains("/containers/json") && refusals.getAndDecrement() > 0 ? Reply.error(500, "busy") : null;

        podman.add(LATER);
        podman.emit("container", "start", "bbb");

        awaitAddresses("y.service", "10.163.0.10");
        assertThat(source().status().reconnects()).isZero();
    }

    @Test
    void listThatKeepsFailingIsAnOutageUntilItWorks() throws IOException {
        start();
        awaitFollowing();
        podman.script = path -> path.contains("/containers/json") ? Reply.error(500, "database locked") : null;

        podman.emit("container", "start", "aaa");
        await().until(() -> state() instanceof SourceState.Down);
        assertThat(state().toString()).contains("database locked");

        podman.script = path -> null;
        awaitFollowing();
    }

    @Test
    void attemptsGrowRarerUpToALimit() throws IOException {
        Timing timing = new Timing(
                LONG,
                LONG,
                LONG,
                LONG,
                LONG,
                Duration.ofMillis(50),
                Duration.ofMillis(400),
                LONG,
                LONG,
                QUICK.patience(),
                QUICK.unread());
        podman.greeting = Optional.of("no");
        start(timing, false);
        long began = System.nanoTime();
        await().until(() -> podman.requests.size() >= 6);

        // 50, 100, 200, 400, 400 ms, each by up to a quarter less.
        long least = TimeUnit.MILLISECONDS.toNanos((50 + 100 + 200 + 400 + 400) * 3 / 4);
        assertThat(System.nanoTime() - began).isGreaterThan(least);
    }

    @Test
    void hugeListIsReadWhole() {
        for (int i = 0; i < 5_000; i++) {
            podman.add(Member.running("f" + i, "other-" + i, "").with("mpd.note", "x".repeat(200)));
        }
        podman.add(LATER);
        start();

        awaitAddresses("y.service", "10.163.0.10");
        assertThat(podman.count("/f1/json")).isZero();
    }

    @Test
    void closingTwiceIsHarmlessAndEndsTheThreads() {
        start();
        awaitFollowing();
        source().close();
        source().close();

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("podman-") && thread.isAlive()));
        assertThat(addresses("x.service")).containsExactly("10.163.0.9");
    }

    @Test
    void wantOfFileDescriptorsIsOverWhenThereAreSomeAgain() throws IOException {
        Transport transport = Transport.best();
        AtomicBoolean exhausted = new AtomicBoolean();
        Requests.Connector connector = (loop, path, handler) -> exhausted.get()
                ? new Bootstrap()
                        .group(loop)
                        .channelFactory(() -> {
                            throw new ChannelException("Too many open files");
                        })
                        .handler(handler)
                        .connect(transport.domainAddress(path))
                : Requests.Connector.of(transport).connect(loop, path, handler);
        start(false, new PodmanSource.Means(QUICK, transport, connector));
        awaitFollowing();

        exhausted.set(true);
        podman.add(LATER);
        podman.endStreams();
        await().until(() -> state() instanceof SourceState.Down);
        exhausted.set(false);

        awaitAddresses("y.service", "10.163.0.10");
        awaitFollowing();
    }
}
