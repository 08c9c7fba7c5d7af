import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Podman's API on a unix socket, with one network and one container that runs.
final class PlayedPodman implements AutoCloseable {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private static final String NETWORK =
            "{\"name\":\"mpd-internal\",\"subnets\":[{\"subnet\":\"10.163.0.0/24\",\"gateway\":\"10.163.0.1\"}]}";
    private static final String CONTAINERS =
            "[{\"Id\":\"c0ffee\",\"Names\":[\"mpd-runtime-php\"],\"State\":\"running\",\"Labels\":{}}]";
    private static final String CONTAINER =
            "{\"Id\":\"c0ffee\",\"Name\":\"mpd-runtime-php\",\"State\":{\"Running\":true},"
                    + "\"NetworkSettings\":{\"Networks\":{\"mpd-internal\":{\"IPAddress\":\"10.163.0.100\"}}}}";
    private static final String EVENT = "{\"Type\":\"container\",\"Action\":\"start\",\"Actor\":{\"ID\":\"c0ffee\","
            + "\"Attributes\":{\"name\":\"mpd-runtime-php\"}}}\n";

    private final Path path;
    private final ServerSocketChannel socket;

    private PlayedPodman(Path path, ServerSocketChannel socket) {
        this.path = path;
        this.socket = socket;
    }

    static PlayedPodman start(Path path) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        socket.bind(UnixDomainSocketAddress.of(path));
        PlayedPodman started = new PlayedPodman(path, socket);
        Thread.ofPlatform().daemon().start(started::accept);
        return started;
    }

    Path socket() {
        return path;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = socket.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The training is over.
            return;
        }
    }

    private static void serve(SocketChannel client) {
        try {
            String request = new BufferedReader(
                            new InputStreamReader(Channels.newInputStream(client), StandardCharsets.US_ASCII))
                    .readLine();
            OutputStream out = Channels.newOutputStream(client);
            if (request.contains("/events")) {
                write(
                        out,
                        HEAD + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(EVENT.length()) + "\r\n"
                                + EVENT);
                write(out, "\r\n");
                return;
            }
            String body = body(request);
            write(out, HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            client.close();
        } catch (IOException gone) {
            // The server has left.
            return;
        }
    }

    private static String body(String request) {
        if (request.contains("/networks/")) {
            return NETWORK;
        }
        return request.contains("/containers/json") ? CONTAINERS : CONTAINER;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
