package mpd.dns.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;

/// What can stand in the place of a file, on a disk.
class ConfPlacesTest {

    @TempDir
    private Path directory;

    private Path main;
    private Path dropIns;

    @BeforeEach
    void make() throws IOException {
        main = directory.resolve("dnsmasq.conf");
        dropIns = Files.createDirectory(directory.resolve("d"));
        Files.writeString(dropIns.resolve("good"), "address=/a.t/10.0.0.1\n");
        Files.writeString(main, "conf-dir=" + dropIns + "\naddress=/b.t/10.0.0.2");
    }

    private Configuration read() {
        return DiskFiles.read(new ConfReader(
                new ConfReader.Places(Optional.of(main), List.of(), directory.resolve("hosts")),
                List.of(Name.fromConstantString("mpd.test.")),
                List.of()));
    }

    @Test
    void aLinkThatLeadsNowhereCostsItselfAlone() throws IOException {
        Path link = Files.createSymbolicLink(dropIns.resolve("dangling"), directory.resolve("nothing"));
        Configuration read = read();
        assertThat(read.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo(link);
            assertThat(problem.expected()).contains("there is none behind this name");
        });
        assertThat(read.claims()).hasSize(4);
    }

    @Test
    void linksThatLeadInACircleCostThemselvesAlone() throws IOException {
        Files.createSymbolicLink(dropIns.resolve("one"), dropIns.resolve("two"));
        Files.createSymbolicLink(dropIns.resolve("two"), dropIns.resolve("one"));
        Files.createSymbolicLink(dropIns.resolve("up"), directory);
        Configuration read = read();
        assertThat(read.problems()).hasSize(2);
        assertThat(read.claims()).hasSize(4);
    }

    @Test
    void aFileUnderSeveralNamesIsReadOnce() throws IOException {
        Files.createSymbolicLink(dropIns.resolve("soft"), dropIns.resolve("good"));
        Files.createLink(dropIns.resolve("hard"), dropIns.resolve("good"));
        Files.createSymbolicLink(dropIns.resolve("main"), main);
        Configuration read = read();
        assertThat(read.problems()).isEmpty();
        assertThat(read.claims()).hasSize(4);
    }

    @Test
    void directoriesInADirectoryArePassedOver() throws IOException {
        Files.createDirectory(dropIns.resolve("deeper"));
        Files.writeString(dropIns.resolve("deeper/x"), "nonsense\n");
        assertThat(read().problems()).isEmpty();
    }

    @Test
    void aDirectoryInThePlaceOfTheMainFileIsAProblem() throws IOException {
        main = dropIns;
        Configuration read = read();
        assertThat(read.problems()).singleElement().asString().contains("expected a file, and this is a directory");
        assertThat(read.claims()).isEmpty();
    }

    @Test
    void emptyFilesAndFilesOfCommentsAreNoProblem() throws IOException {
        Files.writeString(dropIns.resolve("empty"), "");
        Files.write(dropIns.resolve("mark"), new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
        Files.writeString(dropIns.resolve("comment"), "\r\n# mpd\r\n   \t\r\n#");
        assertThat(read().problems()).isEmpty();
    }
}
