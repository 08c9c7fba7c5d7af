package mpd.dns.query;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// How many queries went which way since the start.
public final class QueryCounters {

    /// A way that a query can go.
    public enum Kind {
        /// Answered with records of ours.
        LOCAL,
        /// Denied: no such name, or no data of the type.
        DENIED,
        /// Passed to an upstream.
        FORWARDED,
        /// Refused because of what was asked.
        REFUSED,
        /// Refused because of who asked.
        PROHIBITED,
        /// Refused because its client had too many waiting.
        LIMITED,
        /// Held because sources were still being read.
        HELD,
        /// Made sure of with Podman before it was denied.
        CONFIRMED,
        /// Answered SERVFAIL.
        FAILED,
        /// Not a query that gets an answer from the pipeline: malformed, or no query at all.
        REJECTED
    }

    private final Map<Kind, LongAdder> adders = new EnumMap<>(Kind.class);

    /// All at zero.
    public QueryCounters() {
        for (Kind kind : Kind.values()) {
            adders.put(kind, new LongAdder());
        }
    }

    /// Counts one more.
    public void count(Kind kind) {
        LongAdder adder = adders.get(kind);
        if (adder != null) {
            adder.increment();
        }
    }

    /// How many went one of these ways.
    public long count(Kind first, Kind... others) {
        long sum = sum(first);
        for (Kind other : others) {
            sum += sum(other);
        }
        return sum;
    }

    /// How many went this way.
    public long sum(Kind kind) {
        LongAdder adder = adders.get(kind);
        return adder == null ? 0 : adder.sum();
    }

    /// The counts now, by lower-case kind, in the order of [Kind].
    public Map<String, Long> snapshot() {
        Map<String, Long> counts = new LinkedHashMap<>();
        adders.forEach((kind, adder) -> counts.put(kind.name().toLowerCase(Locale.ROOT), adder.sum()));
        return counts;
    }
}
