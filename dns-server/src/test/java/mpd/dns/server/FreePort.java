package mpd.dns.server;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// A port for a server that listens on every address there is.
final class FreePort {

    private FreePort() {}

    /// A port below those that the kernel gives to clients (Linux: from 32768), any of which may hold a port on
    /// some address or another; free for UDP and TCP over IPv4 and IPv6.
    static int onEveryAddress() throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket _ = new ServerSocket(port);
                    DatagramSocket _ = new DatagramSocket(port)) {
                return port;
            } catch (IOException e) {
                if (attempt == 20) {
                    throw e;
                }
            }
        }
    }
}
