package mpd.dns.server;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import mpd.dns.http.HttpServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// HTTP on its address: bound at the start, or retried once a second while the address does not exist.
final class HttpEndpoint implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);
    private static final String FLAG = "--http";
    private static final long RETRY_MILLIS = 1000;

    private final HttpServer server;
    private final InetSocketAddress wanted;
    private @Nullable ScheduledExecutorService retrying;

    HttpEndpoint(HttpServer server, InetSocketAddress wanted) {
        this.server = server;
        this.wanted = wanted;
    }

    /// Binds, or begins to try.
    ///
    /// @return what keeps the address from ever being had, in a sentence for the person
    Optional<String> start() {
        return switch (bind()) {
            case Endpoint.State.Bound _ -> Optional.empty();
            case Endpoint.State.Refused(String problem) -> Optional.of(problem);
            case Endpoint.State.Absent(String why) -> {
                LOG.warn("{} is no address of this machine yet ({}): trying on", Endpoint.show(wanted), why);
                retrying = Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("http-retry").factory());
                ScheduledFuture<?> _ =
                        retrying.scheduleWithFixedDelay(this::retry, RETRY_MILLIS, RETRY_MILLIS, TimeUnit.MILLISECONDS);
                yield Optional.empty();
            }
        };
    }

    @Override
    public synchronized void close() {
        if (retrying != null) {
            retrying.shutdownNow();
        }
        server.close();
    }

    private synchronized void retry() {
        if (retrying != null && !retrying.isShutdown() && !(bind() instanceof Endpoint.State.Absent)) {
            retrying.shutdown();
        }
    }

    private Endpoint.State bind() {
        try {
            InetSocketAddress address = server.bind(wanted);
            LOG.info("http on {}", Endpoint.show(address));
            return new Endpoint.State.Bound(address);
        } catch (Exception e) {
            return Endpoint.failure("tcp", wanted, FLAG, e);
        }
    }
}
