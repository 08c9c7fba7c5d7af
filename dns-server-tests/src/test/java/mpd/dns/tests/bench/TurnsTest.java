package mpd.dns.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void theDirectionIsAnotherInEachRound() {
        final List<String> all = List.of("a", "b", "c");
        assertThat(Turns.order(all, 1)).containsExactly("a", "b", "c");
        assertThat(Turns.order(all, 2)).containsExactly("c", "b", "a");
        assertThat(Turns.order(all, 3)).containsExactly("a", "b", "c");
    }

    @Test
    void oneRunsAtATime() throws IOException {
        final ProcessHandle one = sleeper();
        final ProcessHandle other = sleeper();
        try (Turns turns = new Turns()) {
            turns.begin(one);
            turns.begin(other);
            awaitState(one, "T");
            awaitState(other, "S");
            turns.begin(one);
            awaitState(one, "S");
            awaitState(other, "T");
            turns.nobody();
            awaitState(one, "T");
        }
        awaitState(one, "S");
        awaitState(other, "S");
    }

    @Test
    void oneThatHasEndedIsNoFailure() throws IOException {
        final ProcessHandle one = sleeper();
        try (Turns turns = new Turns()) {
            turns.begin(one);
            one.destroyForcibly();
            one.onExit().join();
            turns.nobody();
        }
        assertThat(one.isAlive()).isFalse();
    }

    private ProcessHandle sleeper() throws IOException {
        final Process process = new ProcessBuilder("sleep", "300").start();
        processes.add(process);
        return process.toHandle();
    }

    private static void awaitState(final ProcessHandle process, final String state) {
        await().untilAsserted(() -> assertThat(state(process)).isEqualTo(state));
    }

    private static String state(final ProcessHandle process) {
        try {
            final String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
