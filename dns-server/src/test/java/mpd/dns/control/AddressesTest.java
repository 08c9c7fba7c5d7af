package mpd.dns.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;

class AddressesTest {

    @ParameterizedTest
    @CsvSource({
        "10.163.0.3, 10.163.0.3:53",
        "::, [::]:53",
        "::1, [::1]:53",
        "fd00::, [fd00::]:53",
        "fd00:0:0:1::9, [fd00:0:0:1::9]:53",
        "1:2:3:4:5:6:7:8, [1:2:3:4:5:6:7:8]:53",
        "10:0:3:4:5:6:7:8, [10:0:3:4:5:6:7:8]:53",
        "2001:db8::10:0:0:1, [2001:db8::10:0:0:1]:53",
    })
    void anAddressReadsAsAPersonTypesIt(String address, String text) {
        assertThat(Addresses.text(new InetSocketAddress(InetAddress.ofLiteral(address), 53)))
                .isEqualTo(text);
    }

    @Test
    void anAddressInARecordIsShortenedAsWell() {
        assertThat(Addresses.data(new AAAARecord(Name.root, DClass.IN, 1, InetAddress.ofLiteral("fd00::9"))))
                .isEqualTo("fd00::9");
        assertThat(Addresses.data(new ARecord(Name.root, DClass.IN, 1, InetAddress.ofLiteral("10.0.0.9"))))
                .isEqualTo("10.0.0.9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.163.0.3:53", "[::1]:1053", "[fd00::9]:53", "0.0.0.0:53"})
    void whatIsWrittenIsRead(String text) {
        assertThat(Addresses.text(Addresses.parse(text))).isEqualTo(text);
    }
}
