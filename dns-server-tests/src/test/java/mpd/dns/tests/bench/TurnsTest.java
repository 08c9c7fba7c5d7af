package mpd.dns.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final List<ProcessHandle> processes = new ArrayList<>();

    @AfterEach
    void end() {
        processes.forEach(ProcessHandle::destroyForcibly);
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
            assertThat(ProcessUsage.state(one)).isEqualTo("T");
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
    void whoWaitsForAServerIsStoppedWithItAndSeesItsEnd() throws IOException {
        final Process entering = new ProcessBuilder("nsenter", "--pid=/proc/self/ns/pid", "--", "sleep", "300").start();
        processes.add(entering.toHandle());
        await().until(() -> entering.children().findFirst().isPresent());
        final ProcessHandle server = entering.children().findFirst().orElseThrow();
        processes.add(server);
        try (Turns turns = new Turns()) {
            turns.begin(server);
            turns.nobody();
            awaitState(server, "T");
            awaitState(entering.toHandle(), "T");
            turns.begin(server);
            awaitState(entering.toHandle(), "S");
            turns.nobody();
        }
        server.destroy();
        assertThat(entering.onExit()).succeedsWithin(Duration.ofSeconds(60));
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

    @Test
    void oneThatIsThereAndCannotBeToldIsAFailure() throws IOException {
        final ProcessHandle one = sleeper();
        assertThatIllegalStateException()
                .isThrownBy(() -> Turns.signal("NONSENSE", List.of(one)))
                .withMessage("NONSENSE failed for process " + one.pid());
    }

    @Test
    void aStoppedOneEnds() throws IOException {
        final ProcessHandle one = sleeper();
        final Turns turns = new Turns();
        turns.begin(one);
        turns.nobody();
        Turns.end(one, ProcessHandle::destroy);
        assertThat(one.onExit()).succeedsWithin(Duration.ofSeconds(60));
    }

    private ProcessHandle sleeper() throws IOException {
        final ProcessHandle process = new ProcessBuilder("sleep", "300").start().toHandle();
        processes.add(process);
        return process;
    }

    private static void awaitState(final ProcessHandle process, final String state) {
        await().untilAsserted(() -> assertThat(ProcessUsage.state(process)).isEqualTo(state));
    }
}
