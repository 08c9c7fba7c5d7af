package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UpstreamTest {

    private final Upstream upstream = new Upstream(
            Nameserver.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53)),
            ForwardSettings.STANDARD.patience(),
            changed -> {});

    @Test
    void answerAsSlowAsTheUsualOnesIsNotLate() {
        answers(Duration.ofMillis(300));
        assertThat(upstream.patience()).isEqualTo(Duration.ofMillis(330).toNanos());
    }

    @Test
    void fastNameserverIsGivenTheLeastTime() {
        answers(Duration.ofMillis(2));
        assertThat(upstream.patience()).isEqualTo(Duration.ofMillis(100).toNanos());
    }

    @Test
    void slowNameserverIsGivenTheMostTime() {
        answers(Duration.ofSeconds(2));
        assertThat(upstream.patience()).isEqualTo(Duration.ofMillis(500).toNanos());
    }

    @Test
    void oneWhoseAnswersTakeLongerThanItIsWaitedForIsSlowUntilTheyDoNot() {
        answers(Duration.ofMillis(400));
        assertThat(upstream.slow()).isFalse();
        answers(Duration.ofMillis(800));
        assertThat(upstream.slow()).isTrue();
        assertThat(upstream.usual()).isEqualTo(Duration.ofMillis(880).toNanos());
        answers(Duration.ofMillis(20));
        assertThat(upstream.slow()).isFalse();
    }

    @Test
    void whatItUsuallyTakesHasItsBounds() {
        assertThat(upstream.usual()).isEqualTo(Duration.ofMillis(100).toNanos());
        answers(Duration.ofMillis(2));
        assertThat(upstream.usual()).isEqualTo(Duration.ofMillis(100).toNanos());
        answers(Duration.ofMillis(1950));
        assertThat(upstream.usual()).isEqualTo(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void whoAnswersAtTheMomentInWhichALoopIsFoundLoopsAllTheSame() throws InterruptedException {
        for (int i = 0; i < 20_000; i++) {
            upstream.late(System.nanoTime());
            Thread answering = Thread.ofPlatform().start(upstream::usable);
            upstream.loops();
            answering.join();
            assertThat(upstream.health()).isEqualTo(Health.LOOP);
            upstream.noLoop();
        }
    }

    private void answers(Duration after) {
        for (int i = 0; i < 64; i++) {
            upstream.answered(after.toNanos());
        }
    }
}
