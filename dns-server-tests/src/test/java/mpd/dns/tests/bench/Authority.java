package mpd.dns.tests.bench;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A server that answers for the zone, run on a machine's network with one core of its own, or two.
final class Authority implements AutoCloseable {

    /// The servers that are compared.
    enum Kind {
        /// This one.
        OURS("mpd-dns", 1),
        /// The fastest that Debian has of those that only answer for zones.
        KNOT("Knot", 2),
        /// The one that is replaced.
        DNSMASQ("dnsmasq", 3),
        /// A resolver with the zone in its configuration.
        UNBOUND("Unbound", 4);

        private final String title;
        private final int host;

        Kind(final String title, final int host) {
            this.title = title;
            this.host = host;
        }

        /// Its address in a network of loopback, which is the third byte.
        String address(final int network) {
            return "127.0.%d.%d".formatted(network, host);
        }

        /// Its name in a table.
        String title() {
            return title;
        }
    }

    /// Where servers are started.
    ///
    /// @param directory of this process's own files
    /// @param launcher  of this program
    record Site(Machine machine, Path directory, Path launcher) {}

    /// Its drop-in file for this program.
    static final String ZONE_FILE = "zone.conf";

    private static final String KNOT_CONF = """
            server:
                listen: {address}@53
                rundir: {run}
                user: root
                udp-workers: {workers}
                tcp-workers: {workers}
                background-workers: 1
            database:
                storage: {run}
            template:
              - id: default
                storage: {run}
                zonefile-load: whole
                journal-content: none
            zone:
              - domain: mpd.test
                file: zone
              - domain: 10.in-addr.arpa
                file: reverse
            """;
    private static final String UNBOUND_CONF = """
            server:
                interface: {address}
                chroot: ""
                username: ""
                directory: "{run}"
                pidfile: ""
                do-daemonize: no
                use-syslog: no
                verbosity: 0
                num-threads: {workers}
                include: "{run}data"
            remote-control:
                control-enable: no
            """;

    private final Site site;
    private final Kind kind;
    private final AnswerZone zone;
    private final InetSocketAddress address;
    private final int workers;
    private ProcessHandle process;
    private long asked;

    /// Prepares its files.
    ///
    /// @param address on port 53 of which it answers
    /// @param workers one, or two for as many cores
    Authority(final Site site, final Kind kind, final AnswerZone zone, final String address, final int workers) {
        this.site = site;
        this.kind = kind;
        this.zone = zone;
        this.address = new InetSocketAddress(address, 53);
        this.workers = workers;
        switch (kind) {
            case OURS -> write(dropIns().resolve(ZONE_FILE), zone.dropIn());
            case KNOT -> {
                write("conf", KNOT_CONF);
                write("zone", zone.zoneFile());
                write("reverse", zone.reverseFile());
            }
            case DNSMASQ -> {
                write("conf", AnswerZone.besideHosts());
                write("hosts", zone.hosts());
            }
            case UNBOUND -> {
                write("conf", UNBOUND_CONF);
                write("data", zone.localData());
            }
        }
    }

    /// Starts it, awaits its first answer, and looks whether it answers every kind of question rightly.
    Authority start() {
        final long begin = launch();
        FirstAnswer.after(begin, this);
        check();
        return this;
    }

    /// Starts it, and gives the time before.
    long launch() {
        final long begin = System.nanoTime();
        process = switch (kind) {
            case OURS -> launchOurs();
            case KNOT -> spawn("knotd", "--config", run("conf"));
            case DNSMASQ ->
                spawn(
                        "dnsmasq",
                        "--keep-in-foreground",
                        "--conf-file=" + run("conf"),
                        "--user=root",
                        "--pid-file",
                        "--no-resolv",
                        "--no-hosts",
                        "--addn-hosts=" + run("hosts"),
                        "--bind-interfaces",
                        "--listen-address=" + address.getHostString());
            case UNBOUND -> spawn("unbound", "-c", run("conf"));
        };
        return begin;
    }

    private ProcessHandle launchOurs() {
        final List<String> prefix = new ArrayList<>(site.machine().onItsNetwork());
        prefix.addAll(List.of("taskset", "-c", cores()));
        return Program.startBy(
                        site.launcher(),
                        directory(),
                        prefix,
                        Program.serveArguments(directory(), address, "--subnet", AnswerZone.SUBNET))
                .process()
                .toHandle();
    }

    private ProcessHandle spawn(final String... command) {
        final List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cores()));
        pinned.addAll(List.of(command));
        return site.machine().spawn(pinned.toArray(String[]::new));
    }

    private String cores() {
        return workers == 1 ? Cores.SERVER : Cores.BOTH;
    }

    /// @throws IllegalStateException when an answer is not the right one
    private void check() {
        for (final int number : new int[] {1, zone.names()}) {
            for (final AnswerZone.Question question : zone.questions(number)) {
                final byte[] query = Packets.query(question.name(), Type.value(question.type()));
                final Message udp = site.machine().network().call(() -> new DnsClient(address).udp(query));
                final Message tcp = site.machine().network().call(() -> new DnsClient(address).tcp(query));
                if (!answers(udp, question) || !answers(tcp, question)) {
                    throw new IllegalStateException(
                            "%s answers %s with%n%s%n%s".formatted(kind.title, question, udp, tcp));
                }
            }
        }
    }

    /// Whether that is the right answer and nothing else.
    static boolean answers(final Message message, final AnswerZone.Question question) {
        final List<String> data = message.getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .toList();
        return question.answer().equals(AnswerZone.NO_SUCH_NAME)
                ? message.getRcode() == Rcode.NXDOMAIN && data.isEmpty()
                : message.getRcode() == Rcode.NOERROR && data.equals(List.of(question.answer()));
    }

    /// CPU time for each query of a run, in nanoseconds, and the run.
    Cost load(final Dnsperf client, final String questions, final String... options) {
        final long before = ProcessUsage.cpuNanos(process);
        final Dnsperf.Run run = client.load(questions, options);
        if (run.lost() > run.completed() / 100) {
            throw new IllegalStateException(
                    "%s lost %d queries and answered %d".formatted(kind.title, run.lost(), run.completed()));
        }
        asked += run.completed();
        return new Cost((ProcessUsage.cpuNanos(process) - before) / run.completed(), run);
    }

    /// What a run cost.
    record Cost(long nanos, Dnsperf.Run run) {}

    /// A client for it on these cores.
    Dnsperf client(final String cores) {
        return new Dnsperf(site.machine(), cores, address.getHostString());
    }

    /// How many queries of runs it has answered.
    long asked() {
        return asked;
    }

    Kind kind() {
        return kind;
    }

    int workers() {
        return workers;
    }

    AnswerZone zone() {
        return zone;
    }

    InetSocketAddress address() {
        return address;
    }

    Machine machine() {
        return site.machine();
    }

    /// The process that answers.
    ProcessHandle process() {
        return process;
    }

    /// Where drop-in files of this program are.
    Path dropIns() {
        return directory().resolve("dnsmasq.d");
    }

    private Path directory() {
        return site.directory().resolve(address.getHostString());
    }

    private String run(final String file) {
        return "/tmp/answering/%s/%s".formatted(address.getHostString(), file);
    }

    private void write(final String file, final String text) {
        site.machine()
                .replaceFile(
                        run(file),
                        text.replace("{run}", run(""))
                                .replace("{address}", address.getHostString())
                                .replace("{workers}", Integer.toString(workers)));
    }

    private static void write(final Path file, final String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            await("the end of " + kind.title)
                    .pollInterval(10, MILLISECONDS)
                    .atMost(60, SECONDS)
                    .until(() -> !process.isAlive());
        }
    }
}
