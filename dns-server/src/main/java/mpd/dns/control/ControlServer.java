package mpd.dns.control;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the other commands over the control socket: one virtual thread a connection, one request each.
public final class ControlServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int MOST_CONNECTIONS = 16;
    private static final int MOST_REQUEST_BYTES = 2048;
    private static final Duration REQUEST_TIME = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(10);

    private final SocketFile socket;
    private final Requests requests;
    private final Duration requestTime;

    /// Taken by the accepting thread, given back by the thread of each connection.
    private final Semaphore free = new Semaphore(MOST_CONNECTIONS);

    /// Filled by the accepting thread, emptied by those of the connections, closed by whoever closes the server.
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    /// Closes connections that take too long, so that their threads need no timeout of their own.
    private final ScheduledThreadPoolExecutor deadlines = new ScheduledThreadPoolExecutor(
            1, Thread.ofVirtual().name("control-deadlines").factory());

    private ControlServer(SocketFile socket, Requests requests, Duration requestTime) {
        this.socket = socket;
        this.requests = requests;
        this.requestTime = requestTime;
        deadlines.setRemoveOnCancelPolicy(true);
    }

    /// Listens at the path, for the user this runs as. A directory that is missing is made; the socket that a dead
    /// server
    /// left behind is replaced.
    ///
    /// @throws ControlSocketException when that cannot be, e.g. because another server answers there
    public static ControlServer start(Path path, Introspection introspection) throws ControlSocketException {
        return start(path, introspection, REQUEST_TIME);
    }

    /// @param requestTime how long a client may take to send its request
    static ControlServer start(Path path, Introspection introspection, Duration requestTime)
            throws ControlSocketException {
        ControlServer server = new ControlServer(SocketFile.listen(path), new Requests(introspection), requestTime);
        Thread.ofVirtual().name("control").start(server::accept);
        return server;
    }

    /// Stops listening, closes every connection and removes the socket if it is still this one. Harmless when called
    /// twice.
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.warn("the control socket could not be removed", e);
        }
        deadlines.shutdownNow();
        open.forEach(ControlServer::close);
    }

    private void accept() {
        try {
            while (true) {
                free.acquire();
                SocketChannel client = socket.channel().accept();
                open.add(client);
                Thread.ofVirtual().name("control-connection").start(() -> serve(client));
            }
        } catch (ClosedChannelException e) {
            LOG.debug("the control socket is closed");
        } catch (IOException e) {
            LOG.error("the control socket takes no more connections", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            var late = deadlines.schedule(() -> close(client), requestTime.toMillis(), TimeUnit.MILLISECONDS);
            Optional<String> request = readLine(client);
            late.cancel(false);
            var slow = deadlines.schedule(() -> close(client), ANSWER_TIME.toMillis(), TimeUnit.MILLISECONDS);
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(client));
            if (request.isPresent()) {
                requests.answer(request.get(), out);
            } else {
                Requests.refuse("a request is one line of at most " + MOST_REQUEST_BYTES + " bytes", out);
            }
            out.flush();
            slow.cancel(false);
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

    /// The first line, or empty where there is none or it is too long.
    private static Optional<String> readLine(SocketChannel client) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(256);
        while (line.size() <= MOST_REQUEST_BYTES && client.read(buffer.clear()) >= 0) {
            for (buffer.flip(); buffer.hasRemaining(); ) {
                byte next = buffer.get();
                if (next == '\n') {
                    return Optional.of(line.toString(StandardCharsets.UTF_8));
                }
                line.write(next);
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
