package mpd.dns.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A client that sends exactly what it is told to.
final class RawClient implements AutoCloseable {

    private final Socket socket = new Socket();

    RawClient(InetSocketAddress server) throws IOException {
        // Small, so that what is not read stays with the server.
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(30_000);
        socket.connect(server);
    }

    /// Sends and reads until the server ends the connection.
    static String exchange(InetSocketAddress server, String text) throws IOException {
        try (RawClient client = new RawClient(server)) {
            client.send(text);
            return client.rest();
        }
    }

    /// A request with these lines behind the first one.
    static String request(String first, String... headers) {
        return first + "\r\n"
                + String.join(
                        "", Arrays.stream(headers).map(line -> line + "\r\n").toList()) + "\r\n";
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Sends no more.
    void end() throws IOException {
        socket.shutdownOutput();
    }

    /// One more byte, or -1 at the end.
    int read() throws IOException {
        return socket.getInputStream().read();
    }

    /// Everything up to the end.
    String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
