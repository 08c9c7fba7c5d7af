package mpd.dns.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {

    private static CommandRun run(String... args) {
        return CommandRun.of(Map.of(), args);
    }

    @Test
    void theVersionNamesTheProgramJavaAndNetty() {
        CommandRun run = run("--version");
        assertThat(run.status()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("mpd-dns \\d+\\.\\d+\\.\\d+.*"),
                        line -> assertThat(line).startsWith("Java " + Runtime.version()),
                        line -> assertThat(line).matches("Netty 4\\.2\\.\\d+\\.Final"));
    }

    @Test
    void helpListsEveryCommand() {
        CommandRun run = run("--help");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("serve", "watch", "records", "explain", "status", "health", "generate-completion");
    }

    @Test
    void completionCoversTheCommands() {
        CommandRun run = run("generate-completion");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("_complete_mpd-dns", "--podman-socket", "explain");
    }

    @Test
    void withoutACommandThereIsHelpAndStatusTwo() {
        CommandRun run = run();
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("a command is missing").contains("mpd-dns --help");
    }

    @Test
    void anUnknownCommandIsRefused() {
        CommandRun run = run("srve");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("mpd-dns: unknown command 'srve' (did you mean serve");
    }

    @Test
    void commandThatIsLikeNoneSuggestsNone() {
        CommandRun run = run("metrics");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("mpd-dns: unknown command 'metrics'").doesNotContain("did you mean");
    }

    @Test
    void whatIsTypedWronglyIsNamedInPlainWords() {
        assertThat(run("serve", "--lisen", "1").err())
                .startsWith("mpd-dns: unknown option '--lisen' (did you mean --listen?)");
        assertThat(run("records", "extra").err()).startsWith("mpd-dns: unexpected argument 'extra'");
        assertThat(run("explain").err()).startsWith("mpd-dns: missing required parameter: 'NAME'");
        assertThat(run("serve", "--record").err())
                .startsWith("mpd-dns: missing required parameter for option '--record' (NAME=ADDR)");
    }

    @Test
    void helpIsACommandAsWell() {
        assertThat(run("help").status()).isZero();
        assertThat(run("help").out()).isEqualTo(run("--help").out());
        assertThat(run("help", "explain").out())
                .isEqualTo(run("explain", "--help").out());
        assertThat(run("help", "srve").status()).isEqualTo(2);
        assertThat(run("help", "srve").err()).startsWith("mpd-dns: unknown subcommand 'srve'");
    }
}
