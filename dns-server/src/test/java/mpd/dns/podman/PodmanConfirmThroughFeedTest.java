package mpd.dns.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import mpd.dns.registry.LiveSource.Confirmation.Unsure;
import mpd.dns.registry.SourceState;
import org.junit.jupiter.api.Test;

/// No name is denied wrongly through a feed either.
class PodmanConfirmThroughFeedTest extends PodmanConfirmTest {

    @Override
    boolean throughFeed() {
        return true;
    }

    /// Who has a feed expects Podman, whether it is there yet or not.
    @Test
    @Override
    void absentPodmanIsNothingToMakeSureOf() throws IOException {
        podman.close();
        start();
        assertThat(state()).isInstanceOf(SourceState.Pending.class);
        assertThat(get(source().confirm())).isInstanceOf(Unsure.class);

        podman.listen();

        await().until(() -> state() instanceof SourceState.Following);
    }
}
