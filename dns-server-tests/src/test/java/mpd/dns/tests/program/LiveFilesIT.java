package mpd.dns.tests.program;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Every kind of file, and every way in which what stands for a file can be replaced: it counts by itself.
class LiveFilesIT {

    @TempDir
    private Path directory;

    private final InetSocketAddress address = Program.freeAddress("127.0.0.1");
    private final DnsClient client = new DnsClient(address);
    private Program program;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(directory.resolve("hosts.d"));
        write("servers", "");
        write("more-hosts", "10.163.0.20 more.mpd.test\n");
        write("hosts.d/one", "10.163.0.21 dir.mpd.test\n");
        Files.createSymbolicLink(directory.resolve("current"), Files.createDirectories(directory.resolve("a")));
        write("a/x.conf", "address=/linked.mpd.test/10.163.0.1\n");
        write("dnsmasq.conf", """
                no-hosts
                servers-file=%1$s/servers
                addn-hosts=%1$s/more-hosts
                hostsdir=%1$s/hosts.d
                conf-dir=%1$s/current,*.conf
                host-record=main.mpd.test,10.163.0.30
                """.formatted(directory));
        program = Program.serve(directory, address);
    }

    @AfterEach
    void stop() {
        program.close();
    }

    private void write(final String file, final String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    private void rename(final String from, final String to) throws IOException {
        Files.move(directory.resolve(from), directory.resolve(to), ATOMIC_MOVE);
    }

    private Message ask(final String name) {
        return client.udp(Packets.query(name, Type.A));
    }

    private void awaitAddress(final String name, final String literal) {
        await(name)
                .untilAsserted(() -> assertThat(
                                ask(name).getSection(Section.ANSWER).stream().map(Record::rdataToString))
                        .as(program.output())
                        .isEqualTo(List.of(literal)));
    }

    private void awaitDenial(final String name) {
        await(name)
                .untilAsserted(() ->
                        assertThat(ask(name).getRcode()).as(program.output()).isEqualTo(Rcode.NXDOMAIN));
    }

    @Test
    void hostsFilesAndTheirDirectoryAreFollowed() throws IOException {
        awaitAddress("more.mpd.test", "10.163.0.20");
        write("more-hosts", "10.163.0.22 more.mpd.test\n");
        awaitAddress("more.mpd.test", "10.163.0.22");
        awaitAddress("dir.mpd.test", "10.163.0.21");
        write("hosts.d/two", "10.163.0.23 two.mpd.test\n");
        awaitAddress("two.mpd.test", "10.163.0.23");
        Files.delete(directory.resolve("hosts.d/one"));
        awaitDenial("dir.mpd.test");
        awaitAddress("two.mpd.test", "10.163.0.23");
    }

    @Test
    void theMainFileIsFollowed() throws IOException {
        awaitAddress("main.mpd.test", "10.163.0.30");
        write("next", "no-hosts\nhost-record=main.mpd.test,10.163.0.31\n");
        rename("next", "dnsmasq.conf");
        awaitAddress("main.mpd.test", "10.163.0.31");
        awaitDenial("more.mpd.test");
    }

    @Test
    void aServersFileIsFollowed() throws IOException {
        write("servers", "local=/served.example/\n");
        awaitDenial("x.served.example");
        // Everything, names outside all other zones too.
        write("servers", "local=/#/\n");
        awaitDenial("x.elsewhere.example");
        awaitDenial("x.served.example");
        write("servers", "");
        await("forwarded, with nobody to ask")
                .untilAsserted(
                        () -> assertThat(ask("x.served.example").getRcode()).isEqualTo(Rcode.SERVFAIL));
    }

    @Test
    void platformEnvIsFollowed() throws IOException {
        write("platform.env", "MPD_VM_IP=192.168.64.7\n");
        awaitAddress("vm.service.mpd.test", "192.168.64.7");
        write("platform.env", "MPD_VM_IP=192.168.64.8\n");
        awaitAddress("vm.service.mpd.test", "192.168.64.8");
    }

    @Test
    void aLinkToADirectoryThatIsPointedElsewhereIsFollowed() throws IOException {
        awaitAddress("linked.mpd.test", "10.163.0.1");
        Files.createDirectories(directory.resolve("b"));
        write("b/x.conf", "address=/linked.mpd.test/10.163.0.2\n");
        Files.createSymbolicLink(directory.resolve("next"), directory.resolve("b"));
        rename("next", "current");
        awaitAddress("linked.mpd.test", "10.163.0.2");
        write("b/x.conf", "address=/linked.mpd.test/10.163.0.3\n");
        awaitAddress("linked.mpd.test", "10.163.0.3");
    }

    @Test
    void aDirectoryOfDropInsThatIsReplacedAsAWholeIsFollowed() throws IOException {
        write("dnsmasq.d/x.conf", "address=/volume.mpd.test/10.163.0.1\n");
        awaitAddress("volume.mpd.test", "10.163.0.1");
        Files.createDirectories(directory.resolve("next.d"));
        write("next.d/x.conf", "address=/volume.mpd.test/10.163.0.2\n");
        rename("dnsmasq.d", "old.d");
        rename("next.d", "dnsmasq.d");
        awaitAddress("volume.mpd.test", "10.163.0.2");
        write("dnsmasq.d/y.conf", "address=/later.mpd.test/10.163.0.4\n");
        awaitAddress("later.mpd.test", "10.163.0.4");
    }
}
