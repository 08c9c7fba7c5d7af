package mpd.dns.podman;

/// What changes in Podman arrives through a feed as it does without one.
class PodmanFollowThroughFeedTest extends PodmanFollowTest {

    @Override
    boolean throughFeed() {
        return true;
    }
}
