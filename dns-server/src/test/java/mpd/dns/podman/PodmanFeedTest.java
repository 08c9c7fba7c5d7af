package mpd.dns.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import mpd.dns.podman.FakePodman.Member;
import mpd.dns.podman.FakePodman.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a feed passes on, and what it keeps back.
class PodmanFeedTest {

    @TempDir
    private Path directory;

    private Path path;
    private FakePodman podman;
    private PodmanFeed feed;

    @BeforeEach
    void start() throws IOException {
        path = directory.resolve("feed.sock");
        podman = new FakePodman(directory.resolve("podman.sock"));
        podman.listen();
        feed = PodmanFeed.start(settings());
    }

    @AfterEach
    void stop() throws IOException {
        feed.close();
        podman.close();
    }

    private PodmanFeed.Settings settings() {
        return new PodmanFeed.Settings(directory.resolve("podman.sock"), "mpd-internal", path);
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        return channel;
    }

    private String say(String request) throws IOException {
        try (SocketChannel channel = connect()) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String get(String target) throws IOException {
        return say("GET " + target + " HTTP/1.1\r\nHost: podman\r\n\r\n");
    }

    private static String recorded(String file) {
        try (InputStream in = Objects.requireNonNull(PodmanFeedTest.class.getResourceAsStream("/podman/" + file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void inspectionHasNoSecretsLeft() throws IOException {
        String whole = recorded("inspect-mpd-runtime-php-main-5.4.2.json")
                .replaceFirst("\"Config\": \\{", "\"Config\": {\"Env\":[\"MARIADB_PASSWORD=secret\"],\"Cmd\":[\"x\"],");
        podman.script = _ -> new Reply(200, whole);

        String passed = get(Api.container("d37aa4dd207a"));

        assertThat(passed).startsWith("HTTP/1.1 200").contains("NetworkSettings", "10.163.0.");
        assertThat(passed).doesNotContain("Env", "secret", "Cmd", "Mounts", "Labels", "MacAddress", "Rootfs");
    }

    @Test
    void listHasNoLabelsOfOthersAndNoCommandLines() throws IOException {
        podman.script = _ -> new Reply(200, """
                [{"Id":"abc","Names":["mpd-db-x"],"Command":["--password=secret"],"Mounts":["/root"],
                  "Labels":{"mpd.type":"db","io.example.token":"secret"},"Created":"2026-01-01T00:00:00Z"}]""");
        assertThat(get(Api.CONTAINERS))
                .contains("mpd-db-x", "mpd.type", "2026-01-01T00:00:00Z")
                .doesNotContain("secret", "Command", "/root");
    }

    @Test
    void excerptsMakeTheSameContainersAsTheWhole() throws IOException {
        byte[] list = recorded("containers-5.4.2.json").getBytes(StandardCharsets.UTF_8);
        byte[] passed =
                Excerpt.of(new Ask.Containers(), answer(list), "mpd-internal").body();
        assertThat(Listed.parse(passed).values())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("labels")
                .containsExactlyElementsOf(Listed.parse(list).values());
        for (String file : List.of("inspect-mpd-runtime-php-main-5.4.2.json", "inspect-stopped-5.4.2.json")) {
            byte[] whole = recorded(file).getBytes(StandardCharsets.UTF_8);
            byte[] excerpt = Excerpt.of(new Ask.Inspection("x"), answer(whole), "mpd-internal")
                    .body();
            assertThat(Inspected.parse(excerpt, "mpd-internal")).isEqualTo(Inspected.parse(whole, "mpd-internal"));
        }
    }

    private static Requests.Answer answer(byte[] body) {
        return new Requests.Answer(200, Optional.empty(), body);
    }

    @Test
    void addressesOnOtherNetworksStayBehind() throws IOException {
        podman.add(Member.running("abc", "mpd-service-x", "192.0.2.1").with("network", "private"));
        assertThat(get(Api.container("abc"))).startsWith("HTTP/1.1 200").doesNotContain("192.0.2.1", "private");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v4.0.0/libpod/containers/create HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
                "POST /v4.0.0/libpod/containers/json?all=true HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
                "DELETE /v4.0.0/libpod/containers/abc HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v4.0.0/libpod/info HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v4.0.0/libpod/networks/podman/json HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v4.0.0/libpod/containers/abc/json HTTP/x.y\r\n\r\n",
                "nonsense\r\n\r\n"
            })
    void nothingElseReachesPodman(String request) throws IOException {
        assertThat(say(request)).startsWith("HTTP/1.1 403");
        assertThat(podman.requests).isEmpty();
    }

    @Test
    void secondRequestOnAConnectionIsNotHeard() throws IOException {
        String one = "GET " + Api.CONTAINERS + " HTTP/1.1\r\nHost: podman\r\n\r\n";
        assertThat(say(one + one)).containsOnlyOnce("HTTP/1.1");
        assertThat(podman.requests).hasSize(1);
    }

    @Test
    void hugeRequestIsRefusedAndOthersAreServed() throws IOException {
        try {
            assertThat(say("GET /" + "x".repeat(100_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403");
        } catch (IOException e) {
            // Closed before all of it was read, which takes the answer back.
            assertThat(podman.requests).isEmpty();
        }
        assertThat(get(Api.CONTAINERS)).startsWith("HTTP/1.1 200");
    }

    @Test
    void eventsArePassedOnAndTheirAttributesStayBehind() throws IOException {
        try (SocketChannel channel = connect()) {
            channel.write(ByteBuffer.wrap(("GET " + Api.events(1) + " HTTP/1.1\r\nHost: podman\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII)));
            await().until(() -> podman.streams() == 1);
            podman.emit("container", "start", "abc");
            podman.endStreams();
            String passed = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(passed)
                    .contains("\"ID\":\"abc\"", "\"Action\":\"start\"")
                    .doesNotContain("Attributes");
        }
    }

    @Test
    void streamOfAClientThatLeavesIsClosed() throws IOException {
        SocketChannel channel = connect();
        channel.write(ByteBuffer.wrap(
                ("GET " + Api.events(1) + " HTTP/1.1\r\nHost: podman\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
        await().until(() -> podman.streams() == 1);
        channel.close();
        // Writing to a connection that the other side has closed fails, at the second time at the latest.
        await().untilAsserted(() -> assertThatThrownBy(() -> podman.emit("container", "start", "abc"))
                .isInstanceOf(IOException.class));
    }

    @Test
    void whatNobodyWaitsForAnyMoreHoldsUpNobody() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        podman.script = path -> {
            if (path.contains("/hanging/")) {
                PodmanTestBase.awaitQuietly(end);
            }
            return null;
        };
        // As many as are asked for at once, and more.
        for (int i = 1; i <= 12; i++) {
            try (SocketChannel channel = connect()) {
                channel.write(ByteBuffer.wrap(("GET " + Api.container("hanging") + " HTTP/1.1\r\nHost: podman\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII)));
                int asked = i;
                // Sooner than those before it are given up for the time they take.
                await().atMost(Duration.ofSeconds(5)).until(() -> podman.count("/hanging/") == asked);
            }
        }
        assertThat(get(Api.CONTAINERS)).startsWith("HTTP/1.1 200");
        end.countDown();
    }

    @Test
    void socketIsForItsOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void secondFeedAtTheSamePathIsRefused() {
        assertThatThrownBy(() -> PodmanFeed.start(settings()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("serves on " + path)
                .hasMessageContaining("--feed");
    }

    @Test
    void socketOfADeadFeedIsReplaced() throws IOException {
        feed.close();
        Files.createFile(path);
        assertThatThrownBy(() -> PodmanFeed.start(settings())).hasMessageContaining("is no socket");
        Files.delete(path);
        new FakePodman(path).listen().stopListening();
        assertThat(path).exists();
        feed = PodmanFeed.start(settings());
        assertThat(get(Api.CONTAINERS)).startsWith("HTTP/1.1 200");
    }

    @Test
    void newSocketOfPodmanMakesANewSocketOfTheFeed() throws IOException {
        Object before = SocketIdentity.of(path).orElseThrow();
        podman.kill();
        podman.listen();
        await().untilAsserted(() ->
                assertThat(SocketIdentity.of(path)).isPresent().get().isNotEqualTo(before));
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(get(Api.CONTAINERS)).startsWith("HTTP/1.1 200"));
    }

    @Test
    void socketThatCannotBeMadeAnewIsTriedAgain() throws IOException {
        // Another name for the socket that the feed listens on, which outlives the first.
        Path other = Files.createLink(directory.resolve("other.sock"), path);
        // At once, or the feed makes it anew in between.
        Files.move(Files.createFile(directory.resolve("file")), path, StandardCopyOption.REPLACE_EXISTING);
        podman.kill();
        podman.listen();
        await().until(() -> deaf(other));
        Files.delete(path);
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(get(Api.CONTAINERS)).startsWith("HTTP/1.1 200"));
    }

    @Test
    void socketThatSomebodyTakesAwayIsMadeAnew() throws IOException {
        Files.delete(path);
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(get(Api.CONTAINERS)).startsWith("HTTP/1.1 200"));
    }

    @Test
    void socketThatSomebodyPutsAnotherInPlaceOfIsMadeAnewOnceThatOneIsDead() throws IOException {
        Path first = Files.createLink(directory.resolve("first.sock"), path);
        Path second = directory.resolve("second.sock");
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(second));
            Files.move(second, path, StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> deaf(first));
        }
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(get(Api.CONTAINERS)).startsWith("HTTP/1.1 200"));
    }

    private static boolean deaf(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return !channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException refused) {
            return true;
        }
    }

    @Test
    void closedFeedLeavesNoSocket() {
        feed.close();
        assertThat(path).doesNotExist();
        feed.close();
    }

    @Test
    void feedIsClosedAlthoughTheSocketOfPodmanChangesAtThatMoment() throws Exception {
        Set<Thread> others = Thread.getAllStackTraces().keySet();
        PodmanFeed second = PodmanFeed.start(new PodmanFeed.Settings(
                directory.resolve("podman.sock"), "mpd-internal", directory.resolve("second.sock")));
        List<Thread> watchers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !others.contains(thread))
                .filter(thread -> thread.getName().equals("file-watcher"))
                .toList();
        Thread closing = new Thread(second::close);
        synchronized (second) {
            closing.start();
            // For the lock, or for a call of the watcher that is under way and waits for it.
            await().until(() ->
                    Set.of(Thread.State.BLOCKED, Thread.State.WAITING).contains(closing.getState()));
            podman.kill();
            podman.listen();
            await().until(() -> watchers.stream().allMatch(PodmanFeedTest::blockedOrOver));
        }
        assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
    }

    private static boolean blockedOrOver(Thread thread) {
        return thread.getState() == Thread.State.BLOCKED || !thread.isAlive();
    }

    private boolean turnedAway() {
        try {
            return get(Api.CONTAINERS).isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void tooManyConnectionsAreTurnedAwayAndRoomIsMadeByThoseThatGo() throws IOException {
        List<SocketChannel> idle = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            idle.add(connect());
        }
        await().until(this::turnedAway);
        for (SocketChannel channel : idle) {
            channel.close();
        }
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(get(Api.CONTAINERS)).startsWith("HTTP/1.1 200"));
    }
}
