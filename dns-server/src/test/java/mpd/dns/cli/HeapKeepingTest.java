package mpd.dns.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private void growAmidQueries(long mebibytes) {
        queries += 1_000;
        grow(mebibytes);
    }

    private void looksAmidQueries(int looks) {
        for (int look = 0; look < looks; look++) {
            growAmidQueries(0);
        }
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

    @ParameterizedTest
    @CsvSource({"9, 64", "64, 64", "80, 80"})
    void whileManyAskOldObjectsMayDoubleOrGrowBy64MebibytesAndNoMore(long living, long growth) {
        alive = living * MEBIBYTE;
        grow(living);
        growAmidQueries(growth);
        assertThat(collections).isEqualTo(1);
        growAmidQueries(1);
        assertThat(collections).isEqualTo(2);
    }

    @Test
    void whatAStartLeavesBehindWaitsForAQuietMomentHoweverMuchItIs() {
        growAmidQueries(150);
        assertThat(collections).isZero();
        grow(0);
        assertThat(collections).isEqualTo(1);
    }

    @Test
    void whileManyAskItIsPutOffForAMinuteEachTime() {
        for (int collected = 0; collected < 2; collected++) {
            growAmidQueries(9);
            looksAmidQueries(29);
            assertThat(collections).isEqualTo(collected);
            looksAmidQueries(1);
            assertThat(collections).isEqualTo(collected + 1);
        }
    }

    @Test
    void theMinuteBeginsAnewWhenJavaHasCollectedByItself() {
        growAmidQueries(9);
        looksAmidQueries(20);
        used = 0;
        looksAmidQueries(1);
        growAmidQueries(9);
        looksAmidQueries(29);
        assertThat(collections).isZero();
        looksAmidQueries(1);
        assertThat(collections).isEqualTo(1);
    }

    @Test
    void aHeapThatIsNearlyFullIsCollectedEveryTenSecondsHoweverManyAsk() {
        alive = 190 * MEBIBYTE;
        grow(190);
        growAmidQueries(5);
        looksAmidQueries(2);
        assertThat(collections).isEqualTo(1);
        looksAmidQueries(1);
        assertThat(collections).isEqualTo(2);
    }

    @Test
    void itEndsWhereLivingObjectsFillTheHeapForTenSeconds() {
        alive = 199 * MEBIBYTE;
        grow(199);
        looksAmidQueries(4);
        // As after a collection of Java's own.
        alive = 150 * MEBIBYTE;
        used = alive;
        looksAmidQueries(5);
        alive = 199 * MEBIBYTE;
        growAmidQueries(49);
        looksAmidQueries(8);
        assertThat(ends).isZero();
        looksAmidQueries(1);
        assertThat(ends).isEqualTo(1);
    }

    @Test
    void deadObjectsThatFillTheHeapAreCollectedAndNoEnd() {
        alive = 140 * MEBIBYTE;
        grow(140);
        looksAmidQueries(4);
        for (int tenSeconds = 0; tenSeconds < 3; tenSeconds++) {
            looksAmidQueries(4);
            growAmidQueries(59);
        }
        assertThat(collections).isEqualTo(4);
        assertThat(ends).isZero();
    }

    @Test
    void thisProcessIsLookedAt() {
        assertThat(HeapKeeping.oldPools()).isNotEmpty();
        try (HeapKeeping real = HeapKeeping.start(() -> queries)) {
            real.look();
        }
    }
}
