package mpd.dns.conf;

import static mpd.dns.conf.MemoryFiles.conf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfLinesTest {

    private static List<String> records(Configuration configuration) {
        return configuration.claims().stream()
                .map(claim -> claim.record().toString().replaceAll("\\s+", " ").replaceAll("(0:){7}", "::"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "address=/a.t/10.0.0.1 # comment|10.0.0.1",
                "  address  =  / a.t / 10.0.0.1  |10.0.0.1",
                "address=\"/a.t/10.0.0.1\"|-",
                "address=/\"a.t\"/10.0.0.1|10.0.0.1",
                "address=/a.t/10.0.0.1#comment|-",
                "# address=/a.t/10.0.0.1|-",
                "\tADDRESS=/a.t/10.0.0.1|-",
                "address=/A.T./10.0.0.1|10.0.0.1",
                "address=/.a.t/10.0.0.1|10.0.0.1",
            })
    void linesAreCutAsDnsmasqCutsThem(String line, String address) {
        Configuration read = conf(line);
        assertThat(records(read).stream().anyMatch(record -> record.equalsIgnoreCase("a.t. 1 IN A " + address)))
                .as(read.toString())
                .isEqualTo(!address.equals("-"));
    }

    @Test
    void carriageReturnsByteOrderMarkAndMissingLastLineEndAreNoProblem() {
        Configuration read = conf("\uFEFF# mpd\r", "address=/a.t/10.0.0.1\r", "\r", "address=/b.t/10.0.0.2");
        assertThat(read.problems()).isEmpty();
        assertThat(read.claims()).hasSize(4);
    }

    @Test
    void aLineMayHaveAnyLength() {
        Configuration read = conf("# " + "x".repeat(3000) + " foo", "bar=1");
        assertThat(read.problems()).extracting(Problem::line).containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host-record=a.t,1.2.3",
                "host-record=a.t",
                "host-record=a.t,1.2.3.4#c",
                "host-record=1.2.3.4",
                "host-record=a.t,1.1.1.1,1.1.1.2",
                "host-record=*.a.t,1.1.1.1",
                "address=/a.t/1.2.3",
                "address=/a.t/1.2.3.4/",
                "address=/a.t/foo",
                "address=/a.t/01.2.3.4",
                "address=a.t/1.2.3.4",
                "address=/a.t/1.2.3.4#53",
                "address=/a..t/1.2.3.4",
                "address=/-a.t/1.2.3.4",
                "address=/a b.t/1.2.3.4",
                "address==/a.t/1.2.3.4",
                "address=",
                "local=",
                "local",
                "local /a/",
                "server=/a.t/1.2.3",
                "server=1.2.3.4#99999",
                "server=nosuch.invalid",
                "server=/x.mpd.test/1.2.3.4",
                "server=/MPD.test/1.2.3.4",
                "server=/*.mpd.test/1.2.3.4",
                "server=/localhost/1.2.3.4",
                "server=/*x.mpd.test/1.2.3.4",
                "server=1.2.3.4@eth0",
                "server=1.2.3.4#53@10.0.0.1#5353",
                "server=/a.t/1.2.3.4@eth0@10.0.0.1",
                "server=dns.example",
                "rev-server=10.163.0.0/24,1.2.3.4",
                "rev-server=10.163.0.4,1.2.3.4",
                "cname=a.t,a.t",
                "cname=a.t",
                "txt-record=",
                "mx-host=a.t",
                "srv-host=_x._tcp.t,h.t,99999",
                "caa-record=a.t,0,issue",
                "domain-needed=1",
                "no-resolv=",
                "port=abc",
                "port=0",
                "interface=",
                "interface=eth0,,eth1",
                "domain=#",
                "domain=lan,eth0",
                "domain=lan,10.0.0.0/24,remote",
                "domain=lan,10.0.0.9,10.0.0.1",
                "domain=lan,10.0.0.1,10.0.0.2,local",
                "filter-A=1",
                "filter-rr=",
                "filter-rr=NOTYPE",
                "filter-rr=70000",
                "filter-rr=OPT",
                "bogus-nxdomain=1.2.3",
                "ignore-address=1.2.3.4/33",
                "alias=1.2.3.4",
                "alias=1.2.3.4,::1",
                "alias=1.2.3.4,5.6.7.8,255.0.255.0",
                "alias=1.2.3.9-1.2.3.4,5.6.7.8",
                "dns-rr=a.t",
                "dns-rr=a.t,HTTPS,00",
                "dns-rr=a.t,1,0a0000",
                "dns-rr=a.t,65,0",
                "dns-rr=a.t,65,zz",
                "dns-rr=a.t,5,0161017400",
                "dns-rr=a.t,255,00",
                "naptr-record=a.t,1,2,u,sip",
                "naptr-record=a.t,1,99999,u,sip,!x!",
                "local-ttl=-1",
                "cache-size=99999999999",
                "listen-address=1.2.3",
                "unknown-word=1",
                "\"txt-record\"=a.t,x",
                "txt-record=a.t,\"x",
                "conf-file=/nowhere",
                "conf-dir=/nowhere",
                "addn-hosts=/nowhere",
                "hostsdir=/nowhere",
                "servers-file=/nowhere",
                "no-hosts\u0000",
            })
    void whatIsMisreadOrUnreadableCostsThatLineAlone(String line) {
        Configuration read = conf("address=/before.t/10.0.0.1", line, "address=/behind.t/10.0.0.2");
        assertThat(read.problems()).hasSize(1).first().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo(MemoryFiles.CONF);
            assertThat(problem.line()).isEqualTo(2);
            assertThat(problem.expected()).isNotEmpty();
        });
        assertThat(read.claims()).hasSize(4);
        assertThat(read.servers()).isEmpty();
        assertThat(read.zones()).isEmpty();
    }

    @Test
    void namesMayHave63BytesALabelAnd255Altogether() {
        String label = "x".repeat(63);
        String most = String.join(".", label, label, label, "x".repeat(61));
        assertThat(conf("host-record=" + most + ",10.0.0.1").problems()).isEmpty();
        assertThat(conf("host-record=" + most + "x,10.0.0.1").problems()).hasSize(1);
        assertThat(conf("host-record=" + label + "x.t,10.0.0.1").problems()).hasSize(1);
    }

    @Test
    void otherScriptsAreWrittenAsTheyGoOverTheWire() {
        assertThat(records(conf("host-record=Bücher.mpd.test,10.0.0.1")))
                .containsExactly("xn--bcher-kva.mpd.test. 1 IN A 10.0.0.1");
    }

    @Test
    void knownOptionsWithoutEffectAreToldOnce() {
        Configuration read = conf("dhcp-range=10.0.0.5,10.0.0.9", "bind-interfaces");
        assertThat(read.problems()).isEmpty();
        assertThat(read.notices()).hasSize(2);
        assertThat(read.notices().getFirst()).asString().contains("/etc/dnsmasq.conf:1", "DHCP");
    }

    @Test
    void aMistypedOptionIsAnsweredWithTheOneThatWasMeant() {
        assertThat(conf("host_record=a.t,10.0.0.1").problems())
                .singleElement()
                .asString()
                .contains("perhaps host-record");
        assertThat(conf("adress=/a.t/10.0.0.1").problems())
                .singleElement()
                .asString()
                .endsWith("perhaps address");
        assertThat(conf("resolve-file=/x").problems())
                .singleElement()
                .asString()
                .endsWith("perhaps resolv-file");
        assertThat(conf("nonsense").problems()).singleElement().asString().endsWith("expected an option of dnsmasq");
    }

    @Test
    void veryLongLinesAreReadWhole() {
        String names = "n.t,".repeat(300_000);
        Configuration read = conf("# " + "x".repeat(2_000_000), "host-record=" + names + "10.0.0.1", "local=/lan/");
        assertThat(read.problems()).isEmpty();
        assertThat(read.claims()).hasSize(1);
        assertThat(read.zones()).hasSize(1);
    }

    @Test
    void aMessageShowsThePartOfALineThatAPersonCanRead() {
        assertThat(conf("nonsense" + "x".repeat(100_000)).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).hasSizeLessThan(500));
    }

    @Test
    void noBytesAreTooOddToBeRead() {
        SplittableRandom random = new SplittableRandom(3);
        String alphabet = "address=/host-record,cname#\"\\\r\n\t\0.*: 0123456789txt-servlocal\u00e9";
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(60); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(conf(text.toString())).isNotNull();
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            assertThat(new MemoryFiles()
                            .with(MemoryFiles.CONF.toString(), bytes)
                            .read())
                    .isNotNull();
        }
    }
}
