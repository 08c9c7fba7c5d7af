package mpd.dns.tests.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
        servers.stream().filter(stopped::add).forEach(server -> signal("STOP", server));
    }

    /// Lets this one run and no other that has had a turn.
    void begin(final ProcessHandle server) {
        servers.add(server);
        servers.stream()
                .filter(other -> !other.equals(server) && stopped.add(other))
                .forEach(other -> signal("STOP", other));
        if (stopped.remove(server)) {
            goOn(server);
        }
    }

    /// Lets a server run, as it must to end when it is asked to.
    static void goOn(final ProcessHandle server) {
        signal("CONT", server);
    }

    /// dnsmasq has a child for each connection.
    private static void signal(final String name, final ProcessHandle server) {
        final List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        Stream.concat(Stream.of(server), server.descendants())
                .map(process -> Long.toString(process.pid()))
                .forEach(command::add);
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
