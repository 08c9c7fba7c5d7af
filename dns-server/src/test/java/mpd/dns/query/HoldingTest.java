package mpd.dns.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mpd.dns.registry.Registry;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

/// Queries that wait for a view.
class HoldingTest {

    private final Registry registry =
            new Registry(List.of(Name.fromConstantString("mpd.test.")), List.of(), InstantSource.system());
    private final Holding holding = new Holding(Duration.ofHours(1), 10, Runnable::run);

    private CompletableFuture<Boolean> park(Duration left) {
        return holding.park(_ -> false, registry::view, left.toNanos()).toCompletableFuture();
    }

    @Test
    void whoHasLessTimeLeftIsNotParkedForLonger() {
        assertThat(park(Duration.ofMillis(20)).orTimeout(30, TimeUnit.SECONDS).join())
                .isFalse();
        await().until(() -> holding.size() == 0);
    }

    @Test
    void onceItIsClosedNobodyIsParkedOrCounted() {
        CompletableFuture<Boolean> parked = park(Duration.ofHours(1));
        assertThat(holding.size()).isOne();
        holding.close();
        assertThat(parked).isCompletedWithValue(false);
        assertThat(park(Duration.ofHours(1))).isCompletedWithValue(false);
        assertThat(holding.size()).isZero();
    }
}
