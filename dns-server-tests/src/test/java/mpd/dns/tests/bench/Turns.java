package mpd.dns.tests.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import mpd.dns.tests.lab.Commands;

/// Lets one of several servers run at a time. The others are stopped, or what they do by themselves would fall
/// into its figures.
final class Turns implements AutoCloseable {

    private final Set<ProcessHandle> servers = new LinkedHashSet<>();
    private final Set<ProcessHandle> stopped = new HashSet<>();

    /// All of them, the other way round in every second round: what comes behind another is not always the
    /// same.
    static <T> List<T> order(final List<T> all, final int round) {
        return round % 2 == 0 ? all.reversed() : List.copyOf(all);
    }

    /// Stops all that have had a turn.
    void nobody() {
        servers.stream().filter(stopped::add).forEach(Turns::stop);
    }

    /// Lets this one run and no other that has had a turn.
    void begin(final ProcessHandle server) {
        servers.add(server);
        servers.stream()
                .filter(other -> !other.equals(server) && stopped.add(other))
                .forEach(Turns::stop);
        if (stopped.remove(server)) {
            goOn(server);
        }
    }

    /// Lets a server run, as it must to end when it is asked to.
    static void goOn(final ProcessHandle server) {
        // Who waits for it comes last, for that is when it looks whether the server was stopped.
        signal("CONT", family(server).reversed());
    }

    /// Who enters a machine waits for its child, and stops itself when it sees that stop, until it is told
    /// to go on by itself: so it is stopped first.
    private static void stop(final ProcessHandle server) {
        signal("STOP", family(server));
    }

    /// A server behind who waits for it, if that is not this process; then its children, as dnsmasq has one for
    /// each connection.
    private static List<ProcessHandle> family(final ProcessHandle server) {
        final Optional<ProcessHandle> self = Optional.of(ProcessHandle.current());
        return Stream.of(
                        server.parent().filter(parent -> parent.parent().equals(self)).stream(),
                        Stream.of(server),
                        server.descendants())
                .flatMap(Function.identity())
                .toList();
    }

    private static void signal(final String name, final List<ProcessHandle> processes) {
        final List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        // Of one that has ended, who measures it will say so.
        Commands.run(command, "");
    }

    /// Lets all of them run.
    @Override
    public void close() {
        stopped.forEach(Turns::goOn);
        stopped.clear();
    }
}
