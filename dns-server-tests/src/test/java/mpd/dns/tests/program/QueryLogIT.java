package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.ScriptedUpstream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// The line of each query: who asked what, where the answer is from, and how long it took.
@Tag("root")
class QueryLogIT {

    private static final String UPSTREAM = "127.10.53.4";

    @TempDir
    private Path directory;

    @Test
    void eachQueryIsOneLineThatSaysWhereItsAnswerIsFrom() throws IOException {
        Files.writeString(directory.resolve("resolv.conf"), "nameserver " + UPSTREAM + "\n");
        Files.writeString(directory.resolve("dnsmasq.conf"), "no-hosts\ncname=app.mpd.test,cdn.example.com\n");
        final InetSocketAddress address = Program.freeAddress("127.0.0.1");
        final DnsClient client = new DnsClient(address);
        try (ScriptedUpstream _ = ScriptedUpstream.start(UPSTREAM, QueryLogIT::answer);
                Program program =
                        Program.serve(directory, address, "--log-queries", "--record", "php.mpd.test=10.163.0.9")) {
            final List<String> names = List.of(
                    "php.mpd.test",
                    "no.mpd.test",
                    "www.example.com",
                    "www.example.com",
                    "app.mpd.test",
                    "refused.example.com");
            names.forEach(name -> client.udp(Packets.query(name, Type.A)));
            client.tcp(List.of(Packets.query("www.example.com", Type.A)));
            client.udp(Packets.query("gone.example.com", Type.A));
            final List<String> lines = names.stream()
                    .map(name -> " over=UDP id=[0-9]+ question=" + name)
                    .toList();
            // Who asks again while the answer is being kept has joined the question.
            await().untilAsserted(() -> assertThat(program.output()
                            .lines()
                            .filter(line -> line.contains(" question=") && !line.contains("question=mpd.test. ")))
                    .hasSize(names.size() + 2)
                    .zipSatisfy(
                            List.of(
                                    lines.get(0) + ".* source=local rcode=NOERROR ",
                                    lines.get(1) + ".* source=local rcode=NXDOMAIN ",
                                    lines.get(2) + ".* source=" + UPSTREAM + " rcode=NOERROR ",
                                    lines.get(3) + ".* source=(cache|coalesced)/" + UPSTREAM + " rcode=NOERROR ",
                                    lines.get(4) + ".* source=" + UPSTREAM + " rcode=NOERROR ",
                                    lines.get(5) + ".* source=" + UPSTREAM + " rcode=REFUSED ",
                                    " over=TCP .* source=cache/" + UPSTREAM + " rcode=NOERROR ",
                                    " question=gone.* source=local why=\"" + UPSTREAM + " .*\" rcode=SERVFAIL "),
                            (line, expected) -> assertThat(line)
                                    .matches(".* client=127\\.0\\.0\\.1#[0-9]+" + ".*" + expected
                                            + "size=[0-9]+ micros=[0-9]+")));
        }
    }

    private static Optional<Message> answer(final Message query) {
        final String name = query.getQuestion().getName().toString();
        if (name.startsWith("gone")) {
            return Optional.empty();
        }
        return ScriptedUpstream.addressOfEverything("192.0.2.1").apply(query).map(answer -> {
            if (name.startsWith("refused")) {
                answer.getHeader().setRcode(Rcode.REFUSED);
            }
            return answer;
        });
    }
}
