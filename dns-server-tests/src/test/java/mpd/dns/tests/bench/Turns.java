package mpd.dns.tests.bench;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import mpd.dns.tests.lab.Commands;

/// Lets one of several servers run at a time. The others are stopped, or what they do by themselves would fall
/// into its figures.
final class Turns implements AutoCloseable {

    // States of who has ended, whether or not who waits for it knows.
    private static final Set<String> GONE = Set.of("", "Z", "X");
    // Those, and that of who is stopped.
    private static final Set<String> AT_REST = Set.of("", "Z", "X", "T");

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
        if (stopped.contains(server)) {
            goOn(server);
            stopped.remove(server);
        }
    }

    /// Ends a server that may have been stopped: it could not end, and who waits for it would not notice.
    ///
    /// @param end asks it to
    static void end(final ProcessHandle server, final Consumer<ProcessHandle> end) {
        try {
            goOn(server);
        } catch (final IllegalStateException failure) {
            server.destroyForcibly();
            throw failure;
        }
        end.accept(server);
    }

    /// Lets a server run.
    ///
    /// @throws IllegalStateException when it is there and could not be told
    private static void goOn(final ProcessHandle server) {
        // Who waits for it comes last, for that is when it looks whether the server was stopped.
        signal("CONT", family(server).reversed());
    }

    /// Who enters a machine waits for its child, and stops itself when it sees that stop, until it is told
    /// to go on by itself: so it is stopped before the child is told. Who is not stopped yet, as a child that
    /// was made meanwhile, is told at the next look.
    private static void stop(final ProcessHandle server) {
        await("a server that is stopped")
                .pollDelay(Duration.ZERO)
                .pollInterval(1, MILLISECONDS)
                .atMost(10, SECONDS)
                .until(() -> {
                    signal("STOP", running(server).stream().limit(1).toList());
                    return running(server).isEmpty();
                });
    }

    private static List<ProcessHandle> running(final ProcessHandle server) {
        return family(server).stream()
                .filter(process -> !AT_REST.contains(ProcessUsage.state(process)))
                .toList();
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
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    /// @throws IllegalStateException when it fails with one that is there
    static void signal(final String name, final List<ProcessHandle> processes) {
        // Of one that has ended, who measures it will say so.
        if (!processes.isEmpty() && !kill(name, processes)) {
            for (final ProcessHandle process : processes) {
                if (!kill(name, List.of(process)) && !GONE.contains(ProcessUsage.state(process))) {
                    throw new IllegalStateException("%s failed for process %d".formatted(name, process.pid()));
                }
            }
        }
    }

    private static boolean kill(final String name, final List<ProcessHandle> processes) {
        final List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        return Commands.run(command, "").status() == 0;
    }

    /// Lets all of them run, also those behind one with which that fails.
    @Override
    public void close() {
        try {
            Each.of(stopped, Turns::goOn);
        } finally {
            stopped.clear();
        }
    }
}
