package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SocketFailureTest {

    private static String told(@Nullable Exception cause) {
        return SocketFailure.Unreachable.by(cause).what();
    }

    @Test
    void missingRouteIsSaidInWords() {
        assertThat(told(new NoRouteToHostException("null: /192.0.2.1:53")))
                .isEqualTo("is unreachable (no route to it)");
        assertThat(told(new NoRouteToHostException())).isEqualTo("is unreachable (no route to it)");
    }

    @Test
    void closedPortIsSaidInWords() {
        assertThat(told(new PortUnreachableException())).isEqualTo("is unreachable (nothing listens there)");
        assertThat(told(new ConnectException("connect(..) failed with error(-111): Connection refused: /192.0.2.1:53")))
                .isEqualTo("is unreachable (nothing listens there)");
    }

    @Test
    void whoKnowsThatItIsUnreachableIsToldTheCauseAlone() {
        assertThat(SocketFailure.Unreachable.by(new NoRouteToHostException()).cause())
                .contains("no route to it");
        assertThat(SocketFailure.Unreachable.by(null).cause()).isEmpty();
        assertThat(told(null)).isEqualTo("is unreachable");
    }

    @Test
    void otherReasonsAreTheSystemsOwn() {
        assertThat(told(new IOException("sendmsg(..) failed with error(-1): Operation not permitted")))
                .isEqualTo("is unreachable (Operation not permitted)");
    }
}
