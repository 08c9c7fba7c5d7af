package mpd.dns.tests.bench;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.Machine;

/// Where a server of a benchmark runs, and what its files may say of that.
///
/// @param machine  on whose network it answers
/// @param own      directory of this process, with a part for each server
/// @param launcher of this program
/// @param address  that it answers on
/// @param workers  one, or two for as many cores
record Place(Machine machine, Path own, Path launcher, InetSocketAddress address, int workers) {

    /// The server's part of the directory of this process.
    Path directory() {
        return own.resolve(address.getHostString());
    }

    /// A file of the server, as the machine has it.
    String file(final String name) {
        return "/tmp/answering/%s/%s".formatted(address.getHostString(), name);
    }

    /// Writes such a file; `{run}` stands for the directory of all of them, `{address}` and `{workers}` for
    /// those.
    void write(final String name, final String text) {
        machine.replaceFile(
                file(name),
                text.replace("{run}", file(""))
                        .replace("{address}", address.getHostString())
                        .replace("{workers}", Integer.toString(workers)));
    }

    /// Starts a program of the machine on the cores of servers.
    ProcessHandle spawn(final String... command) {
        final List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cores()));
        pinned.addAll(List.of(command));
        return machine.spawn(pinned.toArray(String[]::new));
    }

    /// The cores that it has, as `taskset` takes them.
    String cores() {
        return workers == 1 ? Cores.SERVER : Cores.BOTH;
    }
}
