package mpd.dns.http;

import static mpd.dns.http.RawClient.exchange;
import static mpd.dns.http.RawClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.jr.ob.JSON;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.control.RecordsReply;
import mpd.dns.control.SampleServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How connections are kept, shared and ended.
@Timeout(120)
class ConnectionTest {

    private static final String HOST = "Host: localhost";
    private static final String CLOSE = "Connection: close";
    private static final String HEALTH = request("GET /healthz HTTP/1.1", HOST);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int MANY = 60_000;

    private final HttpServerFixture servers = new HttpServerFixture();

    @AfterEach
    void stop() {
        servers.close();
    }

    private InetSocketAddress with(int connections, Duration request, Duration answer) {
        return servers.start(
                HttpServerFixture.large(MANY), new Limits(connections, 4096, 8192, request, answer, SHORT));
    }

    private static void assertAlive(InetSocketAddress server) throws IOException {
        assertThat(exchange(server, request("GET /healthz HTTP/1.1", HOST, CLOSE)))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void requestsThatComeAtOnceAreAnsweredInTheirOrder() throws IOException {
        String requests = request("GET /nothing HTTP/1.1", HOST)
                + HEALTH
                + request("HEAD / HTTP/1.1", HOST)
                + HEALTH
                + request("GET /readyz HTTP/1.1", HOST, CLOSE)
                + HEALTH;
        String answers = exchange(servers.start(), requests);
        assertThat(answers.split("HTTP/1.1 ", -1))
                .extracting(answer -> answer.substring(0, Math.min(3, answer.length())))
                .containsExactly("", "404", "200", "200", "200", "200");
        assertThat(answers).endsWith("ready\n");
    }

    @Test
    void manyRequestsAtOnceAreAllAnswered() throws IOException {
        int count = 2000;
        try (RawClient client = new RawClient(servers.start())) {
            Thread sender = Thread.ofVirtual().start(() -> send(client, HEALTH.repeat(count)));
            int answers = 0;
            for (String seen = ""; answers < count; ) {
                seen += (char) client.read();
                if (seen.endsWith("alive\n")) {
                    answers++;
                    seen = "";
                }
            }
            assertThat(sender.isAlive()).isFalse();
        }
    }

    private static void send(RawClient client, String text) {
        try {
            client.send(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoEndsItsSideFirstIsStillAnswered() throws IOException {
        try (RawClient client = new RawClient(servers.start())) {
            client.send(HEALTH + HEALTH);
            client.end();
            assertThat(client.rest().split("alive\n", -1)).hasSize(3);
        }
    }

    @Test
    void whoAsksNothingAndEndsItsSideIsLetGo() throws IOException {
        try (RawClient client = new RawClient(servers.start())) {
            client.end();
            assertThat(client.read()).isEqualTo(-1);
        }
    }

    @Test
    void http10IsAnsweredOnceUnlessItAsksToStay() throws IOException {
        InetSocketAddress server = servers.start();
        assertThat(exchange(server, "GET /healthz HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("alive\n");
        String twice = exchange(
                server, request("GET /healthz HTTP/1.0", "Connection: keep-alive") + request("GET /healthz HTTP/1.0"));
        assertThat(twice.split("alive\n", -1)).hasSize(3);
        assertThat(twice).containsIgnoringCase("connection: keep-alive");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /healthz HTTP/2.0, 505",
        "GET /healthz HTTP/3.7, 505",
        "GET /healthz, 400",
        "GET, 400",
        "\u0016\u0003\u0001\u0002, 400",
        "GET  /healthz  HTTP/1.1 x, 400",
    })
    void whatIsNotThisProtocolIsRefused(String first, int status) throws IOException {
        assertThat(exchange(servers.start(), request(first, HOST))).startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: y",
                "Host: localhost\r\nHost: localhost",
                "Host: localhost\r\nContent-Length: 1",
                "Host: localhost\r\nTransfer-Encoding: chunked",
                "Host: localhost\r\nContent-Length: x",
                "Host: localhost\r\nContent-Length: 0\r\nContent-Length: 5",
                "Host: localhost\r\nbroken"
            })
    void badHeadersAreABadRequest(String headers) throws IOException {
        assertThat(exchange(servers.start(), request("GET /healthz HTTP/1.1", headers)))
                .startsWith("HTTP/1.1 400 ")
                .contains("connection: close");
    }

    @Test
    void aFirstLineThatIsTooLongIsRefusedWhateverElseComes() throws IOException {
        String answer = exchange(servers.start(), "GET /" + "x".repeat(500_000) + " HTTP/1.1\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 414 ");
    }

    @Test
    void headersThatAreTooManyAreRefusedWhateverElseComes() throws IOException {
        String header = "X-Header: " + "x".repeat(100) + "\r\n";
        String answer = exchange(servers.start(), "GET / HTTP/1.1\r\n" + header.repeat(5000) + "\r\n");
        assertThat(answer).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void aRequestThatTakesTooLongEndsTheConnectionThoughBytesKeepComing() throws IOException {
        InetSocketAddress server = with(32, SHORT, LONG);
        try (Socket slow = new Socket(server.getAddress(), server.getPort())) {
            slow.getOutputStream().write("GET / HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
            await("the end of a request that never ends")
                    .atMost(Duration.ofSeconds(60))
                    .ignoreNoExceptions()
                    .until(() -> ended(slow));
        }
        assertAlive(server);
    }

    /// Sends one byte more, and tells whether that was too many.
    private static boolean ended(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aConnectionThatAsksNothingMoreEnds() throws IOException {
        InetSocketAddress server = with(32, SHORT, LONG);
        try (RawClient client = new RawClient(server)) {
            client.send(HEALTH);
            assertThat(client.rest()).endsWith("alive\n");
        }
    }

    @Test
    void overTheLimitTheLongestIdleGoesSoThatANewClientGetsIn() throws IOException {
        InetSocketAddress server = with(4, LONG, LONG);
        List<RawClient> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                idle.add(new RawClient(server));
            }
            assertAlive(server);
            assertThat(idle.getFirst().read()).isEqualTo(-1);
            idle.getLast().send(HEALTH);
            assertThat(idle.getLast().read()).isEqualTo('H');
        } finally {
            for (RawClient client : idle) {
                client.close();
            }
        }
    }

    @Test
    void clientsThatReadNothingHinderNobodyAndAreLetGo() throws IOException {
        InetSocketAddress server = with(8, LONG, Duration.ofSeconds(2));
        List<RawClient> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                silent.add(new RawClient(server));
                silent.getLast().send(request("GET /v1/records HTTP/1.1", HOST));
            }
            assertThat(silent.getLast().read()).isEqualTo('H');
            assertAlive(server);
            for (RawClient client : silent) {
                // What the kernel had taken comes, and then the end long before that of the document.
                assertThat(tail(client)).doesNotEndWith("0\r\n\r\n");
            }
        } finally {
            for (RawClient client : silent) {
                client.close();
            }
        }
    }

    /// The last bytes there were once the server has ended the connection without being read.
    private static String tail(RawClient client) {
        try {
            Thread.sleep(Duration.ofSeconds(3));
            String all = client.rest();
            return all.substring(Math.max(0, all.length() - 5));
        } catch (IOException | InterruptedException e) {
            return "";
        }
    }

    @Test
    void aLongAnswerComesInPiecesAndWhole() throws Exception {
        InetSocketAddress server = with(32, LONG, LONG);
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + server.getPort() + "/v1/records");
            HttpResponse<String> response =
                    client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            assertThat(response.headers().firstValue("transfer-encoding")).contains("chunked");
            assertThat(JSON.std.beanFrom(RecordsReply.class, response.body()).records())
                    .hasSize(MANY);
        }
        String old = exchange(server, "GET /v1/records HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertThat(old).doesNotContainIgnoringCase("transfer-encoding").endsWith("}]}");
        String head = exchange(server, request("HEAD /v1/records HTTP/1.1", HOST, CLOSE));
        assertThat(head).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    }

    @Test
    void theEndOfTheServerEndsConnectionsAndFreesThePort() throws IOException {
        InetSocketAddress server = servers.start(SampleServer.ready(), HttpServerFixture.PATIENT);
        try (RawClient client = new RawClient(server)) {
            client.send(HEALTH);
            assertThat(client.read()).isEqualTo('H');
            servers.close();
            assertThat(client.rest()).endsWith("alive\n");
        }
        new ServerSocket(server.getPort(), 1, server.getAddress()).close();
    }
}
