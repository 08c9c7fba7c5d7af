package mpd.dns.tests.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Link;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.Nameserver;
import mpd.dns.tests.lab.Network;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What the program relays from nameservers in daily use is what they say when they are asked themselves.
@Tag("system")
class RealNameserversIT {

    private static final int MOST_OVER_UDP = 1232;
    private static final int DO = 0x8000;
    private static final int CD = 0x0010;

    private static final List<Question> QUESTIONS = questions();

    private static final InetSocketAddress OURS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);
    private static final Map<Nameserver, Link> LINKS = new EnumMap<>(Nameserver.class);

    @TempDir
    private static Path directory;

    private static Machine machine;
    private static Network network;
    private static Program program;

    /// How a client asks.
    private enum Manner {
        PLAIN(Packets.RD, -1, 0),
        SMALL(Packets.RD, 512, 0),
        USUAL(Packets.RD, MOST_OVER_UDP, 0),
        LARGE(Packets.RD, 4096, 0),
        SECURE(Packets.RD, MOST_OVER_UDP, DO),
        SECURE_UNCHECKED(Packets.RD | CD, 4096, DO);

        private final int flags;
        private final int size;
        private final int ednsFlags;

        Manner(final int flags, final int size, final int ednsFlags) {
            this.flags = flags;
            this.size = size;
            this.ednsFlags = ednsFlags;
        }

        private byte[] query(final String name, final int type) {
            final byte[] question = Packets.question(name, type, 1);
            return size < 0
                    ? Packets.message(flags, 1, 0, question)
                    : Packets.message(flags, 1, 1, question, Packets.opt(size, 0, ednsFlags));
        }

        private int mostOverUdp() {
            return Math.clamp(size, 512, MOST_OVER_UDP);
        }
    }

    private record Question(String name, int type) {}

    private static List<Question> questions() {
        final Map<String, List<Integer>> questions = new LinkedHashMap<>();
        questions.put("www", List.of(Type.A, Type.AAAA, Type.MX, Type.HTTPS, Type.CNAME));
        questions.put("WwW", List.of(Type.A));
        questions.put("first", List.of(Type.A, Type.AAAA, Type.CNAME, Type.TXT));
        questions.put("dangling", List.of(Type.A));
        questions.put("nothing", List.of(Type.A, Type.AAAA));
        questions.put("below.nothing", List.of(Type.A));
        questions.put("down", List.of(Type.A));
        questions.put("any.wild", List.of(Type.A, Type.AAAA));
        questions.put("svc", List.of(Type.HTTPS, Type.SVCB));
        questions.put("odd", List.of(65_280, 65_281));
        questions.put("_imap._tcp", List.of(Type.SRV));
        questions.put("big", List.of(Type.TXT));
        questions.put("", List.of(Type.SOA, Type.NS, Type.MX, Type.TXT, Type.CAA, Type.DNSKEY, Type.DS));
        return questions.entrySet().stream()
                .flatMap(of -> of.getValue().stream().map(type -> new Question(of.getKey() + ".example.org", type)))
                .toList();
    }

    @BeforeAll
    static void start() throws Exception {
        machine = Machine.start(LabRoot.BOOKWORM);
        network = machine.network();
        int network = 100;
        for (final Nameserver nameserver : Nameserver.values()) {
            final Link link =
                    Link.to(machine, nameserver.name().toLowerCase(Locale.ROOT), "198.51.%d.53".formatted(network++));
            nameserver.start(link);
            LINKS.put(nameserver, link);
        }
        program = Program.startOn(machine, directory, Program.serveArguments(directory, OURS));
    }

    @AfterAll
    static void stop() {
        if (program != null) {
            program.close();
        }
        machine.close();
    }

    @ParameterizedTest
    @EnumSource(Nameserver.class)
    void relaysWhatTheNameserverSays(final Nameserver nameserver) throws Exception {
        final InetSocketAddress theirs =
                new InetSocketAddress(LINKS.get(nameserver).address(), 53);
        use(theirs);
        await(nameserver + " answers, asked directly and through us")
                .atMost(60, SECONDS)
                .ignoreExceptions()
                .untilAsserted(() -> {
                    assertThat(who(theirs)).contains(nameserver.name());
                    assertThat(who(OURS)).as(program.output()).contains(nameserver.name());
                });
        final List<String> differences = network.call(() -> {
            final List<String> found = new ArrayList<>();
            for (final Question question : QUESTIONS) {
                for (final Manner manner : Manner.values()) {
                    // Asked for the first time with DO and CD, dnsmasq 2.90 says NOERROR of an alias that leads
                    // nowhere.
                    if (nameserver != Nameserver.DNSMASQ || !question.name().startsWith("dangling")) {
                        difference(theirs, question, manner).ifPresent(found::add);
                    }
                }
            }
            return found;
        });
        assertThat(differences).isEmpty();
    }

    private static void use(final InetSocketAddress nameserver) throws Exception {
        final Path file = Files.writeString(
                directory.resolve("resolv.conf.new"),
                "nameserver " + nameserver.getAddress().getHostAddress() + "\n");
        Files.move(file, directory.resolve("resolv.conf"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String who(final InetSocketAddress server) {
        return network.call(() -> new DnsClient(server)
                .udp(Packets.query("who.example.org", Type.TXT))
                .toString());
    }

    private static Optional<String> difference(
            final InetSocketAddress theirs, final Question question, final Manner manner) {
        final byte[] query = manner.query(question.name(), question.type());
        final byte[] overUdp = new DnsClient(OURS).udpBytes(query);
        final Message first = parse(overUdp);
        final Message overTcp = new DnsClient(OURS).tcp(query);
        final Message expected = new DnsClient(theirs).tcp(query);
        final boolean truncated = first.getHeader().getFlag(Flags.TC);
        final String all =
                "%s %s%nnameserver:%n%s%nUDP:%n%s%nTCP:%n%s%n".formatted(question, manner, expected, first, overTcp);
        if (overUdp.length > manner.mostOverUdp()) {
            return Optional.of("too long for UDP: " + all);
        }
        if (truncated && expected.numBytes() <= manner.mostOverUdp()) {
            return Optional.of("truncated without need: " + all);
        }
        final boolean same = said(overTcp).equals(said(expected))
                && (truncated || said(first).equals(said(expected)))
                && reasonable(overTcp, expected)
                && overTcp.getHeader().getFlag(Flags.RA)
                && (overTcp.getOPT() != null) == (manner.size >= 0);
        return same ? Optional.empty() : Optional.of("not the same: " + all);
    }

    private static Message parse(final byte[] bytes) {
        try {
            return new Message(bytes);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// What an answer says, without what may differ between two askings: order, TTLs, and additional records.
    private static String said(final Message answer) {
        return Rcode.string(answer.getRcode())
                + records(answer, Section.ANSWER)
                // Beside an answer, nameservers add or leave out who said it as there is room.
                + (answer.getSection(Section.ANSWER).isEmpty() ? records(answer, Section.AUTHORITY) : "");
    }

    private static String records(final Message answer, final int section) {
        return answer.getSection(section).stream()
                .map(record -> record.getName().toString().toLowerCase(Locale.ROOT) + " "
                        + Type.string(record.getType()) + " " + record.rdataToString())
                .collect(Collectors.toCollection(TreeSet::new))
                .toString();
    }

    /// Whether no TTL is above the nameserver's.
    private static boolean reasonable(final Message ours, final Message theirs) {
        final long most = theirs.getSection(Section.ANSWER).stream()
                .mapToLong(Record::getTTL)
                .max()
                .orElse(Long.MAX_VALUE);
        return ours.getSection(Section.ANSWER).stream().allMatch(record -> record.getTTL() <= most);
    }
}
