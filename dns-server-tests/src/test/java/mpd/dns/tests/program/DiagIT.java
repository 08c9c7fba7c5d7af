package mpd.dns.tests.program;

import static mpd.dns.tests.program.PlantedFaults.BAD;
import static mpd.dns.tests.program.PlantedFaults.GOOD;
import static mpd.dns.tests.program.PlantedFaults.STANDARD;
import static mpd.dns.tests.program.PlantedFaults.rcode;
import static mpd.dns.tests.program.PlantedFaults.there;
import static mpd.dns.tests.program.PlantedFaults.zone;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/// `mpd-dns diag` finds what is wrong, names it, and says nothing of what is not.
@Tag("root")
class DiagIT {

    private static final InetSocketAddress PORT_53 = new InetSocketAddress(STANDARD, 53);

    @TempDir
    private Path directory;

    private PlantedFaults faults;

    @BeforeEach
    void start() throws Exception {
        faults = new PlantedFaults(directory);
    }

    @AfterEach
    void stop() throws Exception {
        faults.stop();
    }

    /// Breaks one thing and runs diag.
    interface Planting {
        Program plant(PlantedFaults faults) throws Exception;
    }

    /// @param found `STEP: WORDS`, a part of the line that names it, as a regular expression
    /// @param also  other steps that suffer from it
    record Fault(String name, String found, List<String> also, Planting planting) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Fault fault(final String name, final String found, final Planting planting) {
        return new Fault(name, found, List.of(), planting);
    }

    private static Fault fault(final String name, final String found, final String also, final Planting planting) {
        return new Fault(name, found, List.of(also.split(" ")), planting);
    }

    static Stream<Fault> faults() {
        return Stream.of(ofTheServer(), ofTheWay(), ofSources(), ofNameservers())
                .flatMap(faults -> faults);
    }

    private static Stream<Fault> ofTheServer() {
        return Stream.of(
                fault(
                        "nothing listens",
                        "listening: nothing answers on .*port closed",
                        faults -> faults.diag(there(faults.address()))),
                // What has port 53 of the machine that tests is another matter.
                fault(
                        "no server here",
                        "control: no mpd-dns server answers on",
                        "listening program resolver",
                        faults -> faults.diag(faults.here())),
                fault("an address the machine lacks", "listening: 192.0.2.77:53 is not listened on yet", faults -> {
                    faults.serve("--listen", "192.0.2.77");
                    return faults.diag(faults.here());
                }),
                fault("another server has the port", "program: dnsmasq-2.90 answers on .*, not mpd-dns", faults -> {
                    faults.impostor("dnsmasq-2.90", query -> rcode(query, Rcode.NOERROR));
                    return faults.diagOnItsClient(there(PORT_53));
                }),
                fault("a server that denies for want of AAAA", "zone: .*AAAA is denied with NXDOMAIN", faults -> {
                    faults.impostor("mpd-dns 0", query -> zone(query, Instant.now(), true));
                    return faults.diagOnItsClient(there(PORT_53));
                }),
                fault("another zone", "zone: asked for the SOA record of lab.test", faults -> {
                    faults.serve();
                    return faults.diag(List.of(there(faults.address()).getFirst(), "--zone", "lab.test"));
                }),
                fault("the clock is ahead", "clock: the zone changed last 5 h from now", faults -> {
                    faults.impostor(
                            "mpd-dns 0", query -> zone(query, Instant.now().plus(Duration.ofMinutes(330)), false));
                    return faults.diagOnItsClient(there(PORT_53));
                }),
                fault("another machine", "identity: .*is 10.211.55.5, expected 10.211.55.6", faults -> {
                    faults.serve();
                    return faults.diag(List.of(there(faults.address()).getFirst(), "--expect-ip", "10.211.55.6"));
                }));
    }

    private static Stream<Fault> ofTheWay() {
        return Stream.of(
                fault("TCP is closed", "listening: .*over UDP, but over TCP it cannot be reached", faults -> {
                    faults.serve();
                    return faults.diag(there(faults.path(4096, false)));
                }),
                fault("UDP is lost", "listening: .*over TCP, but over UDP it is silent", faults -> {
                    faults.serve();
                    return faults.diag(there(faults.path(0, true)));
                }),
                fault("packets above 500 bytes are lost", "sizes: .*512 bytes gets no answer", faults -> {
                    faults.serve();
                    return faults.diag(there(faults.path(500, true)));
                }),
                fault("packets above 1200 bytes are lost", "sizes: .*1232 bytes gets no answer", faults -> {
                    faults.serve();
                    return faults.diag(there(faults.path(1200, true)));
                }),
                fault("this machine asks others", "resolver: .*names 192.0.2.1: .*never ask", faults -> {
                    faults.serveAt(PORT_53);
                    return faults.diagWhereOthersAsk(there(PORT_53), "nameserver 192.0.2.1\n");
                }),
                fault("this machine asks others first", "resolver: .*names 192.0.2.1 before", faults -> {
                    faults.serveAt(PORT_53);
                    return faults.diagWhereOthersAsk(
                            faults.here(), "nameserver 192.0.2.1\nnameserver " + STANDARD + "\n");
                }));
    }

    private static Stream<Fault> ofSources() {
        return Stream.of(
                fault("a bad line in a drop-in", "files: .*/dnsmasq.d/mine.conf:2: 'adress=", faults -> {
                    Files.createDirectories(faults.file("dnsmasq.d"));
                    Files.writeString(
                            faults.file("dnsmasq.d/mine.conf"), "# names of mine\nadress=/mine.mpd.test/10.163.0.9\n");
                    faults.serve();
                    return faults.diag(faults.here());
                }),
                fault("a bad line in platform.env", "platform.env: .*platform.env:1: MPD_VM_IP", faults -> {
                    Files.writeString(faults.file("platform.env"), "MPD_VM_IP=somewhere\n");
                    faults.serve();
                    return faults.diag(faults.here());
                }),
                fault("Podman is not there", "podman: podman is pending.*never read", "ready zone", faults -> {
                    faults.serveWithPodman(faults.file("podman.sock"));
                    return faults.diag(faults.here());
                }),
                fault("resolv.conf is an old copy", "mounts: .*resolv.conf is an old copy of the host's", faults -> {
                    faults.serveWithOldCopy();
                    return faults.diag(faults.here());
                }));
    }

    private static Stream<Fault> ofNameservers() {
        return Stream.of(
                fault("no nameserver", "nameservers: there is none", "forwarding", faults -> {
                    faults.nameservers();
                    faults.serve();
                    return faults.diag(faults.here());
                }),
                fault(
                        "a nameserver for a domain alone",
                        "nameservers: there is none: all names but those of some domains fail",
                        "forwarding",
                        faults -> {
                            faults.nameservers();
                            Files.createDirectories(faults.file("dnsmasq.d"));
                            Files.writeString(
                                    faults.file("dnsmasq.d/corp.conf"), "server=/corp.example/" + GOOD + "\n");
                            faults.serve();
                            return faults.diag(faults.here());
                        }),
                fault("resolv.conf is gone", "nameservers: .*resolv.conf.* does not exist", faults -> {
                    faults.serve();
                    faults.loseResolvConf();
                    return faults.diag(faults.here());
                }),
                fault("a dead nameserver", "nameservers: " + BAD + ":53: over UDP it cannot be reached", DiagIT::bad),
                fault("a silent nameserver", "nameservers: " + BAD + ":53: over UDP it is silent", faults -> {
                    faults.nameserver(_ -> Optional.empty());
                    return bad(faults);
                }),
                fault("a nameserver that fails", "nameservers: " + BAD + ":53 answers, but with SERVFAIL", faults -> {
                    faults.nameserver(query -> Optional.of(rcode(query, Rcode.SERVFAIL)));
                    return bad(faults);
                }),
                fault("a nameserver that refuses", "nameservers: " + BAD + ":53 answers, but with REFUSED", faults -> {
                    faults.nameserver(query -> Optional.of(rcode(query, Rcode.REFUSED)));
                    return bad(faults);
                }),
                fault("a nameserver that loops", "loop: " + BAD + ":53 asks this server", faults -> {
                    faults.nameservers(BAD, GOOD);
                    faults.loop();
                    return faults.diag(faults.here());
                }));
    }

    private static Program bad(final PlantedFaults faults) throws Exception {
        faults.nameservers(GOOD, BAD);
        faults.serve();
        return faults.diag(faults.here());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void theFaultIsFoundAndNamedAndNoOther(final Fault fault) throws Exception {
        final Program diag = fault.planting().plant(faults);
        final String step = fault.found().substring(0, fault.found().indexOf(": "));
        final String words = fault.found().substring(step.length() + 2);
        assertThat(diag.output()).containsPattern("(?m)^problem +" + step + " +[^\n]*" + words + "[^\n]*\n +fix: \\S");
        assertThat(problems(diag))
                .contains(step)
                .isSubsetOf(
                        Stream.concat(Stream.of(step), fault.also().stream()).toList());
        assertThat(diag.process().exitValue()).isEqualTo(1);
    }

    @Test
    void nothingIsWrongWithAServerThatHasEverything() {
        faults.serve("--record", "php.runtime.mpd.test=10.163.0.100");
        final Program here = faults.diag(faults.here());
        assertThat(here.output()).contains("no problem found").contains("in both directions");
        assertThat(here.process().exitValue()).isZero();
        final Program there = faults.diag(List.of(there(faults.address()).getFirst(), "--expect-ip", "10.211.55.5"));
        assertThat(there.output())
                .contains("no problem found")
                .contains("is 10.211.55.5, as expected")
                .containsPattern("not seen: control, ready, podman, platform.env, files, mounts, nameservers, loop: ");
        assertThat(there.process().exitValue()).isZero();
    }

    @Test
    void whatTheServerStillKnowsIsNoProofThatItForwards() throws Exception {
        final AtomicBoolean silent = new AtomicBoolean();
        final Function<Message, Optional<Message>> answering = ScriptedUpstream.addressOfEverything("192.0.2.12");
        faults.nameserver(query -> silent.get() ? Optional.empty() : answering.apply(query));
        faults.nameservers(BAD);
        faults.serve();
        final List<String> there = there(faults.address());
        assertThat(faults.diag(there).output()).contains("what is not ours is answered");
        silent.set(true);
        assertThat(problems(faults.diag(there))).contains("forwarding");
    }

    @Test
    void aServerThatIsNotOursHearsNoNameOfTheZone() throws Exception {
        final ScriptedUpstream other = faults.impostor("dnsmasq-2.90", query -> rcode(query, Rcode.NOERROR));
        faults.diag(there(PORT_53));
        assertThat(questions(other)).isNotEmpty().noneMatch(question -> question.contains("mpd.test"));
    }

    @Test
    void nameserversHearNoNameOfTheZone() throws Exception {
        final ScriptedUpstream upstream = faults.nameserver(ScriptedUpstream.addressOfEverything("192.0.2.12"));
        faults.nameservers(BAD);
        faults.serve();
        faults.diag(faults.here());
        assertThat(questions(upstream)).isNotEmpty().noneMatch(question -> question.contains("mpd.test"));
    }

    @Test
    void jsonHasTheSameFindings() {
        final Program diag = faults.diag(List.of(there(faults.address()).getFirst(), "--json"));
        assertThat(diag.output())
                .contains("\"problems\":1")
                .contains("\"step\":\"listening\",\"finding\":\"problem\"")
                .contains("\"fix\":");
        assertThat(diag.process().exitValue()).isEqualTo(1);
    }

    @Test
    void whatIsTypedWronglyIsToldAndNothingIsAsked() {
        final Program diag = faults.diag(List.of("@somewhere", "--expect-ip", "10.1"));
        assertThat(diag.output()).contains("SERVER @somewhere: expected").contains("--expect-ip 10.1: expected");
        assertThat(diag.process().exitValue()).isEqualTo(2);
    }

    private static List<String> problems(final Program diag) {
        return diag.output()
                .lines()
                .filter(line -> line.startsWith("problem "))
                .map(line -> line.substring("problem ".length()).strip())
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    private static List<String> questions(final ScriptedUpstream upstream) {
        return upstream.received().stream().map(DiagIT::question).toList();
    }

    private static String question(final byte[] query) {
        try {
            return new Message(query).getQuestion().toString();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
