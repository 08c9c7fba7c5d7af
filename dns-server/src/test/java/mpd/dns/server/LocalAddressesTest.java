package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whether an address is one that this server itself listens on.
class LocalAddressesTest {

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
        assertThat(LocalAddresses.same(InetAddress.ofLiteral(one), InetAddress.ofLiteral(other)))
                .isEqualTo(same);
    }

    @Test
    void loopbackIsOfThisMachineAndAnAddressForDocumentationIsNot() {
        assertThat(new LocalAddresses().contains(InetAddress.ofLiteral("127.9.9.9")))
                .isTrue();
        assertThat(new LocalAddresses().contains(InetAddress.ofLiteral("192.0.2.99")))
                .isFalse();
    }

    @Test
    void addressesThatCannotBeListedAreWhatTheyLastWere() {
        InetAddress own = InetAddress.ofLiteral("192.0.2.7");
        AtomicBoolean listable = new AtomicBoolean(true);
        LocalAddresses local = new LocalAddresses(() -> {
            if (!listable.get()) {
                throw new SocketException("Too many open files");
            }
            return Stream.of(own);
        });
        assertThat(local.all()).containsExactly(own);
        listable.set(false);

        assertThat(local.all()).containsExactly(own);
        assertThat(local.contains(own)).isTrue();
    }
}
