package mpd.dns.control;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import mpd.dns.socket.Deadline;
import mpd.dns.socket.SocketFile;
import mpd.dns.watch.FileWatcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the other commands over the control socket: one thread a connection, one request each.
///
/// No virtual threads: they wait for their sockets through one thread that is in the kernel for ever, and for
/// such a one the JVM waits 300 ms when it ends, in which nobody answers.
public final class ControlServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int MOST_CONNECTIONS = 16;
    private static final int MOST_REQUEST_BYTES = 2048;
    private static final Duration REQUEST_TIME = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(10);

    /// After a failure such as too many open files, which only time heals.
    private static final Duration ACCEPT_PAUSE = Duration.ofSeconds(1);

    private final Path path;
    private final Requests requests;
    private final Duration requestTime;

    /// Taken by the accepting thread, given back by the thread of each connection.
    private final Semaphore free = new Semaphore(MOST_CONNECTIONS);

    /// Filled by the accepting thread, emptied by those of the connections, closed by whoever closes the
    /// server.
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    /// All guarded by this.
    private @Nullable SocketFile socket;

    private FileWatcher.@Nullable Watch watch;

    private boolean closed;
    private boolean deaf;

    private ControlServer(Path path, Requests requests, Duration requestTime) {
        this.path = path;
        this.requests = requests;
        this.requestTime = requestTime;
    }

    /// Listens at the path, for the user this runs as. A directory that is missing is made; the socket that a
    /// dead server left behind is replaced.
    ///
    /// @throws ControlSocketException when that cannot be, e.g. because another server answers there
    public static ControlServer start(Path path, Introspection introspection) throws ControlSocketException {
        return start(path, introspection, REQUEST_TIME);
    }

    /// @param requestTime how long a client may take to send its request
    static ControlServer start(Path path, Introspection introspection, Duration requestTime)
            throws ControlSocketException {
        try {
            ControlServer server = new ControlServer(path, new Requests(introspection), requestTime);
            server.listen();
            return server;
        } catch (IOException e) {
            throw new ControlSocketException(String.valueOf(e.getMessage()), e);
        }
    }

    private synchronized void listen() throws IOException {
        SocketFile made = SocketFile.listen(path, "control socket", "--control");
        socket = made;
        Thread.ofPlatform().daemon().name("control").start(() -> accept(made.channel()));
    }

    /// Makes the socket anew whenever somebody has taken it away, until closed.
    public void follow(FileWatcher watcher) {
        synchronized (this) {
            watch = watcher.watchClosely(path, this::restore);
        }
        restore();
    }

    private synchronized void restore() {
        if (closed || (socket != null && socket.inPlace())) {
            return;
        }
        try {
            if (socket != null) {
                socket.close();
                socket = null;
            }
            listen();
            LOG.warn("the control socket was taken away, and is made anew");
            deaf = false;
        } catch (IOException e) {
            if (!deaf) {
                LOG.error("the control socket was taken away, and is tried again and again: {}", e.getMessage());
            }
            deaf = true;
            if (watch != null) {
                watch.again();
            }
        }
    }

    /// Stops listening, closes every connection and removes the socket if it is still this one. Harmless when
    /// called twice.
    @Override
    public void close() {
        FileWatcher.@Nullable Watch ending;
        synchronized (this) {
            closed = true;
            ending = watch;
            try {
                if (socket != null) {
                    socket.close();
                }
            } catch (IOException e) {
                LOG.warn("the control socket could not be removed", e);
            }
        }
        // Outside the lock, for this waits for a call that is under way.
        if (ending != null) {
            ending.close();
        }
        open.forEach(ControlServer::close);
    }

    private void accept(ServerSocketChannel listening) {
        try {
            while (listening.isOpen()) {
                free.acquire();
                acceptOne(listening);
            }
        } catch (ClosedChannelException e) {
            LOG.debug("the control socket is closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptOne(ServerSocketChannel listening) throws ClosedChannelException, InterruptedException {
        try {
            serveBeside(listening.accept());
        } catch (ClosedChannelException e) {
            free.release();
            throw e;
        } catch (IOException e) {
            LOG.warn("the control socket takes no connection at the moment", e);
            free.release();
            Thread.sleep(ACCEPT_PAUSE);
        }
    }

    /// @throws IOException when there is no thread to do it, as the system may have it for a while
    private void serveBeside(SocketChannel client) throws IOException {
        open.add(client);
        try {
            Thread.ofPlatform().daemon().name("control-connection").start(() -> serve(client));
        } catch (OutOfMemoryError e) {
            open.remove(client);
            close(client);
            throw new IOException(e);
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            Optional<String> request;
            try (Deadline _ = new Deadline(client, requestTime)) {
                request = readLine(client);
            }
            try (Deadline _ = new Deadline(client, ANSWER_TIME)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(client));
                if (request.isPresent()) {
                    requests.answer(request.get(), out);
                } else {
                    Requests.refuse("a request is one line of at most " + MOST_REQUEST_BYTES + " bytes", out);
                }
                out.flush();
            }
        } catch (AsynchronousCloseException e) {
            LOG.debug("a client of the control socket was too slow");
        } catch (IOException e) {
            LOG.debug("a client of the control socket went away", e);
        } catch (RuntimeException e) {
            LOG.error("a request on the control socket failed", e);
        } finally {
            open.remove(client);
            free.release();
        }
    }

    /// The first line, or empty where there is none or it is too long. What is too long is read all the same,
    /// so that closing does not take the answer back.
    private static Optional<String> readLine(SocketChannel client) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(256);
        while (client.read(buffer.clear()) >= 0) {
            for (buffer.flip(); buffer.hasRemaining(); ) {
                byte next = buffer.get();
                if (next == '\n') {
                    return Optional.of(line.toString(StandardCharsets.UTF_8))
                            .filter(text -> line.size() <= MOST_REQUEST_BYTES);
                }
                if (line.size() <= MOST_REQUEST_BYTES) {
                    line.write(next);
                }
            }
        }
        return Optional.empty();
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            LOG.debug("closing a client of the control socket failed", e);
        }
    }
}
