package mpd.dns.tests.bench;

import java.util.List;
import java.util.stream.Stream;
import mpd.dns.tests.lab.Machine;

/// Keeps the cores of a measurement from being halted when they have nothing to do. A virtual core that was
/// halted takes tens of microseconds to wake, twice as many at one time as at another, and that would be most
/// of what is measured. What keeps them busy gives way at once to whoever has something to do.
final class Awake implements AutoCloseable {

    private final List<ProcessHandle> loops;

    private Awake(final List<ProcessHandle> loops) {
        this.loops = loops;
    }

    /// Begins with it, from within a machine.
    static Awake keep(final Machine machine) {
        return new Awake(Stream.of(Cores.SERVER, Cores.CLIENT)
                .map(core ->
                        machine.spawn("taskset", "-c", core, "chrt", "--idle", "0", "sh", "-c", "while :; do :; done"))
                .toList());
    }

    @Override
    public void close() {
        Each.of(loops, ProcessHandle::destroyForcibly);
    }
}
