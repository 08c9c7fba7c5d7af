package mpd.dns.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;

class HostsTest {

    private final Hosts hosts = new Hosts(List.of(Name.fromConstantString("mpd.test.")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:9153",
                "10.163.0.3",
                "10.163.0.3:",
                "[::1]",
                "[::1]:9153",
                "localhost",
                "LOCALHOST:80",
                "mpd.test",
                "mpd.test.",
                "MPD.Test:9153",
                "dns.service.mpd.test",
                "a.mpd.test.:1"
            })
    void addressesLocalhostAndNamesOfTheZoneAreAccepted(String host) {
        assertThat(hosts.accept(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ":9153", "evil.example", "evil.example:9153", "127.0.0.1.evil.example", "localhost.evil.example",
                "mpd.test.evil.example", "evilmpd.test", "test", "mpd-service-dnsmasq", "user@mpd.test", "127.1",
                "0x7f.0.0.1", "2130706433", "127.0.0.1:9153:1", "127.0.0.1 evil.example", "[evil.example]", "[::1",
                "::1", "mpd.test\\.evil", "..mpd.test", "b\u00fccher.mpd.test", "127.0.0.1/"
            })
    void everythingElseIsNot(String host) {
        assertThat(hosts.accept(host)).isFalse();
    }
}
