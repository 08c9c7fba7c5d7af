package mpd.dns.tests.topology;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import mpd.dns.tests.lab.Machine;

/// Everything that passes one interface of a machine, as `tcpdump` writes it into a file.
///
/// @param machine    where
/// @param interfaceName the interface
public record Capture(Machine machine, String interfaceName) {

    /// Begins; the capture ends with the machine.
    public static Capture start(final Machine machine, final String interfaceName) {
        final Capture capture = new Capture(machine, interfaceName);
        // Each packet is written at once, and the file is root's, as in nobody's home.
        machine.launch(
                "tcpdump",
                "--packet-buffered",
                "--immediate-mode",
                "--relinquish-privileges=root",
                "-i",
                interfaceName,
                "-w",
                capture.file());
        await("tcpdump on " + interfaceName).atMost(20, SECONDS).untilAsserted(() -> assertThat(
                        machine.run("test", "-s", capture.file()).status())
                .isZero());
        return capture;
    }

    /// How many packets of those so far a filter of `tcpdump` takes.
    public long count(final String filter) {
        return machine.run("tcpdump", "-n", "-r", file(), filter).output().lines().count();
    }

    /// All bytes so far, a character each, with letters in lower case.
    public String text() {
        try {
            return new String(Files.readAllBytes(machine.path(file())), StandardCharsets.ISO_8859_1)
                    .toLowerCase(java.util.Locale.ROOT);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String file() {
        return "/tmp/" + interfaceName + ".pcap";
    }
}
