package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageIdsTest {

    private int draws;

    private final MessageIds ids = new MessageIds(new Random(7) {
        @Override
        public void nextBytes(byte[] bytes) {
            draws++;
            super.nextBytes(bytes);
        }
    });

    @Test
    void eachIsAnother() {
        assertThat(IntStream.range(0, 1000).map(_ -> ids.next()).distinct().count())
                .isGreaterThan(980);
    }

    @Test
    void whoReplenishesAfterEachNeverWaitsForADraw() {
        ids.replenish();
        for (int i = 0; i < 10_000; i++) {
            int before = draws;
            ids.next();
            ids.next();
            assertThat(draws).isEqualTo(before);
            ids.replenish();
        }
        assertThat(draws).as("most of each handful is used").isLessThan(10_000 * 4 / 400);
    }

    @Test
    void whatIsBelowABoundIsBelowIt() {
        assertThat(IntStream.range(0, 1000).map(_ -> ids.below(8)).distinct().sorted())
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }
}
