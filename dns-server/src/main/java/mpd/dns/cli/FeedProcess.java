package mpd.dns.cli;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import mpd.dns.podman.PodmanFeed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a feed as the purpose of this process: SIGTERM and SIGINT stop it, with exit status 0. SIGHUP, which
/// people send to whatever answers DNS, does not.
final class FeedProcess {

    private static final Logger LOG = LoggerFactory.getLogger(FeedProcess.class);

    /// Starts the feed and stays with it.
    ///
    /// @return the exit status
    /// @throws IOException when it cannot start; nothing is left running
    int run(PodmanFeed.Settings settings) throws IOException {
        Signals.on("HUP", () -> LOG.info("there is nothing to read again: each question is asked of podman anew"));
        PodmanFeed feed = PodmanFeed.start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(feed), "stop"));
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private static void stop(PodmanFeed feed) {
        LOG.info("stopping");
        feed.close();
        // A JVM that ends by a signal exits with 128 + its number, but being told to stop is not a failure.
        Runtime.getRuntime().halt(0);
    }
}
