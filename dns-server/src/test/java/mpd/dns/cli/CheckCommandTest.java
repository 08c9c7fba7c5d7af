package mpd.dns.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    @TempDir
    private Path temp;

    private CommandRun check(String conf) throws IOException {
        Path file = Files.writeString(temp.resolve("dnsmasq.conf"), conf);
        Path resolv = Files.writeString(temp.resolve("resolv.conf"), "nameserver 192.0.2.1\n");
        Path records = Files.createDirectories(temp.resolve("d"));
        return CommandRun.of(
                Map.of(), "check", "--conf-file=" + file, "--records-dir=" + records, "--resolv-conf=" + resolv);
    }

    @Test
    void rightFilesAreNoProblem() throws IOException {
        CommandRun run = check("no-hosts\naddress=/a.mpd.test/10.163.0.9\n");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("no problem found, 2 records in files");
    }

    @Test
    void everyProblemIsPrintedWithItsPlace() throws IOException {
        CommandRun run = check("no-hosts\nhost-record=a,1.2.3\nbind-interfaces\nnonsense\n");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out().lines())
                .anyMatch(line -> line.startsWith(temp + "/dnsmasq.conf:2: 'host-record=a,1.2.3': expected"))
                .anyMatch(line -> line.startsWith(temp + "/dnsmasq.conf:4: 'nonsense': expected"))
                .anyMatch(line -> line.startsWith("note: " + temp + "/dnsmasq.conf:3: bind-interfaces has no effect"))
                .anyMatch("2 problems"::equals);
    }

    @Test
    void aNamedFileThatIsNotThereIsAProblem() {
        CommandRun run = CommandRun.of(
                Map.of("MPD_DNS_RECORDS_DIR", temp.resolve("none").toString()),
                "check",
                "--conf-file=" + temp.resolve("nothing"),
                "--resolv-conf=" + temp.resolve("neither"));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).contains(temp + "/nothing: ", temp + "/none: ", temp + "/neither: ");
    }
}
