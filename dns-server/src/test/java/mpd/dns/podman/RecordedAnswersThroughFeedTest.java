package mpd.dns.podman;

/// What real Podmans answered makes the same names through a feed.
class RecordedAnswersThroughFeedTest extends RecordedAnswersTest {

    @Override
    boolean throughFeed() {
        return true;
    }
}
