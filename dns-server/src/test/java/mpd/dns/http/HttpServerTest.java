package mpd.dns.http;

import static mpd.dns.http.RawClient.exchange;
import static mpd.dns.http.RawClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import mpd.dns.control.Documents;
import mpd.dns.control.ExplainReply;
import mpd.dns.control.RecordsReply;
import mpd.dns.control.SampleServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What requests get.
@Timeout(120)
class HttpServerTest {

    private static final String CLOSE = "Connection: close";
    private static final String HOST = "Host: localhost";

    private final HttpServerFixture servers = new HttpServerFixture();

    @AfterEach
    void stop() {
        servers.close();
    }

    private static HttpResponse<String> ask(InetSocketAddress server, String method, String target) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + server.getPort() + target);
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static HttpResponse<String> get(InetSocketAddress server, String target) throws Exception {
        return ask(server, "GET", target);
    }

    @Test
    void anAliveServerSaysSo() throws Exception {
        HttpResponse<String> response = get(servers.start(), "/healthz");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("alive\n");
    }

    @Test
    void readinessIsThatOfTheSources() throws Exception {
        HttpResponse<String> ready = get(servers.start(), "/readyz");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("ready\n");

        HttpResponse<String> waiting = get(servers.start(SampleServer.waiting(), HttpServerFixture.PATIENT), "/readyz");
        assertThat(waiting.statusCode()).isEqualTo(503);
        assertThat(waiting.body()).startsWith("not ready: waiting for podman\n");
    }

    @Test
    void aSourceThatWasGivenUpIsDegradedAndNotUnready() throws Exception {
        HttpResponse<String> without =
                get(servers.start(SampleServer.withoutPodman(), HttpServerFixture.PATIENT), "/readyz");
        assertThat(without.statusCode()).isEqualTo(200);
        assertThat(without.body())
                .isEqualTo("ready\ndegraded: podman is absent since 2026-01-01T00:00:00Z:"
                        + " not readable: no such socket\n");
    }

    @Test
    void troubleWithNameserversIsDegradedAndNotUnready() throws Exception {
        SampleServer server = SampleServer.ready();
        server.forgetUpstreams();
        HttpResponse<String> none = get(servers.start(server, HttpServerFixture.PATIENT), "/readyz");
        assertThat(none.statusCode()).isEqualTo(200);
        assertThat(none.body()).isEqualTo("ready\ndegraded: there is no nameserver to forward to\n");

        HttpResponse<String> hostile = get(servers.start(new HostileServer(), HttpServerFixture.PATIENT), "/readyz");
        assertThat(hostile.statusCode()).isEqualTo(200);
        assertThat(hostile.body())
                .contains("degraded: nameserver 192.0.2.53:53 is <script>")
                .doesNotContain("\u202e");
    }

    @Test
    void documentsAreThoseOfTheControlSocket() throws Exception {
        InetSocketAddress server = servers.start();
        ByteArrayOutputStream status = new ByteArrayOutputStream();
        new Documents(SampleServer.ready()).status(status);
        HttpResponse<String> response = get(server, "/v1/status");
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(response.body()).isEqualTo(status.toString(StandardCharsets.UTF_8));

        RecordsReply served =
                JSON.std.beanFrom(RecordsReply.class, get(server, "/v1/records").body());
        RecordsReply all = JSON.std.beanFrom(
                RecordsReply.class, get(server, "/v1/records?all=true").body());
        assertThat(all.records()).hasSize(served.records().size() + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "name=db.mpd.test, db.mpd.test., A",
        "name=DB.mpd.test.&type=aaaa, DB.mpd.test., AAAA",
        "name=db.mpd.test&type=, db.mpd.test., A",
        "name=10.163.0.40, 40.0.163.10.in-addr.arpa., PTR",
        "name=40.0.163.10.in-addr.arpa, 40.0.163.10.in-addr.arpa., PTR",
        "type=TYPE65&name=%64b.mpd.test, db.mpd.test., HTTPS",
        "name=a%20b, a\\032b., A",
        "name=%C3%BC.mpd.test, xn--tda.mpd.test., A",
    })
    void explainTakesWhatTheCommandTakes(String query, String name, String type) throws Exception {
        String body = get(servers.start(), "/v1/explain?" + query).body();
        assertThat(JSON.std.beanFrom(ExplainReply.class, body)).satisfies(reply -> {
            assertThat(reply.name()).isEqualTo(name);
            assertThat(reply.type()).isEqualTo(type);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/explain",
                "/v1/explain?name=",
                "/v1/explain?name=a..b",
                "/v1/explain?name=a&type=NONSENSE",
                "/v1/explain?name=a&name=b",
                "/v1/explain?name=a&other=b",
                "/v1/explain?name=%zz",
                "/v1/records?all=yes",
                "/v1/records?x=y",
                "/healthz?x",
                "/?a=b",
                "/metrics?name[]=a",
                "/v1/status?%",
                "no-path"
            })
    void whatCannotBeUnderstoodIsABadRequest(String target) throws IOException {
        assertThat(exchange(servers.start(), request("GET " + target + " HTTP/1.1", HOST, CLOSE)))
                .startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/x", "/healthz/", "//", "/v1", "/v1/", "/v1/records/", "/../etc/passwd", "/%2e%2e/", "/x?a=b"})
    void whatDoesNotExistIsNotFound(String target) throws IOException {
        assertThat(exchange(servers.start(), request("GET " + target + " HTTP/1.1", HOST, CLOSE)))
                .startsWith("HTTP/1.1 404 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz", "/readyz", "/metrics", "/v1/status", "/v1/records", "/nothing"})
    void everythingIsGuardedAgainstBrowsersOfOthers(String target) throws Exception {
        HttpResponse<String> response = get(servers.start(), target);
        Map<String, List<String>> headers = response.headers().map();
        assertThat(headers)
                .containsEntry("cache-control", List.of("no-store"))
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("cross-origin-resource-policy", List.of("same-origin"))
                .containsKeys("content-type", "content-security-policy", "date", "content-length");
        assertThat(headers.keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz", "/v1/records", "/nothing"})
    void headIsGetWithoutTheBody(String target) throws Exception {
        InetSocketAddress server = servers.start();
        HttpResponse<String> get = get(server, target);
        HttpResponse<String> head = ask(server, "HEAD", target);
        assertThat(head.statusCode()).isEqualTo(get.statusCode());
        assertThat(head.headers().firstValue("content-length"))
                .isEqualTo(get.headers().firstValue("content-length"));
        String raw = exchange(server, request("HEAD " + target + " HTTP/1.1", HOST, CLOSE));
        assertThat(raw).endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW", "get"})
    void nothingButGetAndHeadIsAllowed(String method) throws IOException {
        String body = "x".repeat(100_000);
        String answer = exchange(
                servers.start(),
                request(method + " /healthz HTTP/1.1", HOST, "Content-Length: " + body.length()) + body);
        assertThat(answer).startsWith("HTTP/1.1 405 ").contains("\r\nallow: GET, HEAD\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "127.0.0.1:9153, 200",
        "[::1]:1, 200",
        "dns.service.mpd.test, 200",
        "evil.example, 421",
        "mpd.test.evil.example, 421",
        "'', 421",
    })
    void onlyNamesThatNobodyElseCanGiveAreAnswered(String host, int status) throws IOException {
        InetSocketAddress server = servers.start();
        assertThat(exchange(server, request("GET /v1/status HTTP/1.1", "Host: " + host, CLOSE)))
                .startsWith("HTTP/1.1 " + status + " ");
        assertThat(exchange(server, request("GET http://" + host + "/v1/status HTTP/1.1", HOST, CLOSE)))
                .startsWith("HTTP/1.1 " + status + " ");
    }
}
