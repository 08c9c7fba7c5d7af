package mpd.dns.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import mpd.dns.server.DnsServer;
import mpd.dns.server.ServerConfig;
import mpd.dns.server.StartupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the server as the purpose of this process: SIGTERM and SIGINT stop it gracefully, with exit status 0.
/// SIGHUP reads all files again, SIGUSR1 writes the statistics to the log.
final class ServerProcess implements ServerRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
    private static final Duration LONGEST_START = Duration.ofSeconds(8);

    /// Handed from the main thread to the shutdown hook; empty when the server did not start.
    private final CompletableFuture<Optional<DnsServer>> server = new CompletableFuture<>();

    @Override
    public int run(ServerConfig config) throws StartupException {
        // Before the start, so that a signal that comes while it is under way waits for it.
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        Signals.on("HUP", new Coalesced("reading again", () -> onceStarted(DnsServer::reload)));
        Signals.on("USR1", new Coalesced("statistics", () -> onceStarted(DnsServer::logStatistics)));
        DnsServer running = start(config);
        try (HeapKeeping _ = HeapKeeping.start(running::taken)) {
            awaitSignal();
        }
        return 0;
    }

    private DnsServer start(ServerConfig config) throws StartupException {
        try {
            DnsServer running = DnsServer.start(config);
            server.complete(Optional.of(running));
            return running;
        } finally {
            server.complete(Optional.empty());
        }
    }

    /// Waits for the start to come to an end. Each signal has a thread of its own.
    private void onceStarted(Consumer<DnsServer> action) {
        server.join().ifPresent(action);
    }

    private void stop() {
        started().ifPresent(running -> {
            LOG.info("stopping");
            try {
                running.close();
                LOG.info("stopped");
            } catch (RuntimeException e) {
                LOG.error("stopping failed", e);
                Runtime.getRuntime().halt(1);
            }
            // A JVM that ends by a signal exits with 128 + its number, but being told to stop is not a failure.
            Runtime.getRuntime().halt(0);
        });
    }

    /// The server, once its start has come to an end. One that never does is given up.
    private Optional<DnsServer> started() {
        try {
            return server.get(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            LOG.error("told to stop while still starting, which does not end");
            Runtime.getRuntime().halt(1);
            return Optional.empty();
        }
    }

    private static void awaitSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
