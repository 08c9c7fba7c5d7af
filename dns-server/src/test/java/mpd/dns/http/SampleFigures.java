package mpd.dns.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.cache.CacheStatus;
import mpd.dns.control.SampleServer;
import mpd.dns.forward.UpstreamStatus;
import mpd.dns.query.QueryCounters;
import mpd.dns.query.QueryCounters.Kind;

/// Made-up figures, each with a value of its own.
final class SampleFigures implements Figures {

    private final QueryCounters queries = new QueryCounters();

    SampleFigures() {
        queries.count(Kind.LOCAL);
        queries.count(Kind.LOCAL);
        queries.count(Kind.HELD);
    }

    @Override
    public QueryCounters queries() {
        return queries;
    }

    @Override
    public List<Responses> responses() {
        return List.of(new Responses("udp", "NOERROR", 2), new Responses("tcp", "NXDOMAIN", 3));
    }

    @Override
    public CacheStatus cache() {
        return new CacheStatus(11, 12, 13, 14, 15, 16, 17, 18);
    }

    @Override
    public List<UpstreamStatus> upstreams() {
        return List.of(
                new UpstreamStatus(
                        address("192.0.2.53"),
                        UpstreamStatus.State.IN_USE,
                        SampleServer.START,
                        21,
                        22,
                        23,
                        24,
                        Optional.of(Duration.ofMillis(12)),
                        Optional.of(Duration.ofMillis(10)),
                        Optional.of(new UpstreamStatus.Percentiles(
                                Duration.ofMillis(11), Duration.ofMillis(19), Duration.ofMillis(20))),
                        Optional.empty()),
                new UpstreamStatus(
                        address("2001:db8::53"),
                        UpstreamStatus.State.SILENT,
                        SampleServer.START,
                        31,
                        0,
                        0,
                        31,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Override
    public int heldQueries() {
        return 41;
    }

    @Override
    public int tcpConnections() {
        return 42;
    }

    @Override
    public long staleMounts() {
        return 1;
    }

    @Override
    public Map<String, Integer> problems() {
        return Map.of("configuration", 2, "resolv.conf", 0);
    }

    @Override
    public Optional<Feed> podman() {
        return Optional.of(new Feed(51, 52, 53, 54, Optional.of(Instant.ofEpochSecond(1_700_000_000))));
    }

    private static InetSocketAddress address(String text) {
        return new InetSocketAddress(InetAddress.ofLiteral(text), 53);
    }
}
