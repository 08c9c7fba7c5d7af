package mpd.dns.tests.bench;

import java.util.List;
import java.util.function.Supplier;
import mpd.dns.tests.lab.Commands;

/// Which cores a measurement uses, as `taskset` writes them.
final class Cores {

    /// Where the program under test runs alone.
    static final String SERVER = "0";
    /// Where it runs when it is given two.
    static final String BOTH = "0-1";
    /// Where everything else of the measurement runs.
    static final String CLIENT = "1";

    private Cores() {}

    /// How many there are.
    static int count() {
        return Runtime.getRuntime().availableProcessors();
    }

    /// Does something while this process keeps to the core of the clients.
    static <T> T besideServer(final Supplier<T> task) {
        final long self = ProcessHandle.current().pid();
        final String everywhere = "0-" + (count() - 1);
        pin(self, CLIENT);
        try {
            return task.get();
        } finally {
            pin(self, everywhere);
        }
    }

    /// Moves a process with all its threads.
    static void pin(final long process, final String cores) {
        Commands.run(List.of("taskset", "-acp", cores, Long.toString(process)), "")
                .output();
    }
}
