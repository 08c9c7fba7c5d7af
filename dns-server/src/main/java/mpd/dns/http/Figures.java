package mpd.dns.http;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.cache.CacheStatus;
import mpd.dns.forward.UpstreamStatus;
import mpd.dns.query.QueryCounters;

/// What is counted in a running server, beside what it shows of itself anyway. Read anew for each scrape, on
/// any thread; nothing is counted for the metrics' sake.
public interface Figures {

    /// Which way queries went.
    QueryCounters queries();

    /// Answers that left.
    List<Responses> responses();

    /// What the cache has done.
    CacheStatus cache();

    /// How each nameserver has done.
    List<UpstreamStatus> upstreams();

    /// Queries that are parked now.
    int heldQueries();

    /// Connections of DNS over TCP that are open now.
    int tcpConnections();

    /// Files that are old copies for ever.
    long staleMounts();

    /// How many problems a person should mend there are in each kind of place, e.g. `resolv.conf`.
    Map<String, Integer> problems();

    /// How Podman is followed, where it is.
    Optional<Feed> podman();

    /// Answers of one kind.
    ///
    /// @param transport `udp` or `tcp`
    /// @param rcode     e.g. `NXDOMAIN`
    /// @param count     since the start
    record Responses(String transport, String rcode, long count) {}

    /// How Podman is followed.
    ///
    /// @param events     events that were a reason to look
    /// @param reconnects how often the event stream was opened again
    /// @param missed     full reads that found a change no event had told of
    /// @param containers containers that names are made from
    /// @param lastRead   start of the last full read that succeeded
    record Feed(long events, long reconnects, long missed, int containers, Optional<Instant> lastRead) {}
}
