package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whether an address is one that this server itself listens on.
class ListenersTest {

    @ParameterizedTest
    @CsvSource({
        "fe80::1%1, fe80::1%2, false",
        "fe80::1%1, fe80::1%1, true",
        "fe80::1%1, fe80::1, true",
        "fe80::1%1, fe80::2%1, false",
        "10.0.0.1, 10.0.0.1, true",
        "10.0.0.1, 10.0.0.2, false",
    })
    void anAddressOfALinkIsAnotherOneOnEachInterface(String one, String other, boolean same) {
        assertThat(Listeners.same(InetAddress.ofLiteral(one), InetAddress.ofLiteral(other)))
                .isEqualTo(same);
    }

    @Test
    void loopbackIsOfThisMachineAndAnAddressForDocumentationIsNot() {
        assertThat(Listeners.isLocal(InetAddress.ofLiteral("127.9.9.9"))).isTrue();
        assertThat(Listeners.isLocal(InetAddress.ofLiteral("192.0.2.99"))).isFalse();
    }
}
