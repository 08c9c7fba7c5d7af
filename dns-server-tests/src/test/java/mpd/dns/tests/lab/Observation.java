package mpd.dns.tests.lab;

import java.util.List;
import java.util.Set;

/// One query of a stream and what came of it.
///
/// @param start     when it was sent, by the clock of [System#nanoTime] (one for all processes of a Linux
///     machine)
/// @param end       when its answer came or was given up
/// @param name      the name asked for its A records, without the last dot
/// @param rcode     the response code's mnemonic, or `TIMEOUT`
/// @param addresses the addresses of the answer
public record Observation(long start, long end, String name, String rcode, Set<String> addresses) {

    /// What stands in the place of the response code when no answer came within five seconds.
    static final String TIMEOUT = "TIMEOUT";

    /// Keeps a copy of the addresses.
    public Observation {
        addresses = Set.copyOf(addresses);
    }

    /// Whether no answer came.
    public boolean lost() {
        return rcode.equals(TIMEOUT);
    }

    /// The observation as one line of text.
    String line() {
        return String.join(" ", Long.toString(start), Long.toString(end), name, rcode, String.join(",", addresses));
    }

    /// Reads what [#line] wrote.
    static Observation parse(final String line) {
        final List<String> fields = List.of(line.split(" ", -1));
        final Set<String> addresses =
                fields.get(4).isEmpty() ? Set.of() : Set.of(fields.get(4).split(",", -1));
        return new Observation(
                Long.parseLong(fields.get(0)), Long.parseLong(fields.get(1)), fields.get(2), fields.get(3), addresses);
    }
}
