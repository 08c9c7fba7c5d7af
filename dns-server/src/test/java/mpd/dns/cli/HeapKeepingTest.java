package mpd.dns.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When old objects are collected.
final class HeapKeepingTest {

    private static final long MEBIBYTE = 1 << 20;

    private long queries;
    private long used;
    private long alive;
    private int collections;
    private int ends;

    private final HeapKeeping keeping =
            new HeapKeeping(() -> queries, () -> used, this::collect, 200 * MEBIBYTE, () -> ends++);

    private void collect() {
        used = alive;
        collections++;
    }

    @AfterEach
    void stop() {
        keeping.close();
    }

    private void grow(long mebibytes) {
        used += mebibytes * MEBIBYTE;
        keeping.look();
    }

    @Test
    void littleGrowthIsLeftAlone() {
        grow(4);
        grow(4);
        assertThat(collections).isZero();
    }

    @Test
    void whatPilesUpIsCollectedOnce() {
        alive = 5 * MEBIBYTE;
        grow(9);
        assertThat(collections).isEqualTo(1);
        grow(8);
        assertThat(collections).isEqualTo(1);
        grow(1);
        assertThat(collections).isEqualTo(2);
    }

    @Test
    void aLargeHeapMayGrowByHalf() {
        alive = 100 * MEBIBYTE;
        grow(100);
        assertThat(collections).isEqualTo(1);
        grow(50);
        assertThat(collections).isEqualTo(1);
        grow(1);
        assertThat(collections).isEqualTo(2);
    }

    @Test
    void whileManyAskCollectingWaitsForAQuietMoment() {
        queries = 1_000;
        grow(20);
        queries += 21;
        grow(1);
        assertThat(collections).isZero();
        queries += 20;
        grow(1);
        assertThat(collections).isEqualTo(1);
    }

    @Test
    void whatPilesUpWhileManyAskIsCollectedAllTheSame() {
        queries = 1_000;
        grow(64);
        assertThat(collections).isZero();
        queries += 1_000;
        grow(1);
        assertThat(collections).isEqualTo(1);
    }

    @Test
    void whileManyAskItIsPutOffForAMinuteEachTime() {
        for (int collected = 0; collected < 2; collected++) {
            grow(8);
            queries += 1_000;
            grow(1);
            for (int look = 0; look < 29; look++) {
                queries += 1_000;
                grow(0);
            }
            assertThat(collections).isEqualTo(collected);
            queries += 1_000;
            grow(0);
            assertThat(collections).isEqualTo(collected + 1);
        }
    }

    @Test
    void aLargeHeapMayDoubleWhileManyAsk() {
        alive = 80 * MEBIBYTE;
        grow(80);
        assertThat(collections).isEqualTo(1);
        queries = 1_000;
        grow(80);
        assertThat(collections).isEqualTo(1);
        queries += 1_000;
        grow(1);
        assertThat(collections).isEqualTo(2);
    }

    @Test
    void aHeapThatIsNearlyFullIsCollectedHoweverManyAsk() {
        alive = 190 * MEBIBYTE;
        grow(190);
        queries = 1_000;
        grow(5);
        assertThat(collections).isEqualTo(2);
    }

    @Test
    void itEndsWhereLivingObjectsFillTheHeapForFiveLooks() {
        alive = 199 * MEBIBYTE;
        grow(199);
        assertThat(ends).isZero();
        // As after a collection of Java's own.
        alive = 150 * MEBIBYTE;
        used = alive;
        grow(0);
        alive = 199 * MEBIBYTE;
        grow(49);
        grow(0);
        grow(0);
        grow(0);
        assertThat(ends).isZero();
        grow(0);
        assertThat(ends).isEqualTo(1);
    }

    @Test
    void deadObjectsThatFillTheHeapAreCollectedAndNoEnd() {
        alive = 140 * MEBIBYTE;
        grow(140);
        grow(59);
        grow(59);
        assertThat(collections).isEqualTo(3);
        assertThat(ends).isZero();
    }

    @Test
    void thisProcessIsLookedAt() {
        try (HeapKeeping real = HeapKeeping.start(() -> queries)) {
            real.look();
        }
    }
}
