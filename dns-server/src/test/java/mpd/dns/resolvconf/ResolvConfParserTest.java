package mpd.dns.resolvconf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolvConfParserTest {

    private static final Path FILE = Path.of("resolv.conf");
    private static final InetSocketAddress OWN = new InetSocketAddress(InetAddress.ofLiteral("10.163.0.3"), 53);

    private static ResolvConfParser.Parsed parse(String text) {
        return ResolvConfParser.parse(text, FILE, 53, OWN::equals);
    }

    private static List<String> servers(String text) {
        return parse(text).servers().stream()
                .map(server -> server.getAddress().getHostAddress())
                .toList();
    }

    private static List<String> problems(String text) {
        return parse(text).problems().stream().map(Upstreams.Problem::toString).toList();
    }

    static Stream<Arguments> wellFormed() {
        return Stream.of(
                arguments("nameserver 10.0.0.1", List.of("10.0.0.1")),
                arguments("nameserver 10.0.0.1\nnameserver 10.0.0.2\n", List.of("10.0.0.1", "10.0.0.2")),
                arguments("nameserver 10.0.0.1\r\nnameserver 10.0.0.2\r\n", List.of("10.0.0.1", "10.0.0.2")),
                arguments(" \tnameserver\t 10.0.0.1 \t", List.of("10.0.0.1")),
                arguments("\uFEFFnameserver 10.0.0.1", List.of("10.0.0.1")),
                arguments("# nameserver 1.1.1.1\n;nameserver 1.1.1.1\n#\n;\n\n", List.of()),
                arguments("nameserver 10.0.0.1 # the router", List.of("10.0.0.1")),
                arguments("nameserver 10.0.0.1 ;the router", List.of("10.0.0.1")),
                arguments("nameserver 2001:DB8::1", List.of("2001:db8:0:0:0:0:0:1")),
                arguments("nameserver ::ffff:10.0.0.1", List.of("10.0.0.1")),
                arguments("nameserver fe80::1%lo", List.of("fe80:0:0:0:0:0:0:1%1")),
                arguments("nameserver 10.0.0.1\nnameserver 10.0.0.1", List.of("10.0.0.1")),
                arguments("nameserver 127.0.0.1", List.of("127.0.0.1")),
                arguments("server 10.0.0.1", List.of("10.0.0.1")),
                arguments("search a b\ndomain a\noptions edns0 trust-ad\nsortlist 10.0.0.0/8\n", List.of()),
                arguments("", List.of()));
    }

    @ParameterizedTest
    @MethodSource("wellFormed")
    void wellFormedTextGivesItsNameserversAndNoProblem(String text, List<String> servers) {
        assertThat(servers(text)).isEqualTo(servers);
        assertThat(problems(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nameserver",
                "nameserver dns.example",
                "nameserver localhost",
                "nameserver face",
                "nameserver 10.0.0.1:53",
                "nameserver 10.0.0.1#53",
                "nameserver [2001:db8::1]:53",
                "nameserver [2001:db8::1]",
                "nameserver 10.0.0.256",
                "nameserver 10.0.0",
                "nameserver 127.1",
                "nameserver 010.0.0.1",
                "nameserver 10.0.0.1%lo",
                "nameserver 1:2:3",
                "nameserver :",
                "nameserver fe80::1%nosuchlink0",
                "nameserver 0.0.0.0",
                "nameserver ::",
                "nameserver 255.255.255.255",
                "nameserver 224.0.0.251",
                "nameserver ff02::fb",
                "nameserver: 10.0.0.1",
                "NAMESERVER 10.0.0.1",
                "nameserver10.0.0.1",
                "<html>",
                "\u0000\u0001\u0002"
            })
    void brokenLineCostsThatLineAndIsNamed(String line) {
        String text = "nameserver 10.0.0.1\n" + line + "\nnameserver 10.0.0.2\n";
        assertThat(servers(text)).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(problems(text)).singleElement().asString().startsWith("resolv.conf:2: ");
    }

    @Test
    void secondAddressOfALineIsAProblemAndTheFirstIsUsed() {
        assertThat(servers("nameserver 10.0.0.1 10.0.0.2")).containsExactly("10.0.0.1");
        assertThat(problems("nameserver 10.0.0.1 10.0.0.2"))
                .containsExactly("resolv.conf:1: one nameserver a line: only 10.0.0.1 is used");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.53", "127.0.0.54", "10.163.0.3", "::ffff:127.0.0.53"})
    void stubOfTheMachineAndThisServerAreLeftOutWithoutAProblem(String address) {
        ResolvConfParser.Parsed parsed = parse("nameserver " + address + "\nnameserver 10.0.0.1\n");
        assertThat(parsed.servers()).hasSize(1);
        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.skipped()).singleElement().asString().startsWith("resolv.conf:1: " + address);
    }

    @Test
    void problemsQuoteTheFileWithoutItsControlCharacters() {
        assertThat(problems("nameserver \u001B[31mred\n").getFirst()).contains("\\u{1b}[31mred");
    }

    @Test
    void nameserversBeyondTheSixteenthAreNotUsed() {
        String text = IntStream.rangeClosed(1, 20)
                .mapToObj(i -> "nameserver 10.0.0." + i)
                .collect(Collectors.joining("\n"));
        assertThat(servers(text)).hasSize(16);
        assertThat(problems(text)).hasSize(4);
    }

    @Test
    void randomBytesAreProblemsOfBoundedNumber() {
        byte[] bytes = new byte[65_536];
        new Random(1).nextBytes(bytes);
        assertThat(problems(new String(bytes, StandardCharsets.UTF_8))).hasSizeBetween(1, 21);
    }
}
