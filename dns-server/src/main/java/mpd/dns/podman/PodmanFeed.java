package mpd.dns.podman;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mpd.dns.socket.SocketFile;
import mpd.dns.transport.Transport;
import mpd.dns.watch.FileWatcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes on what names are made of, and nothing else of Podman, over a unix socket of its own: so that who
/// answers the network need not have Podman's socket, which is as good as being root.
///
/// It speaks Podman's own language and keeps nothing, so a [PodmanSource] cannot tell the difference: each of
/// its questions is asked of Podman at that moment, and its event stream is one of Podman's. When Podman's
/// socket is made anew, so is that of the feed, which tells the source to come again at once; it is also made
/// anew when somebody has taken it away.
public final class PodmanFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PodmanFeed.class);
    private static final int MOST_CONNECTIONS = 64;
    private static final int MOST_BODY = 1 << 10;
    private static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(1 << 20, 2 << 20);
    private static final Duration REQUEST = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Settings settings;
    private final EventLoopGroup loops = Transport.NIO.loops(2, "feed");
    private final EventLoop clients = loops.next();
    private final FeedConnection.Upstream upstream;
    private final FileWatcher watcher = new FileWatcher();
    private final AtomicInteger open = new AtomicInteger();
    // Guarded by this: who starts and closes, and the watcher's thread.
    private Optional<Object> podman = Optional.empty();
    private @Nullable SocketFile socket;
    // Whether there is no socket, but will be one as soon as it can be made.
    private boolean deaf;
    private boolean closed;

    private PodmanFeed(Settings settings) {
        this.settings = settings;
        EventLoop work = loops.next();
        Requests.Connector connector = Requests.Connector.of(Transport.NIO);
        upstream = new FeedConnection.Upstream(
                settings, connector, work, new Requests(connector, work, settings.podman(), REQUEST));
    }

    /// What is passed on, and where.
    ///
    /// @param podman  unix socket of Podman's API; it need not exist yet
    /// @param network the only one whose addresses are told
    /// @param feed    unix socket that the server is to be given in the place of Podman's
    public record Settings(Path podman, String network, Path feed) {}

    /// Listens, for the user this runs as.
    ///
    /// @throws IOException when the socket cannot be made, with a sentence for the person
    public static PodmanFeed start(Settings settings) throws IOException {
        PodmanFeed feed = new PodmanFeed(settings);
        try {
            FileWatcher.Watch _ = feed.watcher.watchClosely(settings.podman(), feed::podmanTouched);
            FileWatcher.Watch _ = feed.watcher.watchClosely(settings.feed(), feed::feedTouched);
            feed.listen();
            LOG.info("podman at {} is passed on at {}", settings.podman(), settings.feed());
            return feed;
        } catch (IOException e) {
            feed.close();
            throw e;
        }
    }

    private synchronized void listen() throws IOException {
        if (!closed) {
            podman = SocketIdentity.of(settings.podman());
            SocketFile made = SocketFile.listen(settings.feed(), "feed", "--feed");
            socket = made;
            accept(made.channel());
        }
    }

    private synchronized void podmanTouched() {
        Optional<Object> now = SocketIdentity.of(settings.podman());
        if (closed || now.equals(podman)) {
            return;
        }
        LOG.info(now.isPresent() ? "podman's socket is another now" : "podman's socket is gone");
        if (!deaf) {
            listenAnew();
        }
    }

    private synchronized void feedTouched() {
        if (closed || deaf || socket == null || socket.inPlace()) {
            return;
        }
        LOG.warn("the feed's socket was taken away");
        listenAnew();
    }

    private synchronized void listenAnew() {
        if (closed) {
            return;
        }
        try {
            if (socket != null) {
                socket.close();
            }
            listen();
            if (deaf) {
                LOG.info("podman is passed on at {} again", settings.feed());
            }
            deaf = false;
        } catch (IOException e) {
            if (!deaf) {
                LOG.error("the feed cannot be made anew, and is tried again and again: {}", e.getMessage());
            }
            deaf = true;
            var _ = clients.schedule(
                    () -> Thread.ofVirtual().name("feed").start(this::listenAnew),
                    PAUSE.toNanos(),
                    TimeUnit.NANOSECONDS);
        }
    }

    private void accept(ServerSocketChannel listening) {
        Thread _ = Thread.ofVirtual().name("feed").start(() -> {
            try {
                while (true) {
                    take(listening.accept());
                }
            } catch (ClosedChannelException e) {
                LOG.debug("the socket of the feed is closed");
            } catch (IOException e) {
                // Such as too many open files, which only time heals.
                LOG.warn("the feed takes no connection at the moment", e);
                var _ = clients.schedule(() -> accept(listening), PAUSE.toNanos(), TimeUnit.NANOSECONDS);
            }
        });
    }

    private void take(SocketChannel accepted) throws IOException {
        if (open.get() >= MOST_CONNECTIONS) {
            accepted.close();
            return;
        }
        open.incrementAndGet();
        Channel client = new NioDomainSocketChannel(accepted);
        ChannelFuture _ = client.closeFuture().addListener(_ -> open.decrementAndGet());
        client.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD);
        client.pipeline()
                .addLast(new HttpServerCodec(), new HttpObjectAggregator(MOST_BODY), new FeedConnection(upstream));
        ChannelFuture _ = clients.register(client);
    }

    /// Stops: no socket, no connection. Harmless when called twice.
    @Override
    public void close() {
        // Before the lock, as this waits for the watcher's thread, which may be waiting for the lock.
        watcher.close();
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (socket != null) {
                try {
                    socket.close();
                } catch (IOException e) {
                    LOG.warn("the socket of the feed could not be removed", e);
                }
            }
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
