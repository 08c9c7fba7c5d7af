package mpd.dns.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import mpd.dns.cache.CacheStatus;
import mpd.dns.conf.ConfFiles;
import mpd.dns.control.Introspection;
import mpd.dns.control.ServerStatus;
import mpd.dns.control.StatusReply;
import mpd.dns.forward.Nameserver;
import mpd.dns.forward.UpstreamAnswer.Answered;
import mpd.dns.forward.UpstreamAnswer.Provenance;
import mpd.dns.forward.UpstreamStatus;
import mpd.dns.http.Figures;
import mpd.dns.platform.PlatformEnv;
import mpd.dns.podman.PodmanSource;
import mpd.dns.podman.PodmanStatus;
import mpd.dns.query.ForwardPolicy;
import mpd.dns.query.QueryCounters;
import mpd.dns.query.QueryPipeline;
import mpd.dns.registry.Registry;
import mpd.dns.registry.View;
import mpd.dns.resolvconf.Upstreams;
import mpd.dns.wire.Question;
import mpd.dns.wire.WireRecords;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/// What the control socket and HTTP may see of a running server.
record RunningServer(
        Instant started,
        Registry registry,
        Listeners listeners,
        ConfFiles confFiles,
        Nameservers nameservers,
        Forwarding forwarding,
        PlatformEnv platform,
        Optional<PodmanSource> followed,
        QueryCounters counters,
        ResponseCounters sent,
        QueryPipeline pipeline,
        Supplier<ForwardPolicy> policy)
        implements Introspection, Figures {

    // Where a message has its response code, and how many answers it has (RFC 1035 section 4.1.1).
    private static final int RCODE = 3;
    private static final int ANSWERS = 6;

    @Override
    public View view() {
        return registry.view();
    }

    @Override
    public ServerStatus status() {
        return new ServerStatus(
                ProgramVersion.current().program(),
                started,
                listeners.endpoints().stream().map(RunningServer::listener).toList(),
                forwarding.nameservers().stream().map(this::upstream).toList(),
                followed.map(source -> skipped(source.status())).orElse(List.of()),
                notes(),
                counts());
    }

    @Override
    public List<InetSocketAddress> nameservers(Name name) {
        return forwarding.nameservers(name);
    }

    @Override
    public String firstAsked() {
        return switch (nameservers.mode()) {
            case STICKY -> "the first healthy nameserver";
            case STRICT -> "the first nameserver that does not loop (strict-order)";
            case ALL -> "all nameservers that do not loop, at once (all-servers)";
        };
    }

    @Override
    public Optional<Unasked> unasked(Name name, int type) {
        Question question = new Question(name, type, DClass.IN, name.toWire());
        return policy.get().unasked(question).map(unasked -> switch (unasked) {
            case ForwardPolicy.Unasked.Addresses(List<Record> records) -> new Unasked.Addresses(records);
            case ForwardPolicy.Unasked.Denied(boolean canary) -> new Unasked.Denied(canary);
            case ForwardPolicy.Unasked.Filtered() -> new Unasked.Filtered();
        });
    }

    @Override
    public Optional<Cached> cached(Name name, int type) {
        return forwarding.cached(name, type).flatMap(answer -> switch (answer.provenance()) {
            case Provenance.Cached kept -> Optional.of(cached(answer, kept.age(), false));
            case Provenance.Stale(Duration age) -> Optional.of(cached(answer, age, true));
            case Provenance.Asked _, Provenance.Shared _ -> Optional.empty();
        });
    }

    private static Cached cached(Answered answer, Duration age, boolean expired) {
        byte[] message = answer.message();
        boolean records = WireRecords.u16(message, ANSWERS) > 0;
        Cached.What what = (message[RCODE] & 0xF) == Rcode.NXDOMAIN
                ? Cached.What.NO_SUCH_NAME
                : records ? Cached.What.ANSWER : Cached.What.NO_DATA;
        return new Cached(what, answer.from(), age, expired);
    }

    @Override
    public Optional<String> reservation() {
        return oldCopy()
                .or(() -> nameservers.complaints().stream()
                        .filter(complaint -> complaint.line() == 0)
                        .map(Upstreams.Problem::toString)
                        .findFirst());
    }

    private Optional<String> oldCopy() {
        return nameservers
                .reservation()
                .or(() -> confFiles
                        .oldCopy()
                        .map(mount -> mount.file() + " is an old copy of the host's file: restart the container, or"
                                + " mount its directory instead"));
    }

    @Override
    public List<StatusReply.Trouble> troubles() {
        List<StatusReply.Trouble> troubles = new ArrayList<>();
        confFiles.configuration().problems().forEach(problem -> troubles.add(about("configuration", problem)));
        for (Upstreams.Problem complaint : nameservers.complaints()) {
            troubles.add(about(complaint.line() == 0 ? "nameservers" : "resolv.conf", complaint));
        }
        nameservers.singleFiles().forEach(mount -> troubles.add(about("mount", mount)));
        oldCopy().ifPresent(mount -> troubles.add(about("mount", mount)));
        platform.problem().ifPresent(problem -> troubles.add(about("platform.env", problem)));
        followed.ifPresent(
                source -> source.status().problems().forEach(problem -> troubles.add(about("podman", problem))));
        return troubles;
    }

    @Override
    public Optional<Instant> podmanRead() {
        return followed.flatMap(source -> source.status().lastRead());
    }

    @Override
    public QueryCounters queries() {
        return counters;
    }

    @Override
    public List<Responses> responses() {
        return sent.snapshot();
    }

    @Override
    public CacheStatus cache() {
        return forwarding.cache();
    }

    @Override
    public List<UpstreamStatus> upstreams() {
        return forwarding.nameservers();
    }

    @Override
    public int heldQueries() {
        return pipeline.held();
    }

    @Override
    public int tcpConnections() {
        return listeners.connections();
    }

    @Override
    public long staleMounts() {
        return nameservers.staleMounts() + confFiles.oldCopy().stream().count();
    }

    @Override
    public Map<String, Integer> problems() {
        Map<String, Integer> problems = new LinkedHashMap<>();
        problems.put("configuration", confFiles.configuration().problems().size());
        problems.put("resolv.conf", nameservers.problems());
        problems.put("platform.env", (int) platform.problem().stream().count());
        followed.ifPresent(
                source -> problems.put("podman", source.status().problems().size()));
        return problems;
    }

    @Override
    public Optional<Feed> podman() {
        return followed.map(PodmanSource::status)
                .map(status -> new Feed(
                        status.eventsSeen(),
                        status.reconnects(),
                        status.missed(),
                        status.containers(),
                        status.lastRead()));
    }

    private static StatusReply.Trouble about(String what, Object problem) {
        return new StatusReply.Trouble(what, problem.toString());
    }

    private Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>(counters.snapshot());
        counts.putAll(forwarding.cacheCounters());
        counts.put("configuration_problems", (long)
                confFiles.configuration().problems().size());
        counts.put("stale_mounts", staleMounts());
        return counts;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        confFiles.configuration().problems().forEach(problem -> notes.add(problem.toString()));
        notes.addAll(nameservers.notes());
        platform.problem().ifPresent(notes::add);
        followed.ifPresent(source -> notes.addAll(source.status().problems()));
        return notes;
    }

    private static ServerStatus.Listener listener(Endpoint endpoint) {
        return switch (endpoint.state()) {
            case Endpoint.State.Bound(InetSocketAddress address) ->
                new ServerStatus.Listener(address, Optional.empty());
            case Endpoint.State.Absent(String why) -> new ServerStatus.Listener(endpoint.wanted(), Optional.of(why));
            case Endpoint.State.Refused(String problem) ->
                new ServerStatus.Listener(endpoint.wanted(), Optional.of(problem));
        };
    }

    private ServerStatus.Upstream upstream(UpstreamStatus status) {
        String note = status.lastTrouble()
                .map(last ->
                        "last trouble: " + last.what() + " at " + last.when().truncatedTo(ChronoUnit.SECONDS))
                .orElse("");
        return new ServerStatus.Upstream(
                status.address(),
                !status.setAside(),
                status.latency(),
                forwarding.domains(Nameserver.of(status.address())),
                note,
                status.state().text(),
                status.since(),
                new ServerStatus.Counts(status.asked(), status.answered(), status.timeouts(), status.failures()),
                status.percentiles().map(usual -> new ServerStatus.Percentiles(usual.p50(), usual.p95(), usual.p99())));
    }

    private static List<ServerStatus.SkippedContainer> skipped(PodmanStatus status) {
        return status.skipped().stream()
                .map(skipped -> new ServerStatus.SkippedContainer("", skipped.container(), skipped.why()))
                .toList();
    }
}
