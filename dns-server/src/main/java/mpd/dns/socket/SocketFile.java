package mpd.dns.socket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The file of a listening unix socket: made for its owner alone, and taken away again if it is still the same.
public final class SocketFile implements AutoCloseable {

    private static final int BACKLOG = 64;
    // Of a file's mode, inode(7).
    private static final int FILE_TYPE = 0_170_000;
    private static final int SOCKET = 0_140_000;
    private static final int PROBES = 3;
    private static final long PROBE_PAUSE_MILLIS = 20;
    private static final Duration PROBE_TIME = Duration.ofSeconds(1);

    private final Path path;
    private final ServerSocketChannel channel;
    private final Object key;

    private SocketFile(Path path, ServerSocketChannel channel, Object key) {
        this.path = path;
        this.channel = channel;
        this.key = key;
    }

    /// The socket cannot be made. The message is one sentence for the person at the terminal.
    private static final class Unusable extends IOException {
        Unusable(String message) {
            super(message);
        }
    }

    /// Listens at the path. Replaces the socket of a server that is gone, and nothing else.
    ///
    /// @param what what the socket is called
    /// @param flag says where it is
    /// @throws IOException when that cannot be, with one sentence for the person at the terminal
    public static SocketFile listen(Path path, String what, String flag) throws IOException {
        String failure = "the " + what + " " + path + " cannot be made: ";
        try {
            makeDirectory(path);
            makeWay(path, flag);
            return bound(path);
        } catch (Unusable e) {
            throw e;
        } catch (FileSystemException e) {
            String why = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw new IOException(failure + e.getFile() + ": " + why, e);
        } catch (IOException e) {
            throw new IOException(failure + e.getMessage(), e);
        }
    }

    /// Where clients are accepted.
    public ServerSocketChannel channel() {
        return channel;
    }

    /// Whether it is this socket that the path leads to, and not another, or none.
    public boolean inPlace() {
        try {
            return Objects.equals(key, key(path));
        } catch (IOException e) {
            return false;
        }
    }

    /// Stops listening, and removes the file unless somebody has put another one there.
    @Override
    public void close() throws IOException {
        boolean ours = inPlace();
        channel.close();
        if (ours) {
            Files.deleteIfExists(path);
        }
    }

    private static SocketFile bound(Path path) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return new SocketFile(path, channel, Objects.requireNonNull(key(path)));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void makeDirectory(Path path) throws IOException {
        Path directory = Objects.requireNonNull(path.toAbsolutePath().getParent());
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private static void makeWay(Path path, String flag) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!isSocket(path)) {
            throw new Unusable(path + " is there already and is no socket");
        }
        if (answered(path)) {
            throw new Unusable("another program (another mpd-dns?) serves on " + path
                    + ": stop it, or choose another path with " + flag);
        }
        if (Objects.equals(found.fileKey(), key(path))) {
            Files.deleteIfExists(path);
        }
    }

    private static boolean isSocket(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & FILE_TYPE) == SOCKET;
    }

    /// Whether somebody listens. Asked a few times, since a server that is just starting binds before it
    /// listens.
    private static boolean answered(Path path) throws IOException {
        for (int probe = 0; probe < PROBES; probe++) {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                    Deadline _ = new Deadline(channel, PROBE_TIME)) {
                if (channel.connect(UnixDomainSocketAddress.of(path))) {
                    return true;
                }
            } catch (AsynchronousCloseException e) {
                // Somebody listens, and is so busy or so stuck that nobody more is let in.
                return true;
            } catch (ConnectException refused) {
                pause();
            }
        }
        return false;
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(PROBE_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                ? Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey()
                : null;
    }
}
