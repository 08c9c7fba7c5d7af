package mpd.dns.podman;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Speaks Podman's HTTP on a unix socket, as a test tells it to: chunked events, one connection for each
/// request.
final class FakePodman implements AutoCloseable {

    /// A container as this Podman tells of it.
    record Member(String id, String name, String state, String pod, boolean infra, Map<String, String> more) {

        static Member running(String id, String name, String address) {
            return new Member(id, name, "running", "", false, Map.of("address", address));
        }

        Member with(String key, String value) {
            Map<String, String> next = new LinkedHashMap<>(more);
            next.put(key, value);
            return new Member(id, name, state, pod, infra, next);
        }

        Member named(String next) {
            return new Member(id, next, state, pod, infra, more);
        }

        Member state(String next) {
            return new Member(id, name, next, pod, infra, more);
        }

        Member inPod(String next, boolean holdsNetwork) {
            return new Member(id, name, state, next, holdsNetwork, more);
        }

        private String value(String key) {
            return more.getOrDefault(key, "");
        }

        private String labels() {
            String labels = more.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith("mpd."))
                    .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
                    .collect(Collectors.joining(","));
            return labels.isEmpty() ? "null" : "{" + labels + "}";
        }

        String listed() {
            return """
                    {"Id":"%s","Names":["%s"],"State":"%s","Pod":"%s","IsInfra":%s,"Networks":["%s"],"Labels":%s,\
                    "Created":"%s"}""".formatted(id, name, state, pod, infra, network(), labels(), more.getOrDefault("created", ""));
        }

        private String network() {
            return more.getOrDefault("network", "mpd-internal");
        }

        String inspected() {
            return """
                    {"Id":"%s","Name":"%s","HostConfig":{"NetworkMode":"%s"},"NetworkSettings":{"IPAddress":"",\
                    "Networks":{"%s":{"IPAddress":"%s","GlobalIPv6Address":"%s"}}}}""".formatted(id, name, value("mode"), network(), value("address"), value("address6"));
        }
    }

    /// An answer that is not the usual one.
    record Reply(int status, String body) {
        static Reply error(int status, String message) {
            return new Reply(status, "{\"cause\":\"x\",\"message\":\"" + message + "\",\"response\":" + status + "}");
        }
    }

    final Map<String, Member> members = Collections.synchronizedMap(new LinkedHashMap<>());
    final List<String> requests = new CopyOnWriteArrayList<>();
    // Each test writes it, the connections' threads read it.
    volatile Function<String, @Nullable Reply> script = path -> null;
    volatile Optional<String> greeting = Optional.empty();
    private final Path socket;
    private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
    private final List<SocketChannel> connections = new CopyOnWriteArrayList<>();
    private @Nullable ServerSocketChannel server;

    FakePodman(Path socket) {
        this.socket = socket;
    }

    void add(Member member) {
        members.put(member.id(), member);
    }

    /// Listens at the path with a new socket file.
    FakePodman listen() throws IOException {
        Files.deleteIfExists(socket);
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(socket));
        server = listening;
        Thread.ofVirtual().start(() -> accept(listening));
        return this;
    }

    /// Stops listening and drops every connection; the file stays as a dead socket does.
    void kill() throws IOException {
        if (server != null) {
            server.close();
        }
        for (SocketChannel connection : connections) {
            connection.close();
        }
        connections.clear();
        streams.clear();
    }

    /// Stops listening for others; who is connected stays connected.
    void stopListening() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    int streams() {
        return streams.size();
    }

    /// How many have a connection whose end they have not closed; nobody may be sending on it.
    long connected() throws IOException {
        long connected = 0;
        for (SocketChannel connection : connections) {
            if (connection.isOpen()) {
                connection.configureBlocking(false);
                connected += connection.read(ByteBuffer.allocate(1)) < 0 ? 0 : 1;
            }
        }
        return connected;
    }

    long count(String part) {
        return requests.stream().filter(path -> path.contains(part)).count();
    }

    long lists() {
        return count("/containers/json");
    }

    void emit(String type, String action, String id) throws IOException {
        chunk(event(type, action, id) + "\n");
    }

    static String event(String type, String action, String id) {
        return "{\"status\":\"" + action + "\",\"id\":\"" + id + "\",\"Type\":\"" + type + "\",\"Action\":\"" + action
                + "\",\"Actor\":{\"ID\":\"" + id + "\",\"Attributes\":{\"name\":\"a label called name\"}}}";
    }

    /// Sends one HTTP chunk on every event stream.
    void chunk(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (OutputStream stream : streams) {
            synchronized (stream) {
                stream.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                stream.write(bytes);
                stream.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                stream.flush();
            }
        }
    }

    /// Ends every event stream as if nothing were wrong.
    void endStreams() throws IOException {
        for (OutputStream stream : streams) {
            stream.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            stream.close();
        }
        streams.clear();
    }

    private void accept(ServerSocketChannel listening) {
        try {
            while (true) {
                SocketChannel connection = listening.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // Closed by the test.
        }
    }

    private void serve(SocketChannel connection) {
        try {
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(Channels.newInputStream(connection), StandardCharsets.US_ASCII));
            OutputStream out = Channels.newOutputStream(connection);
            String first = in.readLine();
            if (first == null) {
                return;
            }
            boolean host = false;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                host |= line.toLowerCase(Locale.ROOT).startsWith("host:");
            }
            String path = first.split(" ", 3)[1];
            requests.add(path);
            Reply told = host ? script.apply(path) : new Reply(400, "missing required Host header");
            if (greeting.isPresent()) {
                out.write(greeting.get().getBytes(StandardCharsets.US_ASCII));
                connection.close();
            } else if (told == null && path.contains("/events")) {
                out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                streams.add(out);
            } else {
                answer(out, told == null ? usual(path) : told);
                connection.close();
            }
        } catch (IOException e) {
            // The other side has gone.
        }
    }

    private static void answer(OutputStream out, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 " + reply.status() + " X\r\nLibpod-Api-Version: 5.4.2\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private Reply usual(String path) {
        if (path.contains("/containers/json")) {
            synchronized (members) {
                return new Reply(
                        200, members.values().stream().map(Member::listed).collect(Collectors.joining(",", "[", "]")));
            }
        }
        if (path.contains("/networks/")) {
            return new Reply(200, "{\"name\":\"mpd-internal\",\"subnets\":[{\"subnet\":\"10.163.0.0/24\"}]}");
        }
        String[] parts = path.split("/", -1);
        Member member = members.get(parts[parts.length - 2]);
        return member == null ? Reply.error(404, "no such container") : new Reply(200, member.inspected());
    }

    @Override
    public void close() throws IOException {
        kill();
        Files.deleteIfExists(socket);
    }
}
