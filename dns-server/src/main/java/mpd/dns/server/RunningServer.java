package mpd.dns.server;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.conf.ConfFiles;
import mpd.dns.conf.Configuration;
import mpd.dns.control.Introspection;
import mpd.dns.control.ServerStatus;
import mpd.dns.forward.UpstreamStatus;
import mpd.dns.platform.PlatformEnv;
import mpd.dns.podman.PodmanSource;
import mpd.dns.podman.PodmanStatus;
import mpd.dns.query.QueryCounters;
import mpd.dns.registry.Registry;
import mpd.dns.registry.View;

/// What the control socket may see of a running server.
record RunningServer(
        Instant started,
        Registry registry,
        Listeners listeners,
        ConfFiles confFiles,
        Nameservers nameservers,
        Forwarding forwarding,
        PlatformEnv platform,
        Optional<PodmanSource> podman,
        QueryCounters counters)
        implements Introspection {

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
                forwarding.nameservers().stream().map(RunningServer::upstream).toList(),
                podman.map(source -> skipped(source.status())).orElse(List.of()),
                notes(),
                counts());
    }

    @Override
    public Optional<String> reservation() {
        return nameservers
                .reservation()
                .or(() -> confFiles
                        .oldCopy()
                        .map(mount -> mount.file() + " is an old copy of the host's file: restart the container, or"
                                + " mount its directory instead"));
    }

    private Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>(counters.snapshot());
        counts.putAll(forwarding.cacheCounters());
        Configuration configuration = confFiles.configuration();
        counts.put("configuration_problems", (long) configuration.problems().size());
        counts.put(
                "stale_mounts",
                nameservers.staleMounts() + confFiles.oldCopy().stream().count());
        return counts;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        confFiles.configuration().problems().forEach(problem -> notes.add(problem.toString()));
        notes.addAll(nameservers.notes());
        platform.problem().ifPresent(notes::add);
        podman.ifPresent(source -> notes.addAll(source.status().problems()));
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

    private static ServerStatus.Upstream upstream(UpstreamStatus status) {
        String note = status.lastTrouble()
                .map(trouble -> trouble.what() + " at " + trouble.when().truncatedTo(ChronoUnit.SECONDS))
                .orElse("");
        return new ServerStatus.Upstream(
                status.address(),
                !status.setAside(),
                status.latency(),
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
