package mpd.dns.tests.program;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.Commands;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.PublicClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// Clients with addresses that are not private.
class AllowIT {

    private static final String NAME = "php.runtime.mpd.test";
    private static final int PORT = 53;

    @TempDir
    private Path directory;

    private PublicClients clients;

    @AfterEach
    void stop() {
        if (clients != null) {
            clients.close();
        }
    }

    private void serve(final String... more) {
        final List<String> arguments = new ArrayList<>(List.of("--record", NAME + "=10.163.0.100"));
        arguments.addAll(List.of(more));
        clients = PublicClients.start(
                directory,
                Program.serveArguments(
                        directory,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT),
                        arguments.toArray(String[]::new)));
        await("first answer")
                .atMost(180, SECONDS)
                .until(() -> clients.ask("127.0.0.1", "udp", PORT, Packets.query(NAME, Type.A))
                        .isPresent());
    }

    private Message ask(final String from, final String protocol) {
        final byte[] query = Packets.message(0x0100, 1, 1, Packets.question(NAME, Type.A, 1), Packets.opt(1232, 0, 0));
        return clients.ask(from, protocol, PORT, query).orElseThrow();
    }

    private static List<Integer> errors(final Message answer) {
        return answer.getOPT().getOptions(15).stream()
                .map(option -> ((ExtendedErrorCodeOption) option).getErrorCode())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void strangersAreRefusedAndNoOneElseIs(final String protocol) {
        serve();
        for (int round = 0; round < 2; round++) {
            assertThat(ask("127.0.0.1", protocol)).returns(Rcode.NOERROR, Message::getRcode);
            assertThat(ask(PublicClients.ADDRESS, protocol)).satisfies(answer -> {
                assertThat(answer.getRcode()).isEqualTo(Rcode.REFUSED);
                assertThat(errors(answer)).containsExactly(ExtendedErrorCodeOption.PROHIBITED);
            });
        }
        assertThat(clients.program().output())
                .containsOnlyOnce(PublicClients.ADDRESS + " is refused: its address is not private");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void whoIsAllowedIsAnsweredAndHisNeighbourIsNot(final String protocol) {
        serve("--allow", "198.51.100.0/24");
        assertThat(ask(PublicClients.ADDRESS, protocol)).returns(Rcode.NOERROR, Message::getRcode);
        assertThat(ask(PublicClients.OTHER, protocol)).returns(Rcode.REFUSED, Message::getRcode);
    }

    @Test
    void statusCountsWhatWasRefused() {
        serve();
        assertThat(ask(PublicClients.ADDRESS, "udp")).returns(Rcode.REFUSED, Message::getRcode);
        assertThat(ask(PublicClients.ADDRESS, "tcp")).returns(Rcode.REFUSED, Message::getRcode);
        assertThat(Commands.run(
                                List.of(
                                        Path.of(System.getProperty("mpd.dns.root"), "dns-server/bin/mpd-dns")
                                                .toString(),
                                        "status",
                                        "--control",
                                        directory.resolve("control.sock").toString()),
                                "")
                        .output())
                .containsPattern("prohibited +2\\b");
    }

    @Test
    void badSubnetKeepsTheServerFromStarting() {
        final Program program = Program.run(directory, "serve", "--allow", "198.51.100.0/33", "--allow", "lan");
        assertThat(program.process().exitValue()).isEqualTo(2);
        assertThat(program.output()).contains("--allow 198.51.100.0/33: expected", "--allow lan: expected");
    }
}
