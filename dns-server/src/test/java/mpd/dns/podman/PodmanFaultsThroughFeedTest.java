package mpd.dns.podman;

/// Trouble looks the same through a feed.
class PodmanFaultsThroughFeedTest extends PodmanFaultsTest {

    @Override
    boolean throughFeed() {
        return true;
    }
}
