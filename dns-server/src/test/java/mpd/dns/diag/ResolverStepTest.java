package mpd.dns.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;

class ResolverStepTest {

    @TempDir
    private Path directory;

    private List<Finding> look(int port) {
        Scene scene = new Scene(
                new InetSocketAddress(InetAddress.ofLiteral("10.163.0.3"), port),
                Name.fromConstantString("mpd.test."),
                Optional.empty(),
                new Insight.Outside(),
                new Contact(new Reply.Silent(Duration.ZERO), new Reply.Silent(Duration.ZERO)),
                new Surroundings(
                        directory.resolve("resolv.conf"),
                        directory.resolve("links"),
                        directory.resolve("containerenv"),
                        (_, _) -> Optional.empty()));
        return new ResolverStep().look(scene);
    }

    private void nameservers(String file, String addresses) throws IOException {
        StringBuilder text = new StringBuilder("# by hand\nsearch example.org\n");
        for (String address : addresses.split(" ", -1)) {
            text.append("nameserver ").append(address).append('\n');
        }
        Files.writeString(directory.resolve(file), text);
    }

    @ParameterizedTest
    @CsvSource({
        "10.163.0.3, 192.0.2.1, Sound, leads to 10.163.0.3",
        "10.163.0.3 192.0.2.1, 192.0.2.1, Sound, leads to 10.163.0.3",
        "192.0.2.1 10.163.0.3, 192.0.2.1, Trouble, names 192.0.2.1 before 10.163.0.3",
        "192.0.2.1, 10.163.0.3, Trouble, never ask 10.163.0.3",
        "127.0.0.53, 192.0.2.1 10.163.0.3, Sound, systemd-resolved has 10.163.0.3",
        "127.0.0.53, 192.0.2.1, Trouble, systemd-resolved asks 192.0.2.1 and never 10.163.0.3",
    })
    void thatProgramsAskTheServerIsReadFromFiles(String programs, String links, String kind, String words)
            throws IOException {
        nameservers("resolv.conf", programs);
        nameservers("links", links);
        assertThat(look(53)).singleElement().satisfies(finding -> {
            assertThat(finding.getClass().getSimpleName()).isEqualTo(kind);
            assertThat(finding.text()).contains(words);
        });
    }

    @Test
    void inAContainerAndForAnotherPortNothingIsSaidOfTheMachine() throws IOException {
        nameservers("resolv.conf", "192.0.2.1");
        assertThat(look(1053)).singleElement().isInstanceOf(Finding.Unseen.class);
        Files.createFile(directory.resolve("containerenv"));
        assertThat(look(53)).singleElement().isInstanceOf(Finding.Unseen.class);
    }

    @Test
    void aMachineWithoutTheFileIsNoProblem() {
        assertThat(look(53)).singleElement().isInstanceOf(Finding.Unseen.class);
    }
}
