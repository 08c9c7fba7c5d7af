package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mpd.dns.conf.ConfReader;
import mpd.dns.conf.Configuration;
import mpd.dns.conf.DiskFiles;
import mpd.dns.forward.UpstreamQuestion;
import mpd.dns.query.ForwardPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class ForwardPoliciesTest {

    @TempDir
    private Path directory;

    private ForwardPolicy policy(String... lines) throws IOException {
        Path file = Files.write(directory.resolve("dnsmasq.conf"), List.of(lines));
        Configuration read = DiskFiles.read(new ConfReader(
                new ConfReader.Places(Optional.of(file), List.of(), directory.resolve("hosts")),
                List.of(Name.fromConstantString("mpd.test.")),
                List.of()));
        assertThat(read.problems()).isEmpty();
        return ForwardPolicies.of(read, false);
    }

    private static boolean denied(ForwardPolicy policy, String name) {
        return policy.local().denied().test(Name.fromConstantString(name));
    }

    @Test
    void theLongestDomainDecidesWhetherANameIsDenied() throws IOException {
        ForwardPolicy policy = policy(
                "local=/*ads.test/", "server=/good.ads.test/192.0.2.1", "local=/*.below.test/", "server=192.0.2.2");
        assertThat(denied(policy, "ads.test.")).isTrue();
        assertThat(denied(policy, "x.bads.test.")).isTrue();
        assertThat(denied(policy, "x.good.ads.test.")).isFalse();
        assertThat(denied(policy, "adst.test.")).isFalse();
        assertThat(denied(policy, "below.test.")).isFalse();
        assertThat(denied(policy, "x.below.test.")).isTrue();
    }

    @Test
    void aNameserverForTheSameDomainBeatsTheDenial() throws IOException {
        assertThat(denied(policy("local=/*ads.test/", "server=/*ads.test/192.0.2.1"), "ads.test."))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "bogus-priv, 7.1.168.192.in-addr.arpa., PTR",
        "domain-needed, intranet., A",
        "local=//, intranet., TXT",
        "address=//10.3.3.3, intranet., A",
        "filterwin2k, _ldap._tcp.dc._msdcs.corp.example., SRV",
        "local=/*ads.test/, x.bads.test., A"
    })
    void whatStaysHereIsNotPassed(String line, String name, String type) throws IOException {
        Record question = Record.newRecord(Name.fromConstantString(name), Type.value(type), DClass.IN);
        byte[] wire = Message.newQuery(question).toWire();
        UpstreamQuestion upstream =
                new UpstreamQuestion(Arrays.copyOfRange(wire, 12, wire.length), false, false, false, false);
        assertThat(ForwardPolicies.passes(ForwardPolicy.NONE, upstream)).isTrue();
        assertThat(ForwardPolicies.passes(policy(line), upstream)).isFalse();
    }

    @Test
    void everyFilterArrives() throws IOException {
        ForwardPolicy policy = policy(
                "filter-A",
                "filter-rr=HTTPS,16",
                "bogus-nxdomain=192.0.2.0/24",
                "ignore-address=192.0.2.7",
                "filterwin2k",
                "alias=192.0.2.0,10.0.0.0,255.255.255.0",
                "alias=192.0.2.9-192.0.2.11,10.0.1.1");
        assertThat(policy.filters())
                .hasToString("Filters[types=[" + typesOf(policy) + "], bogus=[192.0.2.0/24], ignored=[192.0.2.7/32],"
                        + " windows=true, aliases=[AddressAlias[first=-1073741312, last=-1073741057,"
                        + " replacement=167772160, mask=-256], AddressAlias[first=-1073741303, last=-1073741301,"
                        + " replacement=167772417, mask=-1]]]");
        assertThat(policy.filters().types()).containsExactlyInAnyOrder(1, 65, 16);
    }

    private static String typesOf(ForwardPolicy policy) {
        String types = policy.filters().types().toString();
        return types.substring(1, types.length() - 1);
    }
}
