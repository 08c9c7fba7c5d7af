package mpd.dns.tests.lab;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The built program as a process, started by its launcher.
public final class Program implements AutoCloseable {

    /// Its launcher in the repository.
    public static final Path LAUNCHER = Path.of(System.getProperty("mpd.dns.root"), "dns-server/bin/mpd-dns");

    private final Process process;
    private final Path output;

    private Program(final Process process, final Path output) {
        this.process = process;
        this.output = output;
    }

    /// Starts `mpd-dns` with these arguments and an environment without settings for it; what it prints goes to
    /// a file [#beside] those in `directory`.
    public static Program start(final Path directory, final List<String> arguments) {
        return start(directory, List.of(), arguments, "");
    }

    /// Starts `mpd-dns serve` as [#serve] does, its Java with these options.
    public static Program serveWithJavaOptions(
            final Path directory, final InetSocketAddress listen, final String options) {
        final Program program = start(directory, List.of(), serveArguments(directory, listen), options);
        program.awaitAnswers(listen);
        return program;
    }

    /// Starts `mpd-dns` on the network of a machine.
    public static Program startOn(final Machine machine, final Path directory, final List<String> arguments) {
        return start(directory, machine.onItsNetwork(), arguments, "");
    }

    /// Starts `mpd-dns` behind a prefix, the words of a command that runs another.
    public static Program start(final Path directory, final List<String> prefix, final List<String> arguments) {
        return start(directory, prefix, arguments, "");
    }

    /// Starts `mpd-dns` behind a prefix, by another launcher than that of the repository.
    public static Program startBy(
            final Path launcher, final Path directory, final List<String> prefix, final List<String> arguments) {
        return start(launcher, directory, prefix, arguments, "");
    }

    private static Program start(
            final Path directory, final List<String> prefix, final List<String> arguments, final String javaOptions) {
        return start(LAUNCHER, directory, prefix, arguments, javaOptions);
    }

    private static Program start(
            final Path launcher,
            final Path directory,
            final List<String> prefix,
            final List<String> arguments,
            final String javaOptions) {
        try {
            final Path output = Files.createTempFile(beside(directory), "program", ".out");
            final List<String> command = new ArrayList<>(prefix);
            command.add(launcher.toString());
            command.addAll(arguments);
            final ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("MPD_DNS_"));
            if (!javaOptions.isEmpty()) {
                // Unlike JAVA_TOOL_OPTIONS it comes after what the launcher says.
                builder.environment().put("_JAVA_OPTIONS", javaOptions);
            }
            return new Program(builder.start(), output);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// A directory for what the program must not see of `directory`, on the same file system: it watches the
    /// directories
    /// of all its files, and would be woken by each line that it writes.
    public static Path beside(final Path directory) {
        try {
            return Files.createDirectories(directory.resolve("beside"));
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Starts `mpd-dns serve` without Podman, with its files in `directory`, and awaits that it answers at
    /// `listen`.
    public static Program serve(final Path directory, final InetSocketAddress listen, final String... more) {
        final Program program = start(directory, serveArguments(directory, listen, more));
        program.awaitAnswers(listen);
        return program;
    }

    /// The arguments that [#serve] gives.
    public static List<String> serveArguments(
            final Path directory, final InetSocketAddress listen, final String... more) {
        final List<String> arguments = new ArrayList<>(List.of(
                "serve",
                "--conf-file",
                confFile(directory).toString(),
                "--records-dir",
                directory.resolve("dnsmasq.d").toString(),
                "--listen",
                text(listen),
                "--podman-socket",
                "none",
                "--resolv-conf",
                directory.resolve("resolv.conf").toString(),
                "--platform-env",
                directory.resolve("platform.env").toString(),
                "--control",
                directory.resolve("control.sock").toString()));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /// Keeps the program from reading the configuration of the machine that it is tested on.
    private static Path confFile(final Path directory) {
        try {
            final Path file = directory.resolve("dnsmasq.conf");
            Files.createDirectories(directory.resolve("dnsmasq.d"));
            return Files.exists(file) ? file : Files.writeString(file, "no-hosts\n");
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// An address with a port, as the command line has it.
    public static String text(final InetSocketAddress address) {
        final String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /// An address of this host with a port that nothing listens on.
    public static InetSocketAddress freeAddress(final String host) {
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getByName(host));
                DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getByName(host))) {
            return new InetSocketAddress(udp.getLocalAddress(), udp.getLocalPort());
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Awaits the first answer at `address`, and that the start has come to its end: the control socket comes
    /// after the others.
    public void awaitAnswers(final InetSocketAddress address) {
        final DnsClient client = new DnsClient(address);
        // The launcher may have to build first.
        await("answers at " + address).atMost(180, SECONDS).untilAsserted(() -> {
            assertThat(process.isAlive()).as(output()).isTrue();
            assertThat(client.tryUdp(Packets.query("mpd.test", 6))).as(output()).isPresent();
            assertThat(output()).contains(" serves [");
        });
    }

    /// Everything it has printed.
    public String output() {
        try {
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// How much memory it holds, in KiB, as `VmRSS` of `/proc/PID/status` has it.
    public long residentKib() {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The process.
    public Process process() {
        return process;
    }

    /// Awaits the end and gives the exit status.
    public int awaitExit() {
        try {
            assertThat(process.waitFor(60, SECONDS)).as(output()).isTrue();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        return process.exitValue();
    }

    /// Runs `mpd-dns` with these arguments to its end.
    public static Program run(final Path directory, final String... arguments) {
        final Program program = start(directory, List.of(arguments));
        program.awaitExit();
        return program;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitExit();
    }
}
