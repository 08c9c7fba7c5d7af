package mpd.dns.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mpd.dns.watch.FileWatcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ControlServerTest {

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = directory.resolve("new").resolve("control.sock");
    }

    private ControlServer start() throws ControlSocketException {
        return ControlServer.start(path, SampleServer.ready());
    }

    private String ask(String request) throws ControlSocketException {
        return new ControlClient(path).ask(request);
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        return channel;
    }

    private static String rest(SocketChannel channel) throws IOException {
        return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void healthIsOneLineOfText() throws Exception {
        try (ControlServer _ = start()) {
            assertThat(ask("health")).isEqualTo("ready\n");
        }
        try (ControlServer _ = ControlServer.start(path, SampleServer.waiting())) {
            assertThat(ask("health")).isEqualTo("not ready: waiting for podman\n");
        }
        try (ControlServer _ = ControlServer.start(path, SampleServer.hampered())) {
            assertThat(ask("health")).isEqualTo("ready; but a file is an old copy\n");
        }
        SampleServer lonely = SampleServer.hampered();
        lonely.forgetUpstreams();
        // Which helps nobody else.
        lonely.giveDomain("corp.example.", "192.0.2.54");
        try (ControlServer _ = ControlServer.start(path, lonely)) {
            assertThat(ask("health"))
                    .isEqualTo("ready; but a file is an old copy; there is no nameserver to forward to\n");
        }
    }

    @Test
    void aSocketThatWasTakenAwayIsMadeAnewOnceThatCanBe() throws Exception {
        try (FileWatcher watcher = new FileWatcher();
                ControlServer server = start()) {
            server.follow(watcher);
            Files.delete(path);
            awaitHealth("ready\n");
            // In one step, or the server makes it anew between two.
            Files.move(path.getParent(), directory.resolve("gone"));
            awaitHealth("ready\n");
            // Nothing happens to the path when that server stops to listen without taking its file away.
            ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            Path elsewhere = directory.resolve("other.sock");
            other.bind(UnixDomainSocketAddress.of(elsewhere));
            Files.move(elsewhere, path, StandardCopyOption.REPLACE_EXISTING);
            await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
            other.close();
            awaitHealth("ready\n");
        }
        assertThat(path).doesNotExist();
    }

    private void awaitHealth(String line) {
        await().ignoreExceptions().untilAsserted(() -> assertThat(ask("health")).isEqualTo(line));
    }

    @Test
    void requestWithAWordTooManyIsRefused() throws Exception {
        try (ControlServer _ = start()) {
            for (String request : List.of("status extra", "health now", "records some", "records all of them")) {
                assertThat(ask(request)).contains("unknown request");
            }
        }
    }

    @Test
    void recordsAreOneDocumentWithProvenance() throws Exception {
        try (ControlServer _ = start()) {
            RecordsReply served = JSON.std.beanFrom(RecordsReply.class, ask("records"));
            RecordsReply all = JSON.std.beanFrom(RecordsReply.class, ask("records all"));
            assertThat(served.records()).allMatch(row -> row.shadowedBy() == null);
            assertThat(all.records()).hasSize(served.records().size() + 1);
            assertThat(all.records())
                    .anyMatch(row ->
                            "--record".equals(row.shadowedBy()) && row.origin().equals("/etc/dnsmasq.d/x.conf:7"));
        }
    }

    @Test
    void statusComesBackAsItWasSent() throws Exception {
        SampleServer sample = SampleServer.ready();
        try (ControlServer _ = ControlServer.start(path, sample)) {
            assertThat(JSON.std.beanFrom(StatusReply.class, ask("status"))).isEqualTo(StatusReply.of(sample));
        }
    }

    @Test
    void explanationsComeBackAsTheyWereSent() throws Exception {
        try (ControlServer _ = start()) {
            ExplainReply reply = JSON.std.beanFrom(ExplainReply.class, ask("explain php.runtime.mpd.test. A"));
            assertThat(reply.verdict()).isEqualTo(ExplainReply.Verdict.ANSWERED);
            assertThat(reply.answer()).hasSize(1);
        }
    }

    @Test
    void explanationsComeAsTextForThoseWhoReadNoDocuments() throws Exception {
        try (ControlServer _ = start()) {
            assertThat(ask("explain-as-text 10.163.0.100").lines())
                    .startsWith("positive 3", "100.0.163.10.in-addr.arpa. PTR: answered here");
            assertThat(ask("explain-as-text db.mpd.test aaaa").lines().toList())
                    .satisfies(lines -> assertThat(lines.getFirst()).isEqualTo("negative " + (lines.size() - 1)));
        }
    }

    @Test
    void garbageGetsAnErrorAndHarmsNobody() throws Exception {
        List<String> garbage = List.of(
                "",
                "   ",
                "GET / HTTP/1.1",
                "explain",
                "explain a.b NOTYPE",
                "explain a..b A",
                "explain \\999 A",
                "explain a b c",
                "explain-as-text",
                "explain-as-text a..b",
                "explain-as-text a NOTYPE",
                "explain-as-text a A c",
                "\u0000\u0001",
                "x".repeat(5000));
        try (ControlServer _ = start()) {
            for (String request : garbage) {
                assertThat(JSON.std.mapFrom(ask(request))).as(request).containsOnlyKeys("error");
            }
            assertThat(ask("health")).isEqualTo("ready\n");
        }
    }

    @Test
    void aClientThatLeavesEarlyHarmsNobody() throws Exception {
        try (ControlServer _ = start()) {
            for (int i = 0; i < 50; i++) {
                try (SocketChannel gone = connect()) {
                    gone.write(ByteBuffer.wrap("records all\n".getBytes(StandardCharsets.US_ASCII)));
                }
            }
            assertThat(ask("health")).isEqualTo("ready\n");
        }
    }

    @Test
    void slowClientsAreCutOffAndLetOthersIn() throws Exception {
        try (ControlServer _ = ControlServer.start(path, SampleServer.ready(), Duration.ofMillis(300))) {
            List<SocketChannel> slow = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                SocketChannel channel = connect();
                channel.write(ByteBuffer.wrap("heal".getBytes(StandardCharsets.US_ASCII)));
                slow.add(channel);
            }
            assertThat(ask("health")).isEqualTo("ready\n");
            for (SocketChannel channel : slow) {
                assertThat(rest(channel)).isEmpty();
                channel.close();
            }
        }
    }

    @Test
    void theSocketIsForItsOwnerAlone() throws Exception {
        try (ControlServer _ = start()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("new"))))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void theSocketIsGoneAfterClosingAndClosingTwiceIsHarmless() throws Exception {
        ControlServer server = start();
        server.close();
        assertThat(path).doesNotExist();
        server.close();
    }

    @Test
    void closingLeavesTheSocketOfAnother() throws Exception {
        ControlServer first = start();
        Files.delete(path);
        try (ControlServer _ = start()) {
            first.close();
            assertThat(ask("health")).isEqualTo("ready\n");
        }
    }

    @Test
    void closingEndsConnectionsThatAreOpen() throws Exception {
        ControlServer server = start();
        try (SocketChannel idle = connect()) {
            assertThat(ask("health")).isEqualTo("ready\n");
            server.close();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(rest(idle)).isEmpty());
        }
    }

    @Test
    void theSocketOfADeadServerIsReplaced() throws Exception {
        Files.createDirectory(directory.resolve("new"));
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        try (ControlServer _ = start()) {
            assertThat(ask("health")).isEqualTo("ready\n");
        }
    }

    @Test
    void aSecondServerOnTheSameSocketIsRefused() throws Exception {
        try (ControlServer _ = start()) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(ControlSocketException.class)
                    .hasMessageContaining("serves on " + path);
            assertThat(ask("health")).isEqualTo("ready\n");
        }
    }

    @Test
    void aFileThatIsNoSocketIsKept() throws Exception {
        Files.createDirectory(directory.resolve("new"));
        Files.writeString(path, "precious");
        assertThatThrownBy(this::start).hasMessageContaining(path.toString()).hasMessageContaining("no socket");
        assertThat(path).hasContent("precious");
    }

    @Test
    void aPipeIsKept() throws Exception {
        Files.createDirectory(directory.resolve("new"));
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(this::start).hasMessageContaining("no socket");
        assertThat(path).exists();
    }

    @Test
    void aDirectoryThatCannotBeMadeIsAProblemNotACrash() throws Exception {
        Files.writeString(directory.resolve("new"), "");
        assertThatThrownBy(this::start)
                .isInstanceOf(ControlSocketException.class)
                .hasMessageContaining("the control socket " + path + " cannot be made");
        Path tooLong = directory.resolve("x".repeat(120));
        assertThatThrownBy(() -> ControlServer.start(tooLong, SampleServer.ready()))
                .isInstanceOf(ControlSocketException.class)
                .hasMessageContaining("cannot be made");
    }

    @Test
    void aMissingServerIsToldAsSuch() throws Exception {
        assertThatThrownBy(() -> ask("health"))
                .hasMessageContaining("no mpd-dns server answers on " + path)
                .hasMessageContaining("--control");
        Files.createDirectory(directory.resolve("new"));
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertThatThrownBy(() -> ask("health")).hasMessageContaining("no mpd-dns server answers on " + path);
    }

    @Test
    void aServerThatHangsIsGivenUp() throws Exception {
        Files.createDirectory(directory.resolve("new"));
        try (ServerSocketChannel hanging = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            hanging.bind(UnixDomainSocketAddress.of(path));
            assertThatThrownBy(() -> new ControlClient(path, Duration.ofMillis(200)).ask("health"))
                    .hasMessageContaining("did not answer within");
        }
    }

    @Test
    void aServerThatTakesNoConnectionIsGivenUpAndNotReplaced() throws Exception {
        Files.createDirectory(directory.resolve("new"));
        try (ServerSocketChannel frozen = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            frozen.bind(UnixDomainSocketAddress.of(path), 1);
            // The kernel keeps one more than it was told; whoever comes next waits to be let in.
            try (SocketChannel _ = connect();
                    SocketChannel _ = connect()) {
                assertThatThrownBy(() -> new ControlClient(path, Duration.ofMillis(200)).ask("health"))
                        .hasMessageContaining("did not answer within");
                assertThatThrownBy(this::start).hasMessageContaining("serves on " + path);
            }
        }
    }

    @Test
    void countersKeepTheirOrder() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("z", 1L);
        counters.put("a", 2L);
        ServerStatus status =
                new ServerStatus("1", SampleServer.START, List.of(), List.of(), List.of(), List.of(), counters);
        assertThat(status.counters().keySet()).containsExactly("z", "a");
    }
}
