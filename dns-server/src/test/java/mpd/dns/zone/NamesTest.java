package mpd.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.ReverseMap;

/// What this program does with owner names.
class NamesTest {

    private static final int MANY = 10_000;

    @ParameterizedTest
    @CsvSource({
        "10.163.0.3, 3.0.163.10.in-addr.arpa.",
        "0.0.0.0, 0.0.0.0.in-addr.arpa.",
        "255.254.100.9, 9.100.254.255.in-addr.arpa.",
        "fd00::1:af, f.a.0.0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa."
    })
    void theReverseNameOfAnAddressIsItsBytesBackwards(String address, String name) throws UnknownHostException {
        assertThat(Names.reverse(InetAddress.getByName(address).getAddress())).hasToString(name);
    }

    @Test
    void anyAddressHasTheReverseNameThatOthersGiveIt() throws UnknownHostException {
        Random random = new Random(1);
        for (int i = 0; i < MANY; i++) {
            byte[] address = new byte[i % 2 == 0 ? 4 : 16];
            random.nextBytes(address);
            Name name = Names.reverse(address);
            Name expected = ReverseMap.fromAddress(InetAddress.getByAddress(address));
            assertThat(name).isEqualTo(expected).hasSameHashCodeAs(expected);
            assertThat(name.toWire()).isEqualTo(expected.toWire());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 15, 17, 100})
    void otherBytesHaveNoReverseName(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> Names.reverse(new byte[length]));
    }
}
