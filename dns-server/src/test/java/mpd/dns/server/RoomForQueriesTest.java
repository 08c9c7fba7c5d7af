package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RoomForQueriesTest {

    private static final int ONE = 100;
    private static final int MANY = 1600;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
    private final ExtendedHandle room = new RoomForQueries(ONE, 16, now::get).newHandle();

    private void read(int bytes) {
        room.lastBytesRead(bytes);
        room.readComplete();
    }

    private void pass(int micros) {
        now.addAndGet(Duration.ofNanos(micros * 1000L).toNanos());
    }

    @Test
    void whoComesFirstIsAlone() {
        assertThat(room.guess()).isEqualTo(ONE);
    }

    @Test
    void whoComesLongAfterTheOneBeforeIsAlone() {
        read(ONE);
        pass(30);
        assertThat(room.guess()).isEqualTo(ONE);
    }

    @Test
    void whoComesUponTheOneBeforeMayBeOneOfMany() {
        read(ONE);
        pass(29);
        assertThat(room.guess()).isEqualTo(MANY);
    }

    @Test
    void whereThereWereSeveralThereMayBeMany() {
        read(2 * ONE);
        pass(1000);
        assertThat(room.guess()).isEqualTo(MANY);
        read(ONE);
        pass(1000);
        assertThat(room.guess()).isEqualTo(ONE);
    }
}
