package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.Commands;
import mpd.dns.tests.lab.Outcome;
import mpd.dns.tests.lab.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands that the launcher carries out itself, without Java.
class AskIT {

    private static final String FUNCTIONS = Path.of(System.getProperty("mpd.dns.root"), "dns-server/bin/ask.bash")
            .toString();
    private static final String LEFT = "left to Java";

    @TempDir
    private Path directory;

    /// What the launcher does by itself for a command line.
    private Outcome ask(final String line) {
        final List<String> command = new ArrayList<>(List.of(
                "env",
                "--unset=LC_ALL",
                "LANG=nowhere.UTF-8",
                "MPD_DNS_CONTROL=" + control(),
                "bash",
                "-euo",
                "pipefail",
                "-c",
                ". \"$0\"; ask \"$@\"; echo " + LEFT,
                FUNCTIONS));
        command.addAll(List.of(line.split(" ")));
        return Commands.run(command, "");
    }

    private Path control() {
        return directory.resolve("control.sock");
    }

    @Test
    void whatIsShownIsWhatJavaShows() {
        final InetSocketAddress address = Program.freeAddress("127.0.0.1");
        final List<String> questions = List.of(
                "php.runtime.mpd.test",
                "PHP.runtime.mpd.test. aaaa",
                "php.runtime.mpd.test TYPE65",
                "*.mpd.test",
                "10.163.0.100",
                "fd00::1",
                "nope.mpd.test",
                "example.org",
                "mpd.test AXFR");
        try (Program _ = Program.serve(directory, address, "--record", "php.runtime.mpd.test=10.163.0.100")) {
            for (final String question : questions) {
                final Outcome asked = ask("explain " + question);
                final List<String> words = new ArrayList<>(
                        List.of("explain", "--control", control().toString(), "--"));
                words.addAll(List.of(question.split(" ")));
                final Program java = Program.run(directory, words.toArray(String[]::new));
                assertThat(asked.out()).as(question).isEqualTo(java.output()).contains(": ");
                assertThat(asked.status()).as(question).isEqualTo(java.process().exitValue());
            }
            assertThat(ask("health").out())
                    .isEqualTo(Program.run(
                                    directory, "health", "--control", control().toString(), "--")
                            .output())
                    .endsWith("there is no nameserver to forward to\n");
            assertThat(ask("explain a.mpd.test NOTYPE").out()).contains(LEFT);
            assertThat(ask("explain a..b").out()).contains(LEFT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "health now",
                "health --json",
                "health --control",
                "health --help",
                "explain",
                "explain a A extra",
                "explain -- a",
                "explain a --json",
                "explain bücher.mpd.test",
                "explain a\\032b.mpd.test",
                "health --control=",
                "health --control --control=/tmp/x.sock",
                "health --control --json",
                "health --control control.sock",
                "health --control /bücher.sock",
                "health --control /one.sock --control /two.sock"
            })
    void whatIsNotAsUsualIsLeftToJava(final String line) {
        isLeft(line);
    }

    @Test
    void aPathThatIsTooLongForASocketIsLeftToJava() {
        isLeft("health --control=/tmp/" + "a".repeat(110));
    }

    private void isLeft(final String line) {
        final Outcome outcome = ask(line);
        assertThat(outcome.output()).isEqualTo(LEFT);
        assertThat(outcome.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"health", "explain a.mpd.test"})
    void withoutAServerThatIsSaid(final String line) {
        final Outcome outcome = ask(line);
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("no mpd-dns server answers on " + control())
                .contains("mpd-dns serve");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "health | ready\\n | 0 | ready\\n",
                "health | ready; but ü\u001b[1m\u0085\u202e\\n | 0 | ready; but ü?[1m??\\n",
                "health | not ready: waiting\\n | 1 | not ready: waiting\\n",
                "health | SSH-2.0\\n | 0 | left to Java\\n",
                "health | positive 1\\nb\\n | 0 | left to Java\\n",
                "health | ready\\nready\\n | 0 | left to Java\\n",
                "health | ready | 0 | left to Java\\n",
                "health | '' | 0 | left to Java\\n",
                "explain a | positive 2\\nü\u001b[1m\\nb\\n | 0 | ü?[1m\\nb\\n",
                "explain a | negative 1\\nü\\n | 1 | ü\\n",
                "explain a | positive 0\\n | 0 | ''",
                "explain a | positive 2\\nü\\n | 0 | left to Java\\n",
                "explain a | positive 1\\nhal | 0 | left to Java\\n",
                "explain a | ready\\n | 0 | left to Java\\n",
                "explain a | {\"error\":\"unknown\"} | 0 | left to Java\\n",
            })
    void whatIsWholeIsShownAndAllElseLeftToJava(
            final String line, final String answer, final int status, final String shown) throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(control()));
            Thread.ofPlatform().start(() -> answer(server, answer.replace("\\n", "\n")));
            final Outcome outcome = ask(line);
            assertThat(outcome.out()).isEqualTo(shown.replace("\\n", "\n"));
            assertThat(outcome.status()).isEqualTo(status);
        }
    }

    private static void answer(final ServerSocketChannel server, final String answer) {
        try (SocketChannel client = server.accept()) {
            client.read(ByteBuffer.allocate(300));
            client.write(StandardCharsets.UTF_8.encode(answer));
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
