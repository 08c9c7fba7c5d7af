package mpd.dns.server;

import java.util.List;
import java.util.function.LongSupplier;
import mpd.dns.forward.Forwarder;
import mpd.dns.query.QueryCounters;
import mpd.dns.query.QueryPipeline;
import mpd.dns.registry.LiveSource;
import mpd.dns.registry.Registry;

/// The way from a packet to its answer, with what a test gives, on the thread of the test.
final class Answerings {

    private Answerings() {}

    /// From a query to its reply.
    static QueryPipeline pipeline(Registry registry, LiveSource source, Forwarder forwarder, QueryCounters counters) {
        return new QueryPipeline(
                registry, source, forwarder, counters, Runnable::run, new QueryPipeline.Identity("mpd-dns 1", "box"));
    }

    /// All of it, for every client, without a log.
    ///
    /// @param clock by which answers of the cache end
    static Answering over(QueryPipeline pipeline, QueryCounters counters, LongSupplier clock) {
        return new Answering(
                pipeline,
                new Answering.Counting(counters, new InFlight(), new ResponseCounters()),
                new Admission(List.of(), Admission.MOST_WAITING, counters),
                () -> false,
                new RepeatedQueries(1 << 20, 1, clock));
    }
}
