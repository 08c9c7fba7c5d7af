package mpd.dns.tests.bench;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.UnboundConf;

/// A program that forwards queries, run on a machine's network with all its settings as they come.
final class Forwarder implements AutoCloseable {

    /// The programs that are compared.
    enum Kind {
        /// This one.
        OURS("mpd-dns", "127.0.2.1"),
        /// The one that it replaces.
        DNSMASQ("dnsmasq 2.90", "127.0.2.2"),
        /// The resolver of many distributions, told to forward.
        UNBOUND("Unbound", "127.0.2.3");

        private final String title;
        private final String address;

        Kind(final String title, final String address) {
            this.title = title;
            this.address = address;
        }

        /// Its name in a table.
        String title() {
            return title;
        }
    }

    private static final String UNBOUND_CONF = """
            module-config: "iterator"
            do-not-query-localhost: no
            num-threads: 1
            """;

    private static final Duration SETTLE = Duration.ofMillis(500);

    private final Kind kind;
    private final Machine machine;
    private final Path directory;
    private final InetSocketAddress address;
    private ProcessHandle process;

    private Forwarder(final Kind kind, final Machine machine, final Path directory) {
        this.kind = kind;
        this.machine = machine;
        this.directory = directory;
        address = new InetSocketAddress(kind.address, 53);
    }

    /// Starts one that asks these nameservers, in this order as far as it cares, and awaits that it answers.
    ///
    /// @param directory of this process's own files
    static Forwarder start(
            final Kind kind, final Machine machine, final Path directory, final List<String> nameservers) {
        final Forwarder forwarder = new Forwarder(kind, machine, directory);
        forwarder.use(nameservers);
        return forwarder;
    }

    /// Asks these nameservers from now on. Only ours is not started anew for that: it would be the first
    /// second of Java that is measured.
    void use(final List<String> nameservers) {
        final String resolvConf = "nameserver " + String.join("\nnameserver ", nameservers) + "\n";
        if (kind == Kind.OURS) {
            replaceResolvConf(resolvConf);
            if (process != null) {
                settle();
                return;
            }
        } else {
            close();
            machine.replaceFile("/etc/resolv.bench", resolvConf);
            machine.replaceFile(
                    "/etc/unbound.bench",
                    UnboundConf.of(address.getHostString(), "/tmp", UNBOUND_CONF)
                            + "forward-zone:\n    name: \".\"\n    forward-addr: "
                            + String.join("\n    forward-addr: ", nameservers) + "\n");
        }
        process = start();
        await(kind.title()).atMost(180, SECONDS).ignoreExceptions().untilAsserted(() -> {
            assertThat(process.isAlive()).isTrue();
            // A name that each of them answers by itself.
            assertThat(machine.network().call(() -> new DnsClient(address).tryUdp(Packets.query("localhost", 1))))
                    .isPresent();
        });
    }

    private ProcessHandle start() {
        return switch (kind) {
            case OURS ->
                Program.startOn(machine, directory, Program.serveArguments(directory, address))
                        .process()
                        .toHandle();
            case DNSMASQ ->
                machine.spawn(
                        "dnsmasq",
                        "--keep-in-foreground",
                        "--conf-file=/dev/null",
                        "--user=root",
                        "--pid-file",
                        "--bind-interfaces",
                        "--listen-address=" + address.getHostString(),
                        "--resolv-file=/etc/resolv.bench");
            case UNBOUND -> machine.spawn("unbound", "-c", "/etc/unbound.bench");
        };
    }

    private void replaceResolvConf(final String text) {
        try {
            final Path file = Files.writeString(Program.beside(directory).resolve("resolv.conf.new"), text);
            Files.move(file, directory.resolve("resolv.conf"), StandardCopyOption.ATOMIC_MOVE);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Far longer than a change may take to count.
    private static void settle() {
        try {
            Thread.sleep(SETTLE);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    Kind kind() {
        return kind;
    }

    /// Where it answers.
    InetSocketAddress address() {
        return address;
    }

    /// The process that answers.
    ProcessHandle process() {
        return process;
    }

    @Override
    public void close() {
        if (process != null) {
            Turns.end(process, ProcessHandle::destroyForcibly);
            await("the end of " + kind.title)
                    .pollInterval(10, MILLISECONDS)
                    .atMost(60, SECONDS)
                    .until(() -> !process.isAlive());
        }
    }
}
