package mpd.dns.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventArrivalsTest {

    private final EventArrivals arrivals = new EventArrivals();

    @Test
    void anEventInPiecesHasArrivedWithItsLastPiece() {
        final EventArrivals.Stream stream = arrivals.stream();
        stream.add(bytes("1f\r\n{\"Type\":\"container\",\"Action\":\"start\",\"Actor\":{\"Attri"), 1);
        stream.add(bytes("butes\":{\"image\":\"x\",\"name\":\"mpd-service-a\"}}}\n\r\n"), 2);
        assertThat(arrivals.await("start", "mpd-service-a")).isEqualTo(2);
    }

    @Test
    void aRepeatedEventHasArrivedTheFirstTime() {
        final String line = "{\"Action\":\"remove\",\"Actor\":{\"Attributes\":{\"name\":\"a\"}}}\n";
        arrivals.stream().add(bytes(line + line), 5);
        arrivals.stream().add(bytes(line), 9);
        assertThat(arrivals.await("remove", "a")).isEqualTo(5);
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
