package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mpd.dns.conf.ConfReader;
import mpd.dns.conf.Configuration;
import mpd.dns.conf.DiskFiles;
import mpd.dns.query.ForwardPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;

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
