package mpd.dns.tests.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;
import static mpd.dns.tests.lab.MpdHost.DNS_CONTAINER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mpd.dns.tests.lab.Diagnosis;
import mpd.dns.tests.lab.Dig;
import mpd.dns.tests.lab.Ledger;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.Observation;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.QueryStream;
import mpd.dns.tests.topology.Capture;
import mpd.dns.tests.topology.Laptop;
import mpd.dns.tests.topology.OutsideNetwork;
import mpd.dns.tests.topology.Topology;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Everything in its place, from the laptop's side of the tunnel: what a person there sees.
@ExtendWith(Diagnosis.class)
@Tag("system")
class WholeLabIT {

    private static final String FRAGMENTS = "ip[6:2] & 0x3fff != 0";
    private static final int TRIES = 21;
    private static final int LONGEST_STRING = 255;

    private static Topology lab;
    private static Laptop laptop;
    private static Machine vm;
    private static Dig dig;

    @BeforeAll
    static void bringUp() {
        lab = Topology.start(new Topology.Settings("192.168.64.7", false, true), _ -> {});
        laptop = lab.laptop();
        vm = lab.vm().machine();
        dig = laptop.dig();
    }

    /// The whole run counts: nothing of the zone, nor of its reverse subnet, has come out on either network.
    @AfterAll
    static void takeDown() {
        try (Topology ending = lab) {
            assertThat(ending.outside()).hasSize(2).allSatisfy(outside -> {
                assertThat(outside.count("udp port 53")).as(outside.name()).isPositive();
                assertThat(Packets.nameOurs(outside.text()))
                        .as(() -> "names of ours went out to " + outside.name() + "\n"
                                + outside.lines("mpd.test|0.163.10.in-addr"))
                        .isFalse();
            });
        }
    }

    @Test
    void everyNameHasItsAddressOverUdpAndTcp() {
        lab.names().forEach((name, address) -> {
            for (final String transport : List.of("+notcp", "+tcp")) {
                assertThat(dig.ask(transport, name, "A").records()).as(name).containsExactly("A " + address);
                assertThat(dig.ask(transport, mixedCase(name), "A").everything())
                        .contains(mixedCase(name), "status: NOERROR", address);
            }
            final Dig.Answer six = dig.ask(name, "AAAA");
            assertThat(six.records()).as(six.everything()).isEmpty();
            assertThat(six.everything()).contains("status: NOERROR", "SOA");
        });
    }

    @Test
    void parentsOfNamesHaveNoDataAndOtherNamesDoNotExist() {
        for (final String parent : List.of("service.mpd.test", "db.mpd.test", "runtime.mpd.test")) {
            assertThat(dig.ask(parent, "A").everything()).contains("status: NOERROR", "ANSWER: 0", "SOA");
        }
        dig.awaitNoSuchName("nothing.runtime.mpd.test");
    }

    @Test
    void addressesPointAtTheNamesOfTheirContainers() {
        Map.of(
                        "10.163.0.3", "dnsmasq.service.mpd.test",
                        "10.163.0.4", "portal.service.mpd.test",
                        "10.163.0.5", "fileaccess.service.mpd.test",
                        "10.163.0.30", "postgres-17.db.mpd.test",
                        "10.163.0.100", "php.runtime.mpd.test",
                        "10.163.0.101", "node.runtime.mpd.test")
                .forEach(dig::awaitPointer);
        assertThat(dig.ask("-x", "10.163.0.77").status()).isEqualTo("NXDOMAIN");
    }

    @Test
    void nothingOfTheZoneLeavesInAnyLetterCaseTypeOrTransport() {
        for (final String type : List.of("A", "AAAA", "HTTPS", "MX", "TXT", "SOA", "NS", "ANY", "TYPE65280", "DS")) {
            for (final String transport : List.of("+notcp", "+tcp")) {
                for (final String name : List.of(
                        "MPD.test",
                        "Runtime.mPd.TeSt",
                        "no.such.name.mpd.TEST",
                        "7.0.163.10.IN-ADDR.arpa",
                        "0.163.10.in-addr.arpa")) {
                    assertThat(dig.ask(transport, name, type).status())
                            .as(name + " " + type)
                            .isIn("NOERROR", "NXDOMAIN");
                }
            }
        }
        // Looked for at the end; that other names do leave shows that it would be found.
        OutsideNetwork.OFFICE.enter(vm);
        assertThat(dig.ask("WwW.ExAmPlE.oRg", "AAAA").status()).isEqualTo("NOERROR");
        assertThat(lab.outside().getFirst().text().toLowerCase(Locale.ROOT)).contains("\3www\7example\3org");
    }

    @Test
    void answersFitTheTunnelAndTheLongerOnesComeOverTcp() {
        final List<Capture> captures = List.of(
                Capture.start(laptop.machine(), Laptop.TUNNEL),
                Capture.start(vm, Laptop.TUNNEL),
                Capture.start(laptop.machine(), "vm"));
        assertThat(laptop.machine()
                        .run("cat", "/sys/class/net/" + Laptop.TUNNEL + "/mtu")
                        .output())
                .isEqualTo("1420");
        final String udp = "(UDP)";
        assertSize("just-below", 1232, udp);
        assertSize("just-above", 1233, "(TCP)");
        assertSize("more-than-the-mtu", 2000, "(TCP)");
        OutsideNetwork.OFFICE.enter(vm);
        assertThat(dig.ask("+bufsize=4096", OutsideNetwork.BIG, "TXT").everything())
                .contains("status: NOERROR", "(TCP)", "office office");
        assertThat(captures).allSatisfy(capture -> {
            assertThat(capture.count("ip")).as(capture.name()).isPositive();
            assertThat(capture.count(FRAGMENTS))
                    .as("fragments on " + capture.name())
                    .isZero();
        });
        assertThat(captures.getFirst().count("udp and greater 1232")).isPositive();
    }

    /// Writes a TXT record whose answer is that long, and looks at how it comes to somebody who takes 4096
    /// bytes.
    private static void assertSize(final String label, final int size, final String transport) {
        final String name = label + ".mpd.test";
        // Header, question, owner as a pointer with type, class, TTL and length, and an OPT.
        int left = size - 12 - (name.length() + 2 + 4) - 12 - 11;
        final StringBuilder line = new StringBuilder("txt-record=" + name);
        while (left > 0) {
            final int string = Math.min(left, LONGEST_STRING + 1) - 1;
            line.append(",\"").append("x".repeat(string)).append('"');
            left -= string + 1;
        }
        vm.replaceFile(Topology.DROP_INS + "/" + label + ".conf", line + "\n");
        await(name)
                .untilAsserted(
                        () -> assertThat(dig.ask("+bufsize=4096", name, "TXT").everything())
                                .contains("status: NOERROR", "rcvd: " + size, transport));
    }

    @ParameterizedTest
    @CsvSource({"glibc, gcc", "musl, musl-gcc"})
    void anAddressWithoutASecondFamilyIsFoundAtOnce(final String library, final String compiler) {
        final String program = "/tmp/lookup-" + library;
        laptop.machine().run(compiler, "-O", "-o", program, "/lab/lookup.c").output();
        final List<List<String>> lookups = laptop.machine()
                .run(program, "php.runtime.mpd.test", Integer.toString(TRIES))
                .output()
                .lines()
                .map(line -> List.of(line.split(" ", -1)))
                .toList();
        assertThat(lookups)
                .hasSize(TRIES)
                .allSatisfy(lookup ->
                        assertThat(lookup).as(lookup.toString()).hasSize(2).endsWith("10.163.0.100"));
        assertThat(lookups.stream()
                        .mapToLong(lookup -> Long.parseLong(lookup.getFirst()))
                        .sorted()
                        .toArray()[TRIES / 2])
                .as("microseconds, the middle of " + TRIES)
                .isLessThan(50_000);
    }

    @Test
    void sshFindsTheRuntimeByNameThroughTheTunnel() {
        assertThat(ssh("user@php.runtime.mpd.test", "id", "-un")).isEqualTo("user");
    }

    @Test
    void withTheTunnelDownTheJumpHostResolvesTheName() {
        laptop.tunnelDown();
        try {
            assertThat(laptop.machine()
                            .run("getent", "hosts", "php.runtime.mpd.test")
                            .status())
                    .as("the laptop knows the name without the tunnel")
                    .isNotZero();
            assertThat(ssh("-J", "user@192.168.64.7", "user@php.runtime.mpd.test", "id", "-un"))
                    .isEqualTo("user");
        } finally {
            laptop.tunnelUp();
        }
        dig.awaitAddresses("php.runtime.mpd.test", "10.163.0.100");
    }

    @Test
    void aNetworkSwitchLosesNothingAndGivesNoWrongAnswer() {
        OutsideNetwork.OFFICE.enter(vm);
        dig.awaitAddresses(OutsideNetwork.WWW, OutsideNetwork.OFFICE.addressOfWww());
        final Ledger ledger = allNames();
        ledger.holds(OutsideNetwork.WWW, OutsideNetwork.OFFICE.addressOfWww());
        try (QueryStream stream = ask(ledger, OutsideNetwork.WWW)) {
            for (final OutsideNetwork network : List.of(OutsideNetwork.HOME, OutsideNetwork.OFFICE)) {
                ledger.change(OutsideNetwork.WWW, () -> network.enter(vm), network.addressOfWww());
                dig.awaitAddresses(OutsideNetwork.WWW, network.addressOfWww());
            }
            stream.assertNothingFalse();
        }
    }

    @Test
    void onlyWhileTheTunnelIsDownQueriesAreLost() {
        final Ledger ledger = allNames();
        try (QueryStream stream = ask(ledger)) {
            final Outage outage = Outage.of(() -> {
                laptop.tunnelDown();
                laptop.tunnelUp();
                dig.awaitAddresses("mpd.test", "10.163.0.4");
            });
            outage.assertNothingFalseBut(stream.finish(), ledger);
        }
    }

    /// All of mpd ends, then the DNS container comes first, as it does when the machine starts, and the others
    /// one after the other.
    @Test
    void aRebootOfTheVirtualMachineDeniesNoName() {
        final Ledger ledger = allNames();
        try (QueryStream stream = ask(ledger)) {
            final Outage outage = Outage.of(() -> {
                lab.vm().podman("stop", "--all", "--time", "2");
                lab.vm().killPodmanService();
                lab.vm().startPodmanService();
                lab.vm().podman("start", DNS_CONTAINER);
                lab.vm().awaitReady();
                dig.awaitAddresses("mpd.test", "10.163.0.4");
            });
            lab.vm().podman("start", "--all");
            outage.assertNothingFalseBut(stream.finish(), ledger);
        }
        await("ssh")
                .atMost(20, SECONDS)
                .untilAsserted(() -> assertThat(ssh("user@php.runtime.mpd.test", "id", "-un"))
                        .isEqualTo("user"));
    }

    private static Ledger allNames() {
        final Ledger ledger = new Ledger();
        lab.names().forEach(ledger::holds);
        return ledger;
    }

    private static QueryStream ask(final Ledger ledger, final String... more) {
        final List<String> names = new ArrayList<>(lab.names().keySet());
        names.addAll(List.of(more));
        return QueryStream.start(laptop.machine(), DNS_ADDRESS, ledger, names).flowing();
    }

    /// A time in which queries may be lost, and those as well that were under way when it began.
    private record Outage(long begin, long end) {

        private static final long UNDER_WAY = Duration.ofSeconds(1).toNanos();

        static Outage of(final Runnable steps) {
            final long begin = System.nanoTime();
            steps.run();
            return new Outage(begin, System.nanoTime());
        }

        void assertNothingFalseBut(final List<Observation> observations, final Ledger ledger) {
            final List<Observation> lost =
                    observations.stream().filter(this::mayBeLost).toList();
            final List<Observation> others = new ArrayList<>(observations);
            others.removeAll(lost);
            assertThat(lost).as("queries lost meanwhile").isNotEmpty();
            assertThat(ledger.contradictions(others)).isEmpty();
        }

        private boolean mayBeLost(final Observation observation) {
            return observation.lost() && observation.start() > begin - UNDER_WAY && observation.start() < end;
        }
    }

    private static String ssh(final String... words) {
        final List<String> command = new ArrayList<>(List.of("ssh"));
        command.addAll(List.of(words));
        return laptop.machine().run(command.toArray(String[]::new)).output();
    }

    private static String mixedCase(final String name) {
        final StringBuilder mixed = new StringBuilder();
        for (int index = 0; index < name.length(); index++) {
            mixed.append(index % 2 == 0 ? Character.toUpperCase(name.charAt(index)) : name.charAt(index));
        }
        return mixed.toString();
    }
}
