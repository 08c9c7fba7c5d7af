package mpd.dns.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mpd.dns.control.ControlServer;
import mpd.dns.control.SampleServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskingCommandTest {

    @TempDir
    private Path directory;

    private CommandRun run(String... args) {
        return CommandRun.of(
                Map.of("MPD_DNS_CONTROL", directory.resolve("c.sock").toString()), args);
    }

    @Nested
    class OfAReadyServer {

        private ControlServer server;

        @BeforeEach
        void start() throws Exception {
            server = ControlServer.start(directory.resolve("c.sock"), SampleServer.ready());
        }

        @AfterEach
        void stop() {
            server.close();
        }

        @Test
        void recordsAreATableWithAlignedColumns() {
            CommandRun run = run("records");
            assertThat(run.status()).isZero();
            List<String> lines = run.out().lines().toList();
            int type = lines.getFirst().indexOf("TYPE");
            assertThat(lines.getFirst()).startsWith("NAME").contains("SOURCE", "ORIGIN", "SINCE");
            assertThat(lines)
                    .allSatisfy(line ->
                            assertThat(line.substring(type - 1, type + 1)).matches(" \\S"));
            assertThat(run.out())
                    .contains("container mpd-runtime-php (0123456789ab), label mpd.runtime")
                    .doesNotContain("shadowed by");
            assertThat(run("records", "--all").out()).contains("/etc/dnsmasq.d/x.conf:7 (shadowed by --record)");
        }

        @Test
        void explainNamesTheContainer() {
            CommandRun run = run("explain", "php.runtime.mpd.test");
            assertThat(run.status()).isZero();
            assertThat(run.out())
                    .contains("php.runtime.mpd.test. A: answered here")
                    .contains("php.runtime.mpd.test. 1 IN A 10.163.0.100")
                    .contains("exact name: container mpd-runtime-php (0123456789ab), label mpd.runtime");
        }

        @Test
        void explainTakesAnAddressForItsReverseName() {
            CommandRun run = run("explain", "10.163.0.100");
            assertThat(run.status()).isZero();
            assertThat(run.out()).contains("PTR php.runtime.mpd.test.");
            assertThat(run("explain", "100.0.163.10.in-addr.arpa").status()).isZero();
        }

        @Test
        void explainShowsWhatLosesAgainstWhat() {
            assertThat(run("explain", "db.mpd.test", "a").out())
                    .contains("db.mpd.test. 1 IN A 10.163.0.99")
                    .contains("shadowed by --record");
        }

        @Test
        void aMissingRecordIsANegativeResult() {
            assertThat(run("explain", "nope.mpd.test").status()).isEqualTo(1);
            assertThat(run("explain", "db.mpd.test", "AAAA").status()).isEqualTo(1);
            assertThat(run("explain", "example.org").status()).isZero();
        }

        @Test
        void explainRefusesWhatIsNoNameOrType() {
            assertThat(run("explain").err()).contains("NAME");
            assertThat(run("explain").status()).isEqualTo(2);
            assertThat(run("explain", "a..b").err()).contains("NAME a..b: expected");
            assertThat(run("explain", "").err()).contains("NAME : expected");
            assertThat(run("explain", "a.".repeat(10_000)).err()).contains(": expected a name");
            assertThat(run("explain", "a.b", "NOTYPE").err()).contains("TYPE NOTYPE: expected");
            assertThat(run("explain", "a.b", "TYPE65").status()).isZero();
        }

        @Test
        void statusShowsAddressesSourcesAndNameservers() {
            CommandRun run = run("status");
            assertThat(run.status()).isZero();
            assertThat(run.out())
                    .contains("0.1.0, up since 2026-01-01T00:00:00Z")
                    .contains("10.163.0.3:53  answering")
                    .contains("10.164.0.2:53  not yet: no such address yet")
                    .contains("following since 2026-01-01T00:00:00Z")
                    .contains(
                            "192.0.2.53:53  in use since 2026-01-01T00:00:00Z  queries 5, answers 4, timeouts 1, failures 0  "
                                    + "p50 11.0, p95 30.0, p99 45.0 ms")
                    .contains("mpd-service-mail  ffffffffffff  no address on network mpd-internal")
                    .contains("queries  42")
                    .contains("  resolv.conf is older than its directory");
        }

        @Test
        void healthIsReady() {
            CommandRun run = run("health");
            assertThat(run.status()).isZero();
            assertThat(run.out()).isEqualTo("ready" + System.lineSeparator());
        }

        @ParameterizedTest
        @ValueSource(strings = {"records --json", "explain db.mpd.test --json", "status --json", "health --json"})
        void forProgramsThereIsOneJsonDocument(String line) throws Exception {
            CommandRun run = run(line.split(" "));
            assertThat(run.status()).isZero();
            assertThat(JSON.std.mapFrom(run.out())).isNotEmpty();
        }

        @Test
        void theFlagBeatsTheVariable() {
            Path elsewhere = directory.resolve("elsewhere.sock");
            assertThat(run("health", "--control", elsewhere.toString()).err()).contains(elsewhere.toString());
        }
    }

    @Test
    void aServerThatWaitsIsNotReady() throws Exception {
        try (ControlServer _ = ControlServer.start(directory.resolve("c.sock"), SampleServer.waiting())) {
            assertThat(run("health").status()).isEqualTo(1);
            assertThat(run("health").out()).startsWith("not ready: waiting for podman");
            assertThat(run("health", "--json").out()).contains("\"ready\":false");
            assertThat(run("status").status()).isEqualTo(1);
            assertThat(run("explain", "php.runtime.mpd.test").status()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"records", "explain a.b", "status", "health"})
    void withoutAServerTheCommandSaysSo(String line) {
        CommandRun run = run(line.split(" "));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("mpd-dns: no mpd-dns server answers on " + directory.resolve("c.sock"))
                .contains("is it running?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u001b[31mHTTP/1.1 400", "", "{}", "[]", "{\"error\":\"no\"}", "{\"records\":3", "42", "null"})
    void anAnswerOfSomethingElseIsRefusedAndHarmless(String answer) throws Exception {
        for (String line : List.of("records", "explain a.b", "status", "health")) {
            CommandRun run = runAgainst(answer, line.split(" "));
            assertThat(run.status()).as(line).isEqualTo(2);
            assertThat(run.err())
                    .as(line)
                    .startsWith("mpd-dns: the answer on ")
                    .satisfies(err -> assertThat(err.lines()).hasSize(1))
                    .doesNotContain("\u001b");
        }
    }

    private CommandRun runAgainst(String answer, String... args) throws IOException {
        Path path = directory.resolve("c.sock");
        try (ServerSocketChannel strange = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            strange.bind(UnixDomainSocketAddress.of(path));
            Thread.ofVirtual().start(() -> {
                try (SocketChannel client = strange.accept()) {
                    client.read(ByteBuffer.allocate(1000));
                    client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return run(args);
        } finally {
            Files.delete(path);
        }
    }
}
