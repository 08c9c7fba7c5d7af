package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

class RoutesTest {

    private static final ForwardPlan PLAN = new ForwardPlan(
            servers(1, 2),
            List.of(
                    route("corp.example.", 3),
                    route("public.corp.example."),
                    route("Corp.Example.", 4),
                    route("*.strict.example.", 5),
                    route("*ing.example.", 6),
                    new Route(Name.root, true, servers(7))),
            ForwardPlan.Mode.STRICT,
            OptionalInt.empty(),
            "none",
            "");

    private static List<Nameserver> servers(int... ports) {
        return Arrays.stream(ports)
                .mapToObj(port -> Nameserver.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port)))
                .toList();
    }

    private static Route route(String domain, int... ports) {
        return new Route(Name.fromConstantString(domain), false, servers(ports));
    }

    private static UpstreamQuestion question(String name) {
        DNSOutput wire = new DNSOutput();
        Name.fromConstantString(name).toWire(wire, null);
        wire.writeU16(Type.A);
        wire.writeU16(DClass.IN);
        return new UpstreamQuestion(wire.toByteArray(), false, false, false, false);
    }

    @ParameterizedTest
    @CsvSource({
        "example., 7",
        "www.example., '1,2'",
        "corp.example., '3,4'",
        "DEEP.below.CORP.example., '3,4'",
        "xcorp.example., '1,2'",
        "public.corp.example., '1,2'",
        "a.public.corp.example., '1,2'",
        "strict.example., '1,2'",
        "a.strict.example., 5",
        "ing.example., 6",
        "sing.example., 6",
        "a.sING.example., 6",
        "singer.example., '1,2'",
        "., '1,2'",
    })
    void theLongestDomainSaysWhomToAsk(String name, String ports) {
        List<String> asked = new Groups(PLAN, ForwardSettings.STANDARD, null, _ -> {})
                .group(question(name)).order().stream()
                        .map(upstream -> String.valueOf(upstream.address().getPort()))
                        .toList();
        assertThat(String.join(",", asked)).isEqualTo(ports);
    }
}
