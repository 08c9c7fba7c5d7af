package mpd.dns.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import mpd.dns.zone.Subnet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;

/// A reader that remembers files reads what one reads that sees them for the first time.
class RememberedFilesTest {

    private static final List<String> FILES = List.of(
            MemoryFiles.CONF.toString(), "/etc/dnsmasq.d/a", "/etc/dnsmasq.d/b", "/included", "/hosts", "/etc/hosts");
    private static final List<String> LINES = List.of(
            "host-record=h.t,10.0.0.1",
            "host-record=h.t,10.0.0.2,60",
            "host-record=i.t,nonsense,",
            "address=/h.t/10.0.0.3",
            "address=/h.t/10.0.0.4/",
            "address=/i.t/",
            "address=//10.0.0.5",
            "address=/i.t/#",
            "cname=c.t,h.t",
            "cname=d.t,c.t",
            "cname=h.t,d.t",
            "txt-record=t.t,x",
            "local=/t/",
            "local-ttl=7",
            "no-hosts",
            "expand-hosts",
            "domain=one.t",
            "domain=two.t,10.0.0.0/8",
            "conf-file=/included",
            "addn-hosts=/hosts",
            "nonsense=1",
            "address",
            "server=10.0.0.9");
    private static final List<String> HOSTS =
            List.of("10.0.0.1 h.t short", "fd00::1 h.t", "10.0.0.6 other", "nonsense", "# none");

    private static ConfReader reader() {
        ConfReader.Places places = new ConfReader.Places(
                Optional.of(MemoryFiles.CONF), List.of(MemoryFiles.DIRECTORY), java.nio.file.Path.of("/etc/hosts"));
        return new ConfReader(
                places,
                List.of(Name.fromConstantString("mpd.test.")),
                List.of(Subnet.parse("10.163.0.0/24").orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverChangesItIsReadAsIfForTheFirstTime(long seed) {
        Random random = new Random(seed);
        MemoryFiles files = new MemoryFiles();
        ConfReader remembering = reader();
        for (int round = 0; round < 400; round++) {
            String file = FILES.get(random.nextInt(FILES.size()));
            List<String> lines = file.endsWith("hosts") ? HOSTS : LINES;
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                text.append(lines.get(random.nextInt(lines.size()))).append('\n');
            }
            files.with(file, text.toString());
            Configuration remembered = remembering.read(files);
            Configuration first = reader().read(files);
            assertThat(remembered).as("round %d, %s:%n%s", round, file, text).isEqualTo(first);
            assertThat(remembered.claims()).isEqualTo(first.claims());
        }
    }

    @Test
    void ofAFileThatIsTheSameTheRecordsAreTheSameObjects() {
        MemoryFiles files = new MemoryFiles()
                .with("/etc/dnsmasq.d/a", "host-record=a.t,10.0.0.1\naddress=/b.t/10.0.0.2")
                .with("/etc/dnsmasq.d/z", "host-record=z.t,10.0.0.1")
                .with("/etc/hosts", "10.0.0.3 c.t");
        ConfReader reader = reader();
        Configuration before = reader.read(files);
        Configuration after = reader.read(files.with("/etc/dnsmasq.d/z", "host-record=z.t,10.0.0.2"));
        // Those of options first, then those of hosts files, then those of address=.
        assertThat(after.parts()).hasSize(4);
        assertThat(after.parts().get(0)).isSameAs(before.parts().get(0));
        assertThat(after.parts().get(1)).isNotEqualTo(before.parts().get(1));
        assertThat(after.parts().get(2)).isSameAs(before.parts().get(2));
        assertThat(after.parts().get(3)).isSameAs(before.parts().get(3));
    }
}
