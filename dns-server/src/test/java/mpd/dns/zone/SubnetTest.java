package mpd.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;

class SubnetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.163.0.7/24 | 10.163.0.0/24 | [0.163.10.in-addr.arpa.]",
                "10.0.0.0/8    | 10.0.0.0/8    | [10.in-addr.arpa.]",
                "10.163.2.0/23 | 10.163.2.0/23 | [2.163.10.in-addr.arpa., 3.163.10.in-addr.arpa.]",
                "10.1.2.3/32   | 10.1.2.3/32   | [3.2.1.10.in-addr.arpa.]",
                "fd00:12::/32  | fd00:12:0:0:0:0:0:0/32 | [2.1.0.0.0.0.d.f.ip6.arpa.]",
                "fc00::/7      | fc00:0:0:0:0:0:0:0/7   | [c.f.ip6.arpa., d.f.ip6.arpa.]"
            })
    void reverseZonesHoldExactlyTheSubnet(String text, String normal, String zones) {
        Subnet subnet = Subnet.parse(text).orElseThrow();
        assertThat(subnet).hasToString(normal);
        assertThat(subnet.reverseZones().stream().map(Name::toString).toList()).hasToString(zones);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.163.0.0",
                "10.163.0.0/33",
                "10.163.0.0/-1",
                "10.163/24",
                "fd00::/129",
                "x/8",
                "/8",
                "10.0.0.0/"
            })
    void whatIsNoCidrIsNotRead(String text) {
        assertThat(Subnet.parse(text)).isEmpty();
    }

    @Test
    void containsItsAddressesAndNoOthers() {
        Subnet subnet = Subnet.parse("10.163.0.0/25").orElseThrow();
        assertThat(subnet.contains(InetAddress.ofLiteral("10.163.0.127"))).isTrue();
        assertThat(subnet.contains(InetAddress.ofLiteral("10.163.0.128"))).isFalse();
        assertThat(subnet.contains(InetAddress.ofLiteral("::1"))).isFalse();
        assertThat(subnet.reverseZones()).hasSize(128);
    }
}
