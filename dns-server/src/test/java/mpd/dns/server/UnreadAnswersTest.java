package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// How much may wait for those who do not read.
class UnreadAnswersTest {

    private final UnreadAnswers unread = new UnreadAnswers(300, 100);

    @Test
    void clientMayHaveItsShare() {
        assertThat(unread.begin("greedy", 60)).isTrue();
        assertThat(unread.begin("greedy", 40)).isTrue();
        assertThat(unread.begin("greedy", 1)).isFalse();
        assertThat(unread.begin("other", 100)).isTrue();
    }

    @Test
    void allMayHaveNoMoreThanThereIsForAll() {
        for (String client : new String[] {"a", "b", "c"}) {
            assertThat(unread.begin(client, 100)).isTrue();
        }
        assertThat(unread.begin("d", 1)).isFalse();
    }

    @Test
    void whatWaitsNoLongerMakesRoomAndLeavesNothingBehind() {
        assertThat(unread.begin("a", 100)).isTrue();
        assertThat(unread.begin("a", 50)).isFalse();
        unread.end("a", 100);
        assertThat(unread.begin("a", 50)).isTrue();
        unread.end("a", 50);
        unread.end("a", 50);
        assertThat(unread.bytes()).isZero();
        assertThat(unread.clients()).isZero();
    }
}
