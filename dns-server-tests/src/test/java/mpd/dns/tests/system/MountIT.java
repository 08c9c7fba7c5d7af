package mpd.dns.tests.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mpd.dns.tests.lab.Commands;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What the kernel tells nobody of: that something is mounted where the program looks. Each program has
/// mounts of its own.
@Tag("system")
class MountIT {

    private static final String NAME = "www.mpd.test";

    @TempDir
    private Path directory;

    private final InetSocketAddress address = Program.freeAddress("127.0.0.1");
    private final DnsClient client = new DnsClient(address);
    private Path records;
    private Path other;
    private Program program;

    @BeforeEach
    void start() throws IOException {
        records = Files.createDirectories(directory.resolve("records"));
        other = Files.createDirectories(directory.resolve("other"));
        Files.writeString(records.resolve("a.conf"), "address=/" + NAME + "/10.163.0.1\n");
        Files.writeString(other.resolve("a.conf"), "address=/" + NAME + "/10.163.0.2\n");
        program = Program.start(
                directory,
                List.of("unshare", "--mount", "--propagation", "private", "--"),
                Program.serveArguments(directory, address, "--records-dir", records.toString()));
        program.awaitAnswers(address);
        awaitAddress("10.163.0.1");
    }

    @AfterEach
    void stop() {
        program.close();
    }

    @Test
    void directoryThatIsMountedOverAnotherCountsAndSoDoesTheOneBelowOnceItIsUncovered() {
        inItsMounts("mount", "--bind", other.toString(), records.toString());
        awaitAddress("10.163.0.2");

        inItsMounts("umount", records.toString());
        awaitAddress("10.163.0.1");
    }

    @Test
    void fileThatIsMountedOverAnotherCountsAndWhatIsWrittenToItAfterwards() throws IOException {
        inItsMounts(
                "mount",
                "--bind",
                other.resolve("a.conf").toString(),
                records.resolve("a.conf").toString());
        awaitAddress("10.163.0.2");

        Files.writeString(other.resolve("a.conf"), "address=/" + NAME + "/10.163.0.3\n");
        awaitAddress("10.163.0.3");
    }

    private void inItsMounts(final String... command) {
        final String[] whole = new String[command.length + 3];
        whole[0] = "nsenter";
        whole[1] = "--mount=/proc/" + program.process().pid() + "/ns/mnt";
        whole[2] = "--";
        System.arraycopy(command, 0, whole, 3, command.length);
        Commands.run(List.of(whole), "").output();
    }

    private void awaitAddress(final String expected) {
        // Sooner than every tenth poll, which is thorough whatever was seen.
        await(expected)
                .atMost(4, SECONDS)
                .untilAsserted(() -> assertThat(
                                client.udp(Packets.query(NAME, Type.A)).getSection(Section.ANSWER).stream()
                                        .map(Record::rdataToString))
                        .as(program.output())
                        .isEqualTo(List.of(expected)));
    }
}
