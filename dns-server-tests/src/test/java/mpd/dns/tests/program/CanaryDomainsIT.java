package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// The names by which browsers ask whether they may go around the resolver.
@Tag("root")
class CanaryDomainsIT {

    private static final String UPSTREAM = "127.10.63.11";
    private static final List<String> CANARIES =
            List.of("use-application-dns.net", "mask.icloud.com", "mask-h2.icloud.com");

    @TempDir
    private Path directory;

    private final InetSocketAddress address = Program.freeAddress("127.0.0.1");
    private final DnsClient client = new DnsClient(address);
    private ScriptedUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(directory.resolve("resolv.conf"), "nameserver " + UPSTREAM + "\n");
        upstream = ScriptedUpstream.start(UPSTREAM, ScriptedUpstream.addressOfEverything("192.0.2.1"));
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    private int ask(final String name, final int type) {
        return client.udp(Packets.query(name, type)).getRcode();
    }

    @Test
    void areDeniedForEveryTypeAndNobodyIsAskedWhereThatIsTurnedOn() {
        try (Program program = Program.serve(directory, address, "--canary-domains")) {
            for (final String name : CANARIES) {
                assertThat(List.of(ask(name, Type.A), ask(name, Type.AAAA), ask(name, Type.HTTPS)))
                        .as(program.output())
                        .containsOnly(Rcode.NXDOMAIN);
                assertThat(upstream.questions(name)).isZero();
            }
            assertThat(ask("www.icloud.com", Type.A)).isEqualTo(Rcode.NOERROR);
            final Program explain = Program.run(
                    directory,
                    "explain",
                    "mask.icloud.com",
                    "--control",
                    directory.resolve("control.sock").toString());
            assertThat(explain.output()).contains("--canary-domains");
            assertThat(explain.process().exitValue()).isEqualTo(1);
        }
    }

    @Test
    void areForwardedLikeOthersOtherwise() {
        try (Program program = Program.serve(directory, address)) {
            for (final String name : CANARIES) {
                assertThat(ask(name, Type.A)).as(program.output()).isEqualTo(Rcode.NOERROR);
                assertThat(upstream.questions(name)).isPositive();
            }
        }
    }
}
