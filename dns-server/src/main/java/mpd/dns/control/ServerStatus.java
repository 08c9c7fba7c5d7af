package mpd.dns.control;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a server is at one moment, apart from its records and sources.
///
/// @param version   version of mpd-dns
/// @param started   when it started
/// @param listeners addresses it answers on, in the order they were asked for
/// @param upstreams nameservers it forwards to, in the order of resolv.conf
/// @param skipped   containers that have no record, and why
/// @param notes     what a person should know besides, one sentence each, e.g. that resolv.conf is missing
/// @param counters  how often what has happened, in the order to show them
public record ServerStatus(
        String version,
        Instant started,
        List<Listener> listeners,
        List<Upstream> upstreams,
        List<SkippedContainer> skipped,
        List<String> notes,
        Map<String, Long> counters) {

    public ServerStatus {
        listeners = List.copyOf(listeners);
        upstreams = List.copyOf(upstreams);
        skipped = List.copyOf(skipped);
        notes = List.copyOf(notes);
        counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
    }

    /// An address the server answers on.
    ///
    /// @param address the address, with the port the system chose where 0 was asked for
    /// @param pending why it is not bound yet; empty when it is
    public record Listener(InetSocketAddress address, Optional<String> pending) {}

    /// A nameserver that queries are forwarded to.
    ///
    /// @param address where it is
    /// @param healthy whether it is asked as a matter of course
    /// @param latency how long it takes to answer, where that is known
    /// @param domains what alone it is asked about, e.g. `corp.example.`; empty where that is everything
    /// @param note    what is worth saying about it, e.g. what went wrong last; may be empty
    /// @param state   how it is, in a word or two, e.g. `in use`
    /// @param since   since when
    /// @param counts  what became of the questions to it
    /// @param usual   times within which it answers, where that is known
    public record Upstream(
            InetSocketAddress address,
            boolean healthy,
            Optional<Duration> latency,
            List<String> domains,
            String note,
            String state,
            Instant since,
            Counts counts,
            Optional<Percentiles> usual) {

        private static final int MOST_NAMED = 3;

        public Upstream {
            domains = List.copyOf(domains);
        }

        /// All that is worth saying about it, in one line; may be empty.
        String remarks() {
            if (domains.isEmpty()) {
                return note;
            }
            String only = "only for " + String.join(", ", domains.subList(0, Math.min(MOST_NAMED, domains.size())))
                    + (domains.size() > MOST_NAMED ? ", ..." : "");
            return note.isEmpty() ? only : only + "; " + note;
        }
    }

    /// What became of the questions to a nameserver.
    public record Counts(long queries, long answers, long timeouts, long failures) {}

    /// Times within which 50, 95 and 99 of 100 answers came.
    public record Percentiles(Duration p50, Duration p95, Duration p99) {}

    /// A container without a record.
    ///
    /// @param id   full container id, 64 hexadecimal digits
    /// @param name container name
    /// @param why  why it has no record, e.g. `no address on mpd-internal and no usable label mpd.ip`
    public record SkippedContainer(String id, String name, String why) {}
}
