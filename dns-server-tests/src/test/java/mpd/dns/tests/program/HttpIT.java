package mpd.dns.tests.program;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/// What the program answers over HTTP, and what clients of HTTP cannot do to it.
@Timeout(300)
class HttpIT {

    private static final String NAME = "php.runtime.mpd.test";
    private static final String RECORD = NAME + "=10.163.0.100";
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(mpd_dns\\S+) (\\S+)$");

    @TempDir
    private Path directory;

    private final InetSocketAddress dns = Program.freeAddress("127.0.0.1");
    private final InetSocketAddress http = Program.freeAddress("127.0.0.1");

    private Program serve(final String... more) {
        final List<String> arguments =
                new ArrayList<>(List.of("--record", RECORD, "--http", Integer.toString(http.getPort())));
        arguments.addAll(List.of(more));
        final Program program = Program.serve(directory, dns, arguments.toArray(String[]::new));
        // Names are answered a moment before HTTP is.
        await("http at " + http)
                .atMost(60, SECONDS)
                .until(() -> program.output().contains("http on "));
        return program;
    }

    private HttpResponse<String> get(final String target) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            final URI uri = URI.create("http://" + Program.text(http) + target);
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        } catch (final IOException failure) {
            throw new AssertionError(failure);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private double metric(final String series) {
        final Matcher sample = SAMPLE.matcher(get("/metrics").body());
        while (sample.find()) {
            if (sample.group(1).equals(series)) {
                return Double.parseDouble(sample.group(2));
            }
        }
        throw new AssertionError("no " + series);
    }

    private void assertDnsAnswers() {
        assertThat(new DnsClient(dns).udp(Packets.query(NAME, Type.A))).isNotNull();
    }

    @Test
    void documentsAreThoseOfTheCommands() {
        try (Program _ = serve()) {
            final String control = directory.resolve("control.sock").toString();
            assertThat(get("/v1/records").body() + "\n")
                    .isEqualTo(Program.run(directory, "records", "--json", "--control", control)
                            .output());
            assertThat(get("/v1/explain?name=" + NAME).body() + "\n")
                    .isEqualTo(Program.run(directory, "explain", NAME, "--json", "--control", control)
                            .output());
            assertThat(get("/v1/status").body()).startsWith("{\"version\":").contains("\"ready\":true");
        }
    }

    @Test
    void readinessNamesWhatIsAmissAndTheProgramIsReadyAllTheSame() throws IOException {
        Files.writeString(directory.resolve("resolv.conf"), "# none\n");
        try (Program _ = serve()) {
            assertThat(get("/healthz").body()).isEqualTo("alive\n");
            await().atMost(30, SECONDS)
                    .untilAsserted(() -> assertThat(get("/readyz"))
                            .satisfies(
                                    response ->
                                            assertThat(response.statusCode()).isEqualTo(200),
                                    response -> assertThat(response.body()).contains("degraded: ")));
        }
    }

    @Test
    void aSourceThatIsWaitedForIsNotReady() {
        try (Program _ = Program.start(directory, waiting())) {
            await().atMost(180, SECONDS)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(exchange(request("GET /readyz HTTP/1.1")))
                            .startsWith("HTTP/1.1 503 ")
                            .contains("not ready: waiting for podman"));
            assertThat(metric("mpd_dns_ready")).isZero();
            assertThat(get("/").body()).contains("Not ready: waiting for podman");
        }
    }

    private List<String> waiting() {
        final List<String> arguments = new ArrayList<>(Program.serveArguments(directory, dns));
        arguments.set(
                arguments.indexOf("none"), directory.resolve("podman.sock").toString());
        arguments.addAll(List.of("--http", Program.text(http)));
        return arguments;
    }

    @Test
    void metricsCountQueriesByOutcomeTransportAndResponseCode() throws IOException {
        Files.writeString(directory.resolve("dnsmasq.conf"), "no-hosts\nno such line\n");
        try (Program _ = serve()) {
            final String sent = "mpd_dns_responses_total{rcode=\"NXDOMAIN\",transport=\"udp\"}";
            final double before = metric(sent);
            final double denied = metric("mpd_dns_queries_total{outcome=\"denied\"}");
            new DnsClient(dns).udp(Packets.query("nope.mpd.test", Type.A));
            new DnsClient(dns).udp(Packets.query("nope.mpd.test", Type.A));
            assertThat(metric(sent)).isEqualTo(before + 2);
            assertThat(metric("mpd_dns_queries_total{outcome=\"denied\"}")).isEqualTo(denied + 2);
            assertThat(metric("mpd_dns_problems{place=\"configuration\"}")).isEqualTo(1);
            assertThat(metric("mpd_dns_ready")).isEqualTo(1);
        }
    }

    @Test
    void theStatusPageShowsProblemsWithFileAndLineAndAsText() throws IOException {
        Files.writeString(directory.resolve("dnsmasq.conf"), "no-hosts\n<script>alert(1)</script>\n");
        try (Program _ = serve()) {
            final HttpResponse<String> page = get("/");
            assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
            assertThat(page.body())
                    .contains("dnsmasq.conf:2", "&lt;script&gt;", "Ready")
                    .doesNotContain("<script");
        }
    }

    @Test
    void aPageOfAnotherNameIsNotAnswered() throws IOException {
        try (Program _ = serve()) {
            assertThat(exchange("GET /v1/records HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
                    .startsWith("HTTP/1.1 421 ")
                    .doesNotContain(NAME);
            assertThat(exchange("GET /v1/records HTTP/1.1\r\nHost: dns.service.mpd.test\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains(NAME);
        }
    }

    @Test
    void clientsThatNeverFinishOrNeverReadHinderNeitherHttpNorDns() throws IOException {
        try (Program _ = serve()) {
            final List<Socket> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 100; i++) {
                    final Socket client = new Socket(http.getAddress(), http.getPort());
                    clients.add(client);
                    final String text = i % 2 == 0 ? "GET /metrics HTTP/1.1\r\nX: " : endless();
                    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                }
                assertThat(get("/healthz").statusCode()).isEqualTo(200);
                assertDnsAnswers();
            } finally {
                for (final Socket client : clients) {
                    client.close();
                }
            }
        }
    }

    private static String endless() {
        return "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(50);
    }

    @Test
    void whatIsNoHttpIsRefusedAndPipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (Program _ = serve()) {
            assertThat(exchange("GET / HTTP/1.1\r\n" + ("X: " + "x".repeat(1000) + "\r\n").repeat(1000) + "\r\n"))
                    .startsWith("HTTP/1.1 431 ");
            assertThat(exchange("\u0000\u0001\u0002\r\n\r\n")).startsWith("HTTP/1.1 400 ");
            assertThat(exchange("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n12345"))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("allow: GET, HEAD");
            final String two =
                    exchange("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" + request("GET /x HTTP/1.1"));
            assertThat(two).startsWith("HTTP/1.1 200 ").contains("alive\nHTTP/1.1 404 ");
        }
    }

    @Test
    void anHttpPortThatIsTakenIsToldWithEverythingElse() throws IOException {
        try (ServerSocket taken = new ServerSocket(http.getPort(), 1, http.getAddress());
                ServerSocket dnsTaken = new ServerSocket(dns.getPort(), 1, dns.getAddress());
                Program program = Program.start(
                        directory,
                        Program.serveArguments(directory, dns, "--http", Integer.toString(http.getPort())))) {
            assertThat(program.awaitExit()).as(program.output()).isEqualTo(2);
            assertThat(program.output())
                    .contains("127.0.0.1:" + taken.getLocalPort() + " (TCP) is taken by ")
                    .contains("127.0.0.1:" + dnsTaken.getLocalPort() + " (TCP) is taken by ");
        }
    }

    @Test
    void itIsOffUnlessItIsToldToBeOn() {
        try (Program program = Program.serve(directory, dns)) {
            // The last line of a start comes a moment after the first answer.
            await("the end of the start")
                    .atMost(60, SECONDS)
                    .until(() -> program.output().contains("serves"));
            assertThat(program.output()).doesNotContain("http");
        }
    }

    private static String request(final String first) {
        return first + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    }

    /// Sends this, ends its side, and reads to the end.
    private String exchange(final String text) throws IOException {
        try (Socket socket = new Socket(http.getAddress(), http.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
