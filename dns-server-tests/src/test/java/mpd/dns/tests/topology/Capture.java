package mpd.dns.tests.topology;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.Machine;

/// Everything that passes an interface, as `tcpdump` writes it into a file of a machine.
///
/// @param machine where
/// @param name    of the file
public record Capture(Machine machine, String name) {

    /// Begins to keep what passes one of a machine's interfaces; that ends with the machine.
    public static Capture start(final Machine machine, final String interfaceName) {
        return start(machine, List.of(), interfaceName, interfaceName);
    }

    /// Begins elsewhere.
    ///
    /// @param prefix what is written before `tcpdump`, such as the words that enter a namespace
    static Capture start(
            final Machine machine, final List<String> prefix, final String interfaceName, final String name) {
        final Capture capture = new Capture(machine, name);
        final List<String> command = new ArrayList<>(prefix);
        // Each packet is in the file at once.
        command.addAll(List.of("tcpdump", "--packet-buffered", "--immediate-mode", "--relinquish-privileges=root"));
        command.addAll(List.of("-i", interfaceName, "-w", capture.file()));
        machine.launch(command.toArray(String[]::new));
        await("tcpdump of " + name)
                .atMost(20, SECONDS)
                .untilAsserted(() -> assertThat(
                                machine.run("test", "-s", capture.file()).status())
                        .isZero());
        return capture;
    }

    /// How many packets of those so far a filter of `tcpdump` takes.
    public long count(final String filter) {
        return machine.run("tcpdump", "-n", "-r", file(), filter)
                .output()
                .lines()
                .count();
    }

    /// The packets so far whose line, as `tcpdump` prints it, matches an expression of `grep`.
    public String lines(final String expression) {
        return machine.run("sh", "-c", "tcpdump -n -r $0 | grep -iE \"$1\"", file(), expression)
                .out();
    }

    /// All bytes so far, a character each.
    public String text() {
        try {
            return new String(Files.readAllBytes(machine.path(file())), StandardCharsets.ISO_8859_1);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String file() {
        return "/tmp/" + name + ".pcap";
    }
}
