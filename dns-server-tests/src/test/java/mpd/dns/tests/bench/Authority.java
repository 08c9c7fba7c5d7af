package mpd.dns.tests.bench;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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

        private Software software() {
            return switch (this) {
                case OURS -> new Ours();
                case KNOT -> new Knot();
                case DNSMASQ -> new DnsmasqWithHosts();
                case UNBOUND -> new UnboundWithData();
            };
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

    // Who has few connections to give, as Unbound has ten, closes some in use when there are too many at a
    // time, and on a busy machine those of the run before may still be there.
    private static final int MOST_ATTEMPTS = 3;
    private static final Duration AGAIN = Duration.ofMillis(20);

    private final Place place;
    private final Software software;
    private final Kind kind;
    private final AnswerZone zone;
    private ProcessHandle process;
    private long asked;
    private int repeated;

    /// Prepares its files.
    ///
    /// @param address on port 53 of which it answers
    /// @param workers one, or two for as many cores
    Authority(final Site site, final Kind kind, final AnswerZone zone, final String address, final int workers) {
        place = new Place(
                site.machine(), site.directory(), site.launcher(), new InetSocketAddress(address, 53), workers);
        this.kind = kind;
        this.zone = zone;
        software = kind.software();
        software.configure(place, zone);
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
        process = software.launch(place);
        return begin;
    }

    /// @throws IllegalStateException when an answer is not the right one
    private void check() {
        for (final int number : new int[] {1, zone.names()}) {
            for (final AnswerZone.Question question : zone.questions(number)) {
                final byte[] query = Packets.query(question.name(), Type.value(question.type()));
                final Message udp = place.machine().network().call(() -> new DnsClient(place.address()).udp(query));
                final Message tcp = place.machine().network().call(() -> new DnsClient(place.address()).tcp(query));
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

    /// CPU time for each query of a run, in nanoseconds, and the run. One over TCP that lost too many queries
    /// is repeated.
    ///
    /// @param rest what is done until it is over counts too
    /// @throws IllegalStateException when more than one in a hundred was lost
    Cost load(final Dnsperf client, final Rest rest, final String questions, final String... options) {
        final int attempts = List.of(options).contains("tcp") ? MOST_ATTEMPTS : 1;
        Cost cost = loadOnce(client, rest, questions, options);
        for (int attempt = 1; isLossy(cost.run()) && attempt < attempts; attempt++) {
            repeated++;
            cost = loadOnce(client, rest, questions, options);
        }
        if (isLossy(cost.run())) {
            throw new IllegalStateException("%s lost %d queries and answered %d"
                    .formatted(kind.title, cost.run().lost(), cost.run().completed()));
        }
        return cost;
    }

    private static boolean isLossy(final Dnsperf.Run run) {
        return run.lost() > run.completed() / 100;
    }

    private Cost loadOnce(final Dnsperf client, final Rest rest, final String questions, final String... options) {
        final AtomicLong before = new AtomicLong();
        final Dnsperf.Run run = client.load(() -> before.set(ProcessUsage.cpuNanos(process)), questions, options);
        asked += run.completed();
        rest(rest);
        return new Cost((ProcessUsage.cpuNanos(process) - before.get()) / Math.max(1, run.completed()), run);
    }

    /// Waits until it has done what it put off.
    void rest(final Rest rest) {
        rest.await(() -> ProcessUsage.cpuNanos(process));
    }

    /// What a run cost.
    record Cost(long nanos, Dnsperf.Run run) {}

    /// A client for it on these cores.
    Dnsperf client(final String cores) {
        return new Dnsperf(place.machine(), cores, place.address().getHostString());
    }

    /// How many queries of runs it has answered.
    long asked() {
        return asked;
    }

    /// How many runs over TCP were repeated because they lost too many queries.
    int repeated() {
        return repeated;
    }

    Kind kind() {
        return kind;
    }

    int workers() {
        return place.workers();
    }

    AnswerZone zone() {
        return zone;
    }

    InetSocketAddress address() {
        return place.address();
    }

    Machine machine() {
        return place.machine();
    }

    /// The process that answers.
    ProcessHandle process() {
        return process;
    }

    /// Where this program does not look, on the file system of its drop-in files.
    Path beside() {
        return Program.beside(place.directory());
    }

    /// Makes this program, which has had no nameserver, forward what it does not know, and awaits that it does.
    void forwardTo(final String nameserver) {
        try {
            final Path prepared = Files.writeString(beside().resolve("resolv.conf"), "nameserver " + nameserver + "\n");
            Files.move(prepared, place.directory().resolve("resolv.conf"), StandardCopyOption.ATOMIC_MOVE);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
        FirstAnswer.to(AnyName.QUESTION, this, AGAIN);
    }

    /// The control socket of this program.
    Path control() {
        return place.directory().resolve("control.sock");
    }

    /// Where drop-in files of this program are.
    Path dropIns() {
        return Ours.dropIns(place);
    }

    /// Ends all of them, also when one does not end.
    ///
    /// @throws IllegalStateException when one did not
    static void close(final List<Authority> servers) {
        Each.of(servers, Authority::close);
    }

    @Override
    public void close() {
        if (process != null) {
            Turns.end(process, ProcessHandle::destroy);
            await("the end of " + kind.title)
                    .pollInterval(10, MILLISECONDS)
                    .atMost(60, SECONDS)
                    .until(() -> !process.isAlive());
        }
    }
}
