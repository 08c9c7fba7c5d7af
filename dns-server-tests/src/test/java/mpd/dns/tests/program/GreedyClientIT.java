package mpd.dns.tests.program;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// One client that takes all it can get, and another that finds the server as ever.
class GreedyClientIT {

    private static final String NAME = "php.runtime.mpd.test";
    private static final String GREEDY = "127.0.0.2";
    private static final String OTHER = "127.0.0.3";
    private static final int MOST_CONNECTIONS = 128;
    private static final int MOST_WAITING = 2500;
    private static final int ALL_WAITING = 10_000;

    @TempDir
    private Path directory;

    private ScriptedUpstream upstream;
    private InetSocketAddress address;
    private Program program;
    private final List<Socket> sockets = new ArrayList<>();
    private int asked;

    @BeforeEach
    void start() throws IOException {
        upstream = ScriptedUpstream.start("127.53.7.1", _ -> Optional.empty());
        Files.writeString(directory.resolve("resolv.conf"), "nameserver 127.53.7.1\n");
        address = Program.freeAddress("127.0.0.1");
        program = Program.serve(directory, address, "--record", NAME + "=10.163.0.100");
    }

    @AfterEach
    void stop() throws IOException {
        for (final Socket socket : sockets) {
            socket.close();
        }
        program.close();
        upstream.close();
    }

    private Socket connect(final String client) throws IOException {
        final Socket socket = new Socket(address.getAddress(), address.getPort(), InetAddress.ofLiteral(client), 0);
        sockets.add(socket);
        return socket;
    }

    private static void send(final Socket socket, final List<byte[]> queries) throws IOException {
        final DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        for (final byte[] query : queries) {
            out.writeShort(query.length);
            out.write(query);
        }
        out.flush();
    }

    private static Message ask(final Socket socket) throws IOException {
        return ask(socket, Packets.query(NAME, Type.A));
    }

    private static Message ask(final Socket socket, final byte[] query) throws IOException {
        socket.setSoTimeout(10_000);
        send(socket, List.of(query));
        return DnsClient.readMessage(socket);
    }

    /// Asks for names that nobody has an answer for, on as many connections.
    private void ask(final String client, final int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            final List<byte[]> queries = new ArrayList<>();
            for (int j = 0; j < 900; j++) {
                queries.add(unanswerable());
            }
            send(connect(client), queries);
        }
    }

    private byte[] unanswerable() {
        return Packets.message(
                Packets.RD, 1, 1, Packets.question("n" + asked++ + ".example.org", Type.A, 1), Packets.opt(1232, 0, 0));
    }

    private static String why(final Message answer) {
        final List<EDNSOption> errors = answer.getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR);
        assertThat(errors).hasSize(1);
        return ((ExtendedErrorCodeOption) errors.getFirst()).getText();
    }

    private static boolean answered(final Socket socket) {
        try {
            return socket.getInputStream().available() > 0;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean ended(final Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (final SocketTimeoutException open) {
            return false;
        } catch (final IOException reset) {
            return true;
        }
    }

    @Test
    void connectionsOfOneClientEndWhereItsShareEndsAndThoseOfOthersStay() throws IOException {
        final Socket other = connect(OTHER);
        final List<Socket> greedy = new ArrayList<>();
        for (int i = 0; i < MOST_CONNECTIONS + 20; i++) {
            greedy.add(connect(GREEDY));
        }
        await().atMost(30, SECONDS)
                .until(() -> greedy.stream().filter(GreedyClientIT::ended).count() == 20);
        assertThat(ask(other)).returns(Rcode.NOERROR, Message::getRcode);
        assertThat(ask(greedy.getLast())).returns(Rcode.NOERROR, Message::getRcode);
    }

    @Test
    void queriesOfOneClientThatWaitEndWhereItsShareEndsAndOthersAreAnswered() throws IOException {
        ask(GREEDY, 4);
        // What found a place waits for seconds.
        final Socket answered = await().atMost(30, SECONDS)
                .until(() -> sockets.stream().filter(GreedyClientIT::answered).findFirst(), Optional::isPresent)
                .orElseThrow();
        final Message refused = DnsClient.readMessage(answered);
        assertThat(refused.getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(why(refused)).isEqualTo("this client has too many unanswered queries");
        assertThat(ask(connect(OTHER))).returns(Rcode.NOERROR, Message::getRcode);
        // While nameservers are silent, the zone is what everybody has left.
        assertThat(ask(connect(GREEDY))).returns(Rcode.NOERROR, Message::getRcode);
        assertThat(asked).isGreaterThan(MOST_WAITING);
        assertThat(program.output())
                .containsOnlyOnce(GREEDY + " is refused more while " + MOST_WAITING + " of its queries wait");
    }

    @Test
    void whereAllPlacesAreTakenWhoComesIsToldSoAndTheZoneIsAnsweredAsEver() throws IOException {
        await().atMost(60, SECONDS)
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> {
                    for (int client = 10; client < 10 + ALL_WAITING / MOST_WAITING; client++) {
                        ask("127.0.0." + client, 3);
                    }
                    final Message told = ask(connect(OTHER), unanswerable());
                    assertThat(told.getRcode()).isEqualTo(Rcode.SERVFAIL);
                    assertThat(why(told)).isEqualTo("more than " + ALL_WAITING + " queries wait for answers");
                    assertThat(ask(connect(OTHER))).returns(Rcode.NOERROR, Message::getRcode);
                });
    }
}
