package mpd.dns.tests.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// As much of Podman's API, on a unix socket, as names are made of.
public final class ScriptedPodman implements AutoCloseable {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    private final Path socket;
    private final ServerSocketChannel server;
    private final Map<String, String> addresses = new ConcurrentSkipListMap<>();
    private final List<OutputStream> streams = new CopyOnWriteArrayList<>();

    private ScriptedPodman(final Path socket, final ServerSocketChannel server) {
        this.socket = socket;
        this.server = server;
    }

    /// Starts one at the path.
    public static ScriptedPodman start(final Path socket) {
        try {
            final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            final ScriptedPodman podman = new ScriptedPodman(socket, server);
            Thread.ofVirtual().start(podman::accept);
            return podman;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Starts a container.
    public void run(final String name, final String address) {
        addresses.put(name, address);
        tell("start", name);
    }

    /// Removes a container.
    public void remove(final String name) {
        addresses.remove(name);
        tell("remove", name);
    }

    /// Starts a container, and tells nobody.
    public void runInSilence(final String name, final String address) {
        addresses.put(name, address);
    }

    private static String id(final String name) {
        return name.replace("-", "");
    }

    private void tell(final String action, final String name) {
        final String event = "{\"Type\":\"container\",\"Action\":\"" + action + "\",\"Actor\":{\"ID\":\"" + id(name)
                + "\",\"Attributes\":{}}}\n";
        final byte[] chunk =
                (Integer.toHexString(event.length()) + "\r\n" + event + "\r\n").getBytes(StandardCharsets.US_ASCII);
        streams.removeIf(stream -> !written(stream, chunk));
    }

    private static boolean written(final OutputStream stream, final byte[] chunk) {
        try {
            stream.write(chunk);
            stream.flush();
            return true;
        } catch (final IOException gone) {
            return false;
        }
    }

    private void accept() {
        try {
            while (true) {
                final SocketChannel client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (final IOException closed) {
            // Closed by the test.
            return;
        }
    }

    private void serve(final SocketChannel client) {
        try {
            final BufferedReader in = new BufferedReader(
                    new InputStreamReader(Channels.newInputStream(client), StandardCharsets.US_ASCII));
            final OutputStream out = Channels.newOutputStream(client);
            final String first = in.readLine();
            final String path = first == null ? "" : first.split(" ", -1)[1];
            if (path.contains("/events")) {
                out.write((HEAD + "Transfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                out.flush();
                streams.add(out);
            } else {
                final String body = body(path);
                out.write((HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
                client.close();
            }
        } catch (final IOException gone) {
            // The other side has left.
            return;
        }
    }

    private String body(final String path) {
        if (path.contains("/containers/json")) {
            return addresses.keySet().stream()
                    .map(name -> "{\"Id\":\"" + id(name) + "\",\"Names\":[\"" + name + "\"],\"State\":\"running\"}")
                    .collect(Collectors.joining(",", "[", "]"));
        }
        if (path.contains("/networks/")) {
            return "{\"name\":\"mpd-internal\",\"subnets\":[{\"subnet\":\"10.163.0.0/24\"}]}";
        }
        return addresses.entrySet().stream()
                .filter(container -> path.contains("/" + id(container.getKey()) + "/"))
                .findFirst()
                .map(container -> "{\"Id\":\"" + id(container.getKey())
                        + "\",\"NetworkSettings\":{\"Networks\":{\"mpd-internal\":{\"IPAddress\":\""
                        + container.getValue() + "\"}}}}")
                .orElse("{}");
    }

    @Override
    public void close() {
        try {
            server.close();
            for (final OutputStream stream : streams) {
                stream.close();
            }
            Files.deleteIfExists(socket);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
