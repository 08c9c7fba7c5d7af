package mpd.dns.podman;

/// What changes in Podman arrives through a feed as it does without one.
class PodmanUnreadableThroughFeedTest extends PodmanUnreadableTest {

    @Override
    boolean throughFeed() {
        return true;
    }
}
