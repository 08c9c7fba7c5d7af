package mpd.dns.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;

class ConfIncludesTest {

    private static List<String> records(Configuration configuration) {
        return configuration.claims().stream()
                .map(claim -> claim.record().toString().replaceAll("\\s+", " ").replaceAll("(0:){7}", "::"))
                .toList();
    }

    @Test
    void dropInsAreReadInOrderOfTheirBytesWithoutEditorsLeavings() {
        MemoryFiles files = new MemoryFiles();
        for (String name : List.of("10-a", "9-b", "B.conf", "a", ".swp", "x~", "#y#", "#z")) {
            files.with("/etc/dnsmasq.d/" + name, "host-record=" + name.replaceAll("[^a-zA-Z0-9]", "") + ".t,10.0.0.1");
        }
        assertThat(records(files.read()))
                .containsExactly(
                        "z.t. 1 IN A 10.0.0.1",
                        "10a.t. 1 IN A 10.0.0.1",
                        "9b.t. 1 IN A 10.0.0.1",
                        "Bconf.t. 1 IN A 10.0.0.1",
                        "a.t. 1 IN A 10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "conf-dir=/d|a.conf,b.bak,c",
                "conf-dir=/d,*.conf|a.conf",
                "conf-dir=/d,.bak|a.conf,c",
                "conf-dir=/d,*|a.conf,b.bak,c",
                "conf-dir=/d/,*.conf,*.bak|a.conf,b.bak"
            })
    void confDirFiltersNames(String line, String names) {
        MemoryFiles files = new MemoryFiles().with(MemoryFiles.CONF.toString(), line);
        for (String name : List.of("a.conf", "b.bak", "c")) {
            files.with("/d/" + name, "txt-record=t.t," + name);
        }
        assertThat(files.read().claims())
                .extracting(claim -> claim.record().rdataToString().replace("\"", ""))
                .containsExactly(names.split(",", -1));
    }

    @Test
    void aFileIsReadOnceHoweverOftenItIsComeTo() {
        MemoryFiles files = new MemoryFiles()
                .with(MemoryFiles.CONF.toString(), "conf-dir=/etc/dnsmasq.d\nconf-file=/etc/dnsmasq.conf")
                .with("/etc/dnsmasq.d/a.conf", "cname=a.t,b.t");
        Configuration read = files.read();
        assertThat(read.problems()).isEmpty();
        assertThat(read.claims()).hasSize(1);
    }

    @Test
    void aFileThatChangesDuringAReadingCountsInOneVersion() {
        AtomicInteger asked = new AtomicInteger();
        MemoryFiles files = new MemoryFiles()
                .with(MemoryFiles.CONF.toString(), "conf-dir=/etc/dnsmasq.d")
                .with("/etc/dnsmasq.d/a.conf", "");
        FileSource changing = new FileSource() {
            @Override
            public FileContent file(Path path) {
                if (!path.endsWith("a.conf")) {
                    return files.file(path);
                }
                String version = "host-record=a.t,10.0.0." + asked.incrementAndGet();
                return new FileContent.Text(version.getBytes(StandardCharsets.UTF_8), version);
            }

            @Override
            public DirectoryContent directory(Path path) {
                return files.directory(path);
            }
        };
        assertThat(records(MemoryFiles.read(changing))).containsExactly("a.t. 1 IN A 10.0.0.1");
    }

    @Test
    void includesAreReadInPlaceAndNotWithoutEnd() {
        MemoryFiles files = new MemoryFiles();
        files.with(MemoryFiles.CONF.toString(), "conf-file=/f0\ntxt-record=t.t,last");
        for (int i = 0; i < 40; i++) {
            files.with("/f" + i, "conf-file=/f" + (i + 1) + "\ntxt-record=t.t,f" + i);
        }
        Configuration read = files.read();
        assertThat(read.problems()).hasSize(1);
        assertThat(records(read)).hasSizeBetween(15, 25).last().asString().contains("last");
    }

    @Test
    void aServersFileTakesServersAlone() {
        Configuration read = new MemoryFiles()
                .with(MemoryFiles.CONF.toString(), "servers-file=/s")
                .with("/s", "server=/corp/192.0.2.1\naddress=/a.t/10.0.0.1")
                .read();
        assertThat(read.servers()).hasSize(1);
        assertThat(read.claims()).isEmpty();
        assertThat(read.problems()).extracting(Problem::line).containsExactly(2);
    }

    @Test
    void hostsFilesGiveAddressesAndNamesForThem() {
        MemoryFiles files = new MemoryFiles()
                .with("/etc/hosts", "127.0.0.1 localhost\n10.0.0.1 one one.lan # two\r\nbad line\n10.0.0.2 a..b ok")
                .with(MemoryFiles.CONF.toString(), "expand-hosts\ndomain=lan\naddn-hosts=/more\nhostsdir=/dir")
                .with("/more", "::1 six")
                .with("/dir/h", "10.0.0.3 three");
        Configuration read = files.read();
        assertThat(records(read))
                .containsExactly(
                        "localhost.lan. 1 IN A 127.0.0.1",
                        "localhost. 1 IN A 127.0.0.1",
                        "one.lan. 1 IN A 10.0.0.1",
                        "one. 1 IN A 10.0.0.1",
                        "ok.lan. 1 IN A 10.0.0.2",
                        "ok. 1 IN A 10.0.0.2",
                        "six.lan. 1 IN AAAA ::1",
                        "six. 1 IN AAAA ::1",
                        "three.lan. 1 IN A 10.0.0.3",
                        "three. 1 IN A 10.0.0.3");
        assertThat(read.claims()).allMatch(claim -> claim.pointerOwner() != null);
        assertThat(read.problems()).extracting(Problem::line).containsExactly(3, 4);
        files.with(MemoryFiles.CONF.toString(), "no-hosts");
        assertThat(files.read().claims()).isEmpty();
    }

    @Test
    void namesInHostsFilesGetTheDomainOfTheirAddress() {
        Configuration read = new MemoryFiles()
                .with("/etc/hosts", "10.1.0.1 a\n10.2.0.9 b\n10.3.0.1 c\n10.4.0.1 d\nfd00::1 e")
                .with(
                        MemoryFiles.CONF.toString(),
                        "expand-hosts\ndomain=lan\ndomain=one,10.1.0.0/24,local\ndomain=two,10.2.0.5,10.2.0.9\n"
                                + "domain=three,10.3.0.1\ndomain=six,fd00::/64")
                .read();
        assertThat(read.problems()).isEmpty();
        assertThat(records(read).stream().filter(record -> record.matches("\\w\\.\\w+\\..*")))
                .extracting(record -> record.substring(0, record.indexOf(' ')))
                .containsExactly("a.one.", "b.two.", "c.three.", "d.lan.", "e.six.");
        assertThat(read.zones()).containsExactly(Name.fromConstantString("one."));
        assertThat(read.subnets()).hasSize(1);
    }

    @Test
    void aDirectoryInThePlaceOfAFileIsAProblemOfTheLine() {
        Configuration read = new MemoryFiles()
                .with(MemoryFiles.CONF.toString(), "conf-file=/d\naddress=/a.t/10.0.0.1")
                .with("/d/x", "address=/b.t/10.0.0.1")
                .read();
        assertThat(read.problems()).singleElement().asString().contains("/etc/dnsmasq.conf:1", "directory");
        assertThat(read.claims()).hasSize(2);
    }

    @Test
    void filesThatIncludeEachOtherAreReadOnceEach() {
        Configuration read = new MemoryFiles()
                .with(MemoryFiles.CONF.toString(), "conf-file=/a\ntxt-record=t.t,main")
                .with("/a", "conf-file=/b\nconf-dir=/etc/dnsmasq.d\ntxt-record=t.t,a")
                .with("/b", "conf-file=/a\nconf-file=/b\nconf-file=/etc/dnsmasq.conf\ntxt-record=t.t,b")
                .with("/etc/dnsmasq.d/c", "conf-dir=/etc/dnsmasq.d\ntxt-record=t.t,c")
                .read();
        assertThat(read.problems()).isEmpty();
        assertThat(read.claims())
                .extracting(claim -> claim.record().rdataToString())
                .containsExactly("b", "c", "a", "main");
    }

    @Test
    void ofAFileOfAnotherKindNotEveryLineIsTold() {
        Configuration read = new MemoryFiles()
                .with(MemoryFiles.CONF.toString(), "nonsense\n".repeat(5000) + "address=/a.t/10.0.0.1")
                .with("/etc/hosts", "nonsense\n".repeat(101))
                .read();
        assertThat(read.problems()).hasSize(202);
        assertThat(read.problems())
                .extracting(Problem::toString)
                .contains(
                        "/etc/dnsmasq.conf: has 4900 more lines that cannot be used",
                        "/etc/hosts: has 1 more lines that cannot be used");
        assertThat(read.claims()).hasSize(2);
    }

    @Test
    void tooManyFilesCostThoseThatAreTooMany() {
        MemoryFiles files = new MemoryFiles();
        for (int i = 0; i < 10_001; i++) {
            files.with("/etc/dnsmasq.d/" + String.format("%05d", i), "address=/n" + i + ".t/10.0.0.1");
        }
        Configuration read = files.read();
        assertThat(read.problems()).singleElement().asString().contains("/etc/dnsmasq.d/10000", "at most 10000 files");
        assertThat(read.claims()).hasSize(20_000);
    }

    @Test
    void mpdsOwnFilesAreReadWithoutAWord() {
        Configuration read = new MemoryFiles()
                .with(
                        MemoryFiles.CONF.toString(),
                        "interface=*\nlocal=/mpd.test/\nresolv-file=/etc/dnsmasq-host-resolv.conf\nconf-dir=/etc/dnsmasq.d/\n")
                .with(
                        "/etc/dnsmasq.d/services.conf",
                        "# services\nhost-record=mpd.test,10.163.0.4\naddress=/adminer.service.mpd.test/10.163.0.4\n")
                .with("/etc/dnsmasq.d/moodle45.conf", "# project\naddress=/moodle45.mpd.test/10.163.0.100\n")
                .read();
        assertThat(read.problems()).isEmpty();
        assertThat(read.notices()).isEmpty();
        assertThat(read.zones()).containsExactly(Name.fromConstantString("mpd.test."));
        assertThat(read.claims()).hasSize(5);
        assertThat(read.claims().getFirst().origin()).hasToString("/etc/dnsmasq.d/services.conf:2");
    }
}
