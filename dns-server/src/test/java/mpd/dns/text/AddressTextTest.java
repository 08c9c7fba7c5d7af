package mpd.dns.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTextTest {

    @ParameterizedTest
    @CsvSource({
        "10.163.0.3, 10.163.0.3",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "1.10.100.9, 1.10.100.9",
        "::1, 0:0:0:0:0:0:0:1",
        "FD00::a, fd00:0:0:0:0:0:0:a",
        "::ffff:10.0.0.1, 10.0.0.1"
    })
    void addressesAreRead(String text, String address) {
        assertThat(AddressText.parse(text)).map(InetAddress::getHostAddress).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.1",
                "010.0.0.1",
                "10.0.0.256",
                "10.0.0.1 ",
                "1.2.3.4.5",
                "1.2.3",
                "1.2.3.",
                ".1.2.3",
                "1.2..4",
                "1.2.3.0004",
                "00.1.2.3",
                "1.2.3.\u0664",
                "::\u0664",
                "fd00::g",
                "host",
                "fe80::1%eth0",
                "[::1]",
                "1::2::3",
                ":",
                "0x7f.0.0.1"
            })
    void whatIsNoAddressIsNotRead(String text) {
        assertThat(AddressText.parse(text)).isEmpty();
    }
}
