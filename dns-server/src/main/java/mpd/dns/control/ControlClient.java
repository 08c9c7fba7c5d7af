package mpd.dns.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import mpd.dns.socket.Deadline;

/// Asks a running server over its control socket.
public final class ControlClient {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path path;
    private final Duration patience;

    /// A client of the server whose control socket is at the path.
    public ControlClient(Path path) {
        this(path, PATIENCE);
    }

    /// @param patience how long to wait for the whole answer
    public ControlClient(Path path, Duration patience) {
        this.path = path;
        this.patience = patience;
    }

    /// Sends one request and waits for the answer, for at most ten seconds unless told otherwise.
    ///
    /// @param request one line, without its end
    /// @throws ControlSocketException when no server answers
    public String ask(String request) throws ControlSocketException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Deadline _ = new Deadline(channel, patience)) {
            connect(channel);
            return exchange(channel, request);
        } catch (AsynchronousCloseException e) {
            throw new ControlSocketException(
                    "the mpd-dns server on " + path + " did not answer within " + patience.toSeconds() + " s", e);
        } catch (IOException e) {
            throw new ControlSocketException(
                    "the mpd-dns server on " + path + " broke off its answer: " + e.getMessage(), e);
        }
    }

    private void connect(SocketChannel channel) throws AsynchronousCloseException, ControlSocketException {
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (AsynchronousCloseException e) {
            throw e;
        } catch (IOException e) {
            if (forbidden()) {
                throw new ControlSocketException(
                        "no permission for " + path + ": only the user that runs the server (and root) may ask it", e);
            }
            throw new ControlSocketException(
                    "no mpd-dns server answers on " + path
                            + ": is it running? start it with 'mpd-dns serve', or name its socket with --control",
                    e);
        }
    }

    private static String exchange(SocketChannel channel, String request) throws IOException {
        ByteBuffer line = StandardCharsets.UTF_8.encode(request + "\n");
        while (line.hasRemaining()) {
            channel.write(line);
        }
        return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }

    /// Whether it is there but not for us. (The system's own message depends on the language of the user.)
    private boolean forbidden() {
        Path directory = path.toAbsolutePath().getParent();
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                ? !Files.isWritable(path)
                : directory != null && Files.isDirectory(directory) && !Files.isExecutable(directory);
    }
}
