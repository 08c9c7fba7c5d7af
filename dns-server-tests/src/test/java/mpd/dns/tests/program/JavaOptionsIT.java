package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mpd.dns.tests.lab.Commands;
import mpd.dns.tests.lab.Outcome;
import mpd.dns.tests.lab.Program;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the launcher calls Java.
@Tag("root")
class JavaOptionsIT {

    private static final Path OPTIONS = Path.of(System.getProperty("mpd.dns.root"), "dns-server/bin/java.bash");
    private static final int NICE_AFTER_NAME = 16;

    @TempDir
    private Path directory;

    /// A thread as the kernel tells of it, by the beginning of its name.
    private static List<Integer> niceness(final long process, final String name) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process), "task"))) {
            return threads.map(thread -> {
                        try {
                            return Files.readString(thread.resolve("stat"));
                        } catch (IOException ignored) {
                            // It has ended meanwhile.
                            return "";
                        }
                    })
                    .filter(stat -> stat.contains("(" + name))
                    .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICE_AFTER_NAME])
                    .map(Integer::valueOf)
                    .toList();
        }
    }

    @Test
    void whoAnswersComesBeforeWhoCompiles() throws IOException {
        try (Program program = Program.serve(directory, Program.freeAddress("127.0.0.1"))) {
            final long process = program.process().pid();
            final int usual = niceness(process, "dns-").getFirst();
            assertThat(niceness(process, "C1 ")).isNotEmpty().allMatch(nice -> nice > usual);
            assertThat(niceness(process, "C2 ")).isNotEmpty().allMatch(nice -> nice > usual);
        }
    }

    @Test
    void javaWarnsNobodyOfTheOptions() throws IOException {
        final String call = Files.readString(OPTIONS) + "\nexec \"$0\" \"${java_options[@]}\" -version";
        final List<String> bash = List.of(
                "bash",
                "-euc",
                call,
                Path.of(System.getProperty("java.home"), "bin/java").toString());
        final List<String> nobody = Stream.concat(
                        Stream.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"), bash.stream())
                .toList();
        for (final Outcome outcome : List.of(Commands.run(bash, ""), Commands.run(nobody, ""))) {
            assertThat(outcome.status()).as(outcome.err()).isZero();
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err()).contains("OpenJDK").doesNotContainIgnoringCase("warning");
        }
    }
}
