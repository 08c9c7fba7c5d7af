package mpd.dns.tests.topology;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/// The program behind `dns-server-tests/lab up`: brings a lab up and keeps it until one of its machines ends.
final class LabKeeper {

    private LabKeeper() {}

    /// Arguments: the lab's directory, the virtual machine's address, and `dnsmasq` if that is to run. Prints
    /// its steps, and `ready` at the end. What the command has to know of the lab it finds in the directory:
    /// the first processes of `laptop` and `vm`, and the `containers` that run.
    public static void main(final String... arguments) throws IOException {
        final Path directory = Path.of(arguments[0]);
        final Topology.Settings settings =
                new Topology.Settings(arguments[1], arguments.length > 2 && arguments[2].equals("dnsmasq"), false);
        final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Topology topology = Topology.start(settings, out::println)) {
            write(directory.resolve("laptop"), topology.laptop().machine().firstProcess());
            write(directory.resolve("vm"), topology.vm().machine().firstProcess());
            write(directory.resolve("containers"), topology.vm().podman("ps", "--format", "{{.Names}}"));
            out.println("ready");
            CompletableFuture.anyOf(
                            topology.laptop().machine().ended(),
                            topology.vm().machine().ended())
                    .join();
        }
    }

    private static void write(final Path file, final Object content) throws IOException {
        Files.writeString(file, content + "\n", StandardCharsets.UTF_8);
    }
}
