package mpd.dns.server;

import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import mpd.dns.cache.CacheClock;
import mpd.dns.cache.CacheSettings;
import mpd.dns.cache.CacheStatus;
import mpd.dns.cache.CachingForwarder;
import mpd.dns.conf.ConfOptions;
import mpd.dns.forward.ForwardPlan;
import mpd.dns.forward.ForwardSettings;
import mpd.dns.forward.Forwarder;
import mpd.dns.forward.Nameserver;
import mpd.dns.forward.NettyForwarder;
import mpd.dns.forward.Route;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.forward.UpstreamQuestion;
import mpd.dns.forward.UpstreamStatus;
import mpd.dns.transport.Transport;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// Forwarding as a whole: the nameservers, and the cache in front of them.
final class Forwarding implements AutoCloseable {

    private static final long USUAL_ENTRY = 512;

    private final NettyForwarder nameservers;
    private final CacheClock clock = CacheClock.system();
    private final CachingForwarder cache;

    // Swapped by who reads configuration.
    private volatile CacheSettings.Size size = CacheSettings.DEFAULT.size();
    // Guarded by this: whose answers the cache has, which are the last ones that were any, and those of now.
    private List<Nameserver> last = List.of();
    private List<Nameserver> standard = List.of();
    private List<Route> routes = List.of();

    /// @param loops   made by `transport`; stay the caller's to shut down, after [#close()]
    /// @param outside whether a question is for none of our names, so that it may be sent upstream as a probe
    Forwarding(EventLoopGroup loops, Transport transport, Predicate<UpstreamQuestion> outside) {
        nameservers = new NettyForwarder(loops, transport, ForwardSettings.STANDARD, outside);
        cache = new CachingForwarder(
                nameservers, (wait, then) -> later(loops, wait, then), clock, CacheSettings.DEFAULT);
    }

    private static void later(EventLoopGroup loops, Duration wait, Runnable then) {
        try {
            var _ = loops.schedule(then, wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException _) {
            // The server stops, and nobody waits any more.
            return;
        }
    }

    /// By which answers of the cache age.
    CacheClock clock() {
        return clock;
    }

    Forwarder forwarder() {
        return cache;
    }

    /// Forwards by this plan from now on. Other nameservers have other answers, so the cache is emptied for
    /// them; none at all have no answers, so for those it is kept.
    synchronized void use(ForwardPlan plan) {
        nameservers.use(plan);
        boolean others = !plan.standard().isEmpty() && !plan.standard().equals(last);
        if (others || !plan.routes().equals(routes)) {
            cache.flush();
        } else {
            cache.forgetFailures();
        }
        last = plan.standard().isEmpty() ? last : plan.standard();
        standard = plan.standard();
        routes = plan.routes();
    }

    /// Links have come or gone, and the nameservers are the same.
    void linksChanged() {
        nameservers.trySoon();
    }

    /// Keeps answers as these options want it.
    void use(ConfOptions options) {
        ConfOptions.Ttls ttls = options.ttls();
        CacheSettings standardSettings = CacheSettings.DEFAULT;
        int entries = options.cacheSize().orElse(standardSettings.size().entries());
        size = new CacheSettings.Size(standardSettings.size().bytes(), entries);
        cache.use(new CacheSettings(
                size,
                new CacheSettings.Ttls(
                        ttls.most().orElse(0),
                        ttls.mostCached().orElse(0),
                        ttls.leastCached().orElse(0),
                        ttls.negative().orElse(0)),
                options.policy().noNegcache()));
    }

    /// Empties the cache.
    void flush() {
        cache.flush();
    }

    /// Whom a name is asked of.
    List<InetSocketAddress> nameservers(Name name) {
        return nameservers.nameservers(name);
    }

    /// What the cache has for who asks without DNSSEC.
    Optional<UpstreamAnswer.Answered> cached(Name name, int type) {
        byte[] question = Record.newRecord(name, type, DClass.IN).toWire(Section.QUESTION);
        return cache.known(new UpstreamQuestion(question, true, false, true, false));
    }

    /// What alone this nameserver is asked about, in words; empty where that is everything.
    synchronized List<String> domains(Nameserver nameserver) {
        if (standard.contains(nameserver)) {
            return List.of();
        }
        List<String> domains = routes.stream()
                .filter(route -> route.servers().contains(nameserver))
                .map(route ->
                        route.dotless() ? "names without a dot" : route.domain().toString())
                .distinct()
                .toList();
        // That of all names is asked for everything.
        return domains.contains(Name.root.toString()) ? List.of() : domains;
    }

    /// How each nameserver has done.
    List<UpstreamStatus> nameservers() {
        return nameservers.status();
    }

    /// What the cache has done.
    CacheStatus cache() {
        return cache.status();
    }

    /// What the cache has done, by name.
    Map<String, Long> cacheCounters() {
        CacheStatus status = cache.status();
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("cache_entries", status.entries());
        counters.put("cache_bytes", status.bytes());
        counters.put("cache_hits", status.hits());
        counters.put("cache_misses", status.misses());
        counters.put("cache_insertions", status.insertions());
        counters.put("cache_evictions", status.evictions());
        counters.put("cache_stale_answers", status.staleAnswers());
        counters.put("cache_coalesced", status.coalesced());
        return counters;
    }

    /// What dnsmasq tells in the CHAOS class, in its formats.
    ///
    /// @param here how many queries were answered without the cache and without nameservers
    Map<Name, List<String>> chaos(long here) {
        CacheStatus status = cache.status();
        return Map.of(
                // Roughly, where the bytes alone are bounded.
                name("cachesize"), List.of(Long.toString(Math.min(size.entries(), size.bytes() / USUAL_ENTRY))),
                name("insertions"), List.of(Long.toString(status.insertions())),
                name("evictions"), List.of(Long.toString(status.evictions())),
                name("hits"), List.of(Long.toString(here + status.hits())),
                name("misses"), List.of(Long.toString(status.misses())),
                // Of dnsmasq's auth-zone, which does not exist here.
                name("auth"), List.of("0"),
                name("servers"),
                        nameservers.status().stream().map(Forwarding::line).toList());
    }

    private static String line(UpstreamStatus status) {
        return status.address().getAddress().getHostAddress() + "#"
                + status.address().getPort() + " " + status.asked() + " " + (status.failures() + status.timeouts());
    }

    private static Name name(String counter) {
        return Name.fromConstantString(counter + ".bind.");
    }

    @Override
    public void close() {
        nameservers.close();
    }
}
