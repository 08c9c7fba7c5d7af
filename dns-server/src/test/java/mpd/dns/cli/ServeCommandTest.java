package mpd.dns.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.conf.ConfReader;
import mpd.dns.registry.Claim;
import mpd.dns.registry.Origin;
import mpd.dns.server.ServerConfig;
import mpd.dns.server.StartupException;
import mpd.dns.zone.Subnet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;

class ServeCommandTest {

    private static CommandRun serve(String... args) {
        return serve(Map.of(), args);
    }

    private static CommandRun serve(Map<String, String> environment, String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "serve";
        System.arraycopy(args, 0, all, 1, args.length);
        return CommandRun.of(environment, all);
    }

    @Test
    void withoutFlagsTheDefaultsCount() {
        ServerConfig config = serve(Map.of(), "--control", "/tmp/c.sock").config();
        assertThat(config)
                .isEqualTo(new ServerConfig(
                        List.of(),
                        List.of(),
                        List.of(Name.fromConstantString("mpd.test.")),
                        List.of(Subnet.parse("10.163.0.0/24").orElseThrow()),
                        List.of(),
                        new ConfReader.Places(
                                Optional.of(Path.of("/etc/dnsmasq.conf")),
                                List.of(Path.of("/etc/dnsmasq.d")),
                                Path.of("/etc/hosts")),
                        Optional.empty(),
                        Optional.of(new ServerConfig.Podman(Path.of("/run/podman/podman.sock"), false, "mpd-internal")),
                        Path.of("/var/lib/mpd/conf/platform.env"),
                        Path.of("/tmp/c.sock"),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty()));
    }

    @Test
    void threadsTakesANumber() {
        assertThat(serve("--threads", "64").config().threads()).contains(64);
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.0/24, 198.51.100.0/24",
        "198.51.100.7/24, 198.51.100.0/24",
        "198.51.100.7, 198.51.100.7/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "2001:db8::/32, 2001:db8:0:0:0:0:0:0/32",
        "::1, 0:0:0:0:0:0:0:1/128"
    })
    void allowTakesSubnetsAndAddresses(String text, String subnet) {
        assertThat(serve("--allow", text).config().allow()).singleElement().hasToString(subnet);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lan", "198.51.100.0/33", "198.51.100.0/", "198.51.100/24", "example.org/24", "::/129"})
    void allowTakesNothingElse(String text) {
        assertRefused(serve("--allow", text), "--allow");
    }

    @Test
    void environmentAllowsSeveralSubnets() {
        assertThat(serve(Map.of("MPD_DNS_ALLOW", "198.51.100.0/24, 2001:db8::/32"))
                        .config()
                        .allow())
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, /127.0.0.1:53",
        "127.0.0.1:1053, /127.0.0.1:1053",
        "127.0.0.1:0, /127.0.0.1:0",
        "::1, /[0:0:0:0:0:0:0:1]:53",
        "[::1], /[0:0:0:0:0:0:0:1]:53",
        "[::1]:1053, /[0:0:0:0:0:0:0:1]:1053",
        "0.0.0.0:65535, /0.0.0.0:65535",
    })
    void listenTakesAddressesWithAndWithoutPort(String text, String address) {
        assertThat(serve("--listen", text).config().listen()).singleElement().hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":53",
                "localhost",
                "localhost:53",
                "127.0.0.1:",
                "127.0.0.1:65536",
                "127.0.0.1:-1",
                "127.0.0.1:x",
                "127.0.0.1:53:53",
                "1.2.3",
                "1.2.3.400",
                "010.1.1.1",
                "[::1",
                "::1]",
                "[::1]53",
                "[::1]:",
                "[127.0.0.1]:53",
                "[]:53",
                "224.0.0.1",
                "fe80::1%eth0",
                "127.0.0.1,127.0.0.2",
                "*:53"
            })
    void listenRefusesWhatIsNoAddress(String text) {
        assertRefused(serve("--listen", text), "--listen");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9153, /127.0.0.1:9153",
        "0.0.0.0:9153, /0.0.0.0:9153",
        "10.163.0.3:0, /10.163.0.3:0",
        "[::1]:9153, /[0:0:0:0:0:0:0:1]:9153",
        "9153, /127.0.0.1:9153",
        ":9153, /127.0.0.1:9153",
    })
    void httpTakesAnAddressWithAPortAndAPortAloneForThisMachine(String text, String address) {
        assertThat(serve("--http", text).config().http()).get().hasToString(address);
        assertThat(serve(Map.of("MPD_DNS_HTTP", text)).config().http()).get().hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "127.0.0.1",
                "127.0.0.1:",
                "127.0.0.1:65536",
                "65536",
                "-1",
                "::1",
                "[::1]",
                "[127.0.0.1]:80",
                "localhost:80",
                "*:80",
                "224.0.0.1:80",
                "http://127.0.0.1:80",
                "on"
            })
    void httpRefusesWhatIsNoAddressWithAPort(String text) {
        assertRefused(serve("--http", text), "--http");
    }

    @ParameterizedTest
    @CsvSource({
        "a.mpd.test=10.0.0.1, a.mpd.test. 1 IN A 10.0.0.1",
        "a.mpd.test.=10.0.0.1, a.mpd.test. 1 IN A 10.0.0.1",
        "A.mpd.test=fd00::1, A.mpd.test. 1 IN AAAA fd00:0:0:0:0:0:0:1",
        "*.a.mpd.test=10.0.0.1, *.a.mpd.test. 1 IN A 10.0.0.1",
        "single=10.0.0.1, single. 1 IN A 10.0.0.1",
        "_under_score.mpd.test=10.0.0.1, _under_score.mpd.test. 1 IN A 10.0.0.1",
        "b\u00fccher.mpd.test=10.0.0.1, xn--bcher-kva.mpd.test. 1 IN A 10.0.0.1",
    })
    void aRecordIsANameAndAnAddress(String text, String record) {
        assertThat(serve("--record", text).config().records()).singleElement().satisfies(claim -> {
            assertThat(claim.record().toString().replaceAll("\\s+", " ")).isEqualTo(record);
            assertThat(claim.pointerOwner() != null).isEqualTo(!text.startsWith("*"));
            assertThat(claim.origin()).isEqualTo(new Origin.Flag("--record"));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "=",
                "a=",
                "=10.0.0.1",
                "a=b",
                "*=10.0.0.1",
                "*.=10.0.0.1",
                "a.*.b=10.0.0.1",
                "a..b=10.0.0.1",
                ".=10.0.0.1",
                "a b=10.0.0.1",
                "a/b=10.0.0.1",
                "a=10.0.0.1:53",
                "a=10.0.0.0/8",
                "a=10.0.0.1,10.0.0.2",
                "a\\046b=10.0.0.1",
                "xn--\u0000=10.0.0.1"
            })
    void aRecordThatIsNoneIsRefused(String text) {
        assertRefused(serve("--record", text), "--record");
    }

    @Test
    void aNameTooLongForDnsIsRefused() {
        assertRefused(serve("--record", "a".repeat(64) + "=10.0.0.1"), "--record");
        assertRefused(serve("--zone", "a.".repeat(128)), "--zone");
        assertRefused(serve("--record", "*." + "a.".repeat(126) + "a=10.0.0.1"), "--record");
    }

    @Test
    void severalAddressesOfOneNameAddUpAndRepetitionsCollapse() {
        ServerConfig config = serve(
                        "--record",
                        "a.test=10.0.0.1",
                        "--record",
                        "a.test=10.0.0.2",
                        "--record",
                        "a.test=10.0.0.1",
                        "--zone",
                        "mpd.test",
                        "--zone",
                        "MPD.test.",
                        "--subnet",
                        "10.0.0.0/8",
                        "--subnet",
                        "10.1.1.1/8")
                .config();
        assertThat(config.records())
                .extracting(claim -> claim.record().rdataToString())
                .containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(config.zones()).hasSize(1);
        assertThat(config.subnets()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "--zone, .",
        "--threads, 0",
        "--threads, 65",
        "--zone, a..b",
        "--zone, *.mpd.test",
        "--subnet, 10.163.0.0",
        "--subnet, 10.163.0.0/33",
        "--subnet, 0.0.0.0/0",
        "--subnet, x/8",
        "--resolv-conf, /",
        "--platform-env, /tmp",
        "--podman-socket, unix:///run/podman/podman.sock",
        "--podman-socket, tcp://127.0.0.1:1",
        "--podman-socket, /tmp",
        "--network, ''",
        "--network, a b",
        "--control, /tmp",
        "--log-queries, maybe",
        "--canary-domains, some",
    })
    void anUnusableValueIsRefused(String flag, String value) {
        assertRefused(serve(flag, value), flag);
    }

    @Test
    void aSocketPathTooLongForTheKernelIsRefused() {
        assertRefused(serve("--control", "/" + "x".repeat(107)), "--control");
        assertThat(serve("--control", "/" + "x".repeat(106)).config().control()).hasToString("/" + "x".repeat(106));
    }

    @Test
    void everyProblemIsToldAtOnce() {
        CommandRun run = serve(
                Map.of("MPD_DNS_ZONE", "a..b mpd.test c..d", "MPD_DNS_LOG_QUERIES", "perhaps"),
                "--nonsense",
                "--lisen=127.0.0.1",
                "--listen",
                "x",
                "--listen",
                "y",
                "--record",
                "z",
                "--network",
                "a b");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.started()).isEmpty();
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .anyMatch(line -> line.contains("--nonsense"))
                .anyMatch(line -> line.startsWith("mpd-dns: --listen x: expected ADDR[:PORT]"))
                .anyMatch(line -> line.startsWith("mpd-dns: --listen y: expected"))
                .anyMatch(line -> line.startsWith("mpd-dns: --record z: expected NAME=ADDR"))
                .anyMatch(line -> line.startsWith("mpd-dns: --network a b: expected"))
                .anyMatch(line -> line.startsWith("mpd-dns: MPD_DNS_ZONE=a..b: expected"))
                .anyMatch(line -> line.startsWith("mpd-dns: MPD_DNS_ZONE=c..d: expected"))
                .anyMatch(line -> line.startsWith("mpd-dns: MPD_DNS_LOG_QUERIES=perhaps: expected"))
                .anyMatch(line -> line.contains("mpd-dns serve --help"));
    }

    @Test
    void aMistypedFlagIsMetWithTheRightOne() {
        assertThat(serve("--lisen=127.0.0.1").err())
                .contains("--lisen=127.0.0.1")
                .contains("did you mean --listen");
    }

    @Test
    void theFlagBeatsTheVariableAndTheVariableTheDefault() {
        Map<String, String> environment = Map.of(
                "MPD_DNS_LISTEN", "127.0.0.1:1, [::1]:2  127.0.0.1:3",
                "MPD_DNS_ZONE", "env.test",
                "MPD_DNS_LOG_QUERIES", "yes",
                "MPD_DNS_RECORD", "a.test=10.0.0.1",
                "MPD_DNS_NETWORK", " ");
        ServerConfig config =
                serve(environment, "--zone", "flag.test", "--log-queries=false").config();
        assertThat(config.listen()).extracting(InetSocketAddress::getPort).containsExactly(1, 2, 3);
        assertThat(config.zones()).containsExactly(Name.fromConstantString("flag.test."));
        assertThat(config.logQueries()).isEqualTo(Optional.of(false));
        assertThat(config.records()).extracting(Claim::origin).containsExactly(new Origin.Flag("MPD_DNS_RECORD"));
        assertThat(config.podman().orElseThrow().network()).isEqualTo("mpd-internal");
        assertThat(serve(environment).config().logQueries()).isEqualTo(Optional.of(true));
    }

    @Test
    void aFlagThatCannotBeUsedIsNotReplacedByTheVariable() {
        assertRefused(serve(Map.of("MPD_DNS_ZONE", "env.test"), "--zone", ".."), "--zone");
    }

    @Test
    void podmanIsExpectedOnlyWhenItIsNamed() {
        assertThat(serve().config().podman().orElseThrow().named()).isFalse();
        assertThat(serve("--podman-socket", "/run/podman/podman.sock")
                        .config()
                        .podman()
                        .orElseThrow()
                        .named())
                .isTrue();
        assertThat(serve(Map.of("MPD_DNS_PODMAN_SOCKET", "/x.sock"))
                        .config()
                        .podman()
                        .orElseThrow()
                        .named())
                .isTrue();
        assertThat(serve("--podman-socket", "none").config().podman()).isEmpty();
    }

    @Test
    void relativePathsCountFromTheWorkingDirectory() {
        assertThat(serve("--control", "./x/../c.sock").config().control())
                .isEqualTo(Path.of("c.sock").toAbsolutePath());
    }

    @Test
    void aSingleFlagGivenTwiceIsRefused() {
        assertRefused(serve("--network", "a", "--network", "b"), "--network");
    }

    @Test
    void everythingThatForbidsTheStartIsPrinted() {
        CommandRun run = CommandRun.of(
                config -> {
                    throw new StartupException(List.of("port 53 is taken", "so \u001b[31mis\n54"));
                },
                "serve");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines()).containsExactly("mpd-dns: port 53 is taken", "mpd-dns: so \\u{1b}[31mis\\u{a}54");
    }

    @Test
    void variablesThatNoFlagGoesWithAreFound() {
        Settings settings = new Settings(Map.of("MPD_DNS_LISTNE", "x", "MPD_DNS_LISTEN", "x", "PATH", "x"));
        assertThat(settings.unknownVariables(List.of("--listen"))).containsExactly("MPD_DNS_LISTNE");
    }

    private static void assertRefused(CommandRun run, String flag) {
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.started()).isEmpty();
        assertThat(run.err()).startsWith("mpd-dns: ").contains(flag);
    }

    @Test
    void canariesAreOffUnlessFlagOrEnvironmentTurnsThemOn() {
        Map<String, String> environment = Map.of("MPD_DNS_CANARY_DOMAINS", "true");
        assertThat(serve("--canary-domains").config().canaryDomains()).isTrue();
        assertThat(serve(environment).config().canaryDomains()).isTrue();
        assertThat(serve(environment, "--canary-domains=false").config().canaryDomains())
                .isFalse();
    }
}
