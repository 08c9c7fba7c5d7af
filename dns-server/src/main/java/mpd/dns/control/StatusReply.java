package mpd.dns.control;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import mpd.dns.registry.Entry;
import mpd.dns.registry.SourceState;
import mpd.dns.registry.View;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/// The answer to `status`. Points in time are in ISO 8601.
///
/// @param version   version of mpd-dns
/// @param started   when the server started
/// @param ready     whether every expected source has been read
/// @param notReady  why not, where it is not
/// @param zones     zones that are answered here
/// @param reverse   reverse zones that are answered here
/// @param serial    SOA serial
/// @param published when the zones last changed
/// @param records   how many records are served
/// @param shadowed  how many are not, because others beat them
/// @param listeners addresses it answers on
/// @param sources   where records come from
/// @param upstreams nameservers it forwards to, in the order of resolv.conf
/// @param skipped   containers without a record
/// @param notes     what else a person should know
/// @param counters  how often what has happened
/// @param troubles  what a person should mend
/// @param podmanRead when Podman was last read in full, where it is followed and that has succeeded
public record StatusReply(
        String version,
        String started,
        boolean ready,
        @Nullable String notReady,
        List<String> zones,
        List<String> reverse,
        long serial,
        String published,
        long records,
        long shadowed,
        List<Listener> listeners,
        List<Source> sources,
        List<Upstream> upstreams,
        List<Skipped> skipped,
        List<String> notes,
        Map<String, Long> counters,
        List<Trouble> troubles,
        @Nullable String podmanRead) {

    public StatusReply {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(started, "started");
        Objects.requireNonNull(zones, "zones");
        Objects.requireNonNull(reverse, "reverse");
        Objects.requireNonNull(published, "published");
        Objects.requireNonNull(listeners, "listeners");
        Objects.requireNonNull(sources, "sources");
        Objects.requireNonNull(upstreams, "upstreams");
        Objects.requireNonNull(skipped, "skipped");
        Objects.requireNonNull(notes, "notes");
        Objects.requireNonNull(counters, "counters");
        Objects.requireNonNull(troubles, "troubles");
    }

    /// Something a person should mend.
    ///
    /// @param about what it is about: `configuration`, `resolv.conf` (a line of it), `nameservers` (the file as
    ///     a whole), `mount`, `platform.env` or `podman`
    /// @param text  one sentence, with file and line where that is known
    public record Trouble(String about, String text) {}

    /// An address the server answers on.
    ///
    /// @param pending why it is not bound yet, where it is not
    public record Listener(String address, @Nullable String pending) {}

    /// A source of records.
    ///
    /// @param state `pending`, `following`, `down`, `unread` or `absent`
    /// @param since since when, where that is known; of one that is absent, since it was given up
    /// @param why   why, where it is not well
    public record Source(
            String name,
            String state,
            @Nullable String since,
            @Nullable String why) {

        static Source of(String name, SourceState state) {
            return switch (state) {
                case SourceState.Pending pending ->
                    new Source(name, "pending", pending.since().toString(), null);
                case SourceState.Following following ->
                    new Source(name, "following", following.since().toString(), null);
                case SourceState.Down down ->
                    new Source(name, "down", down.since().toString(), down.why());
                case SourceState.Unread unread ->
                    new Source(name, "unread", unread.since().toString(), unread.why());
                case SourceState.Absent absent ->
                    new Source(
                            name,
                            "absent",
                            absent.givenUp().map(Instant::toString).orElse(null),
                            absent.why());
            };
        }

        /// Whether it should be read and cannot be, so that it says what it said last, or nothing.
        public boolean unreadable() {
            return state.equals("down") || state.equals("unread") || givenUp();
        }

        private boolean givenUp() {
            return state.equals("absent") && since != null;
        }

        /// In words.
        public String sentence() {
            return name + " is " + state
                    + (since == null ? "" : " since " + Instant.parse(since).truncatedTo(ChronoUnit.SECONDS))
                    + (why == null ? "" : ": " + why);
        }
    }

    /// A nameserver.
    ///
    /// @param latencyMillis how long it takes to answer, smoothed, where that is known
    /// @param domains       what alone it is asked about; empty where that is everything
    /// @param note          what is worth saying about it, in one line; may be empty
    /// @param state         `in use`, `standing by`, `late`, `silent`, `unreachable`, `refusing` or `loop`
    /// @param since         since when
    /// @param usual         times within which it answers, where that is known
    public record Upstream(
            String address,
            boolean healthy,
            @Nullable Double latencyMillis,
            List<String> domains,
            String note,
            String state,
            String since,
            long queries,
            long answers,
            long timeouts,
            long failures,
            @Nullable Percentiles usual) {

        /// The state of one that asks us what we ask it, and is not asked.
        static final String LOOP = "loop";

        public Upstream {
            Objects.requireNonNull(domains, "domains");
        }

        /// Whether it is one that is asked about some domains alone.
        public boolean limited() {
            return !domains.isEmpty();
        }
    }

    /// Milliseconds within which 50, 95 and 99 of 100 answers came.
    public record Percentiles(double p50, double p95, double p99) {}

    /// A container without a record.
    public record Skipped(String id, String name, String why) {}

    static StatusReply of(Introspection introspection) {
        View view = introspection.view();
        ServerStatus status = introspection.status();
        Optional<String> notReady = introspection.notReady();
        long served = view.stream().filter(Entry::served).count();
        return new StatusReply(
                status.version(),
                status.started().toString(),
                notReady.isEmpty(),
                notReady.orElse(null),
                view.settings().zones().stream().map(Name::toString).toList(),
                view.settings().reverse().stream().map(Name::toString).toList(),
                view.zone().serial(),
                view.published().toString(),
                served,
                view.stream().count() - served,
                status.listeners().stream()
                        .map(listener -> new Listener(
                                Addresses.text(listener.address()),
                                listener.pending().orElse(null)))
                        .toList(),
                sources(view),
                status.upstreams().stream().map(StatusReply::upstream).toList(),
                status.skipped().stream()
                        .map(skipped -> new Skipped(skipped.id(), skipped.name(), skipped.why()))
                        .toList(),
                status.notes(),
                status.counters(),
                introspection.troubles(),
                introspection.podmanRead().map(Instant::toString).orElse(null));
    }

    static List<Source> sources(View view) {
        return view.sources().entrySet().stream()
                .map(source -> Source.of(source.getKey().name(), source.getValue()))
                .toList();
    }

    private static Upstream upstream(ServerStatus.Upstream upstream) {
        return new Upstream(
                Addresses.text(upstream.address()),
                upstream.healthy(),
                upstream.latency().map(StatusReply::millis).orElse(null),
                upstream.domains(),
                upstream.remarks(),
                upstream.state(),
                upstream.since().toString(),
                upstream.counts().queries(),
                upstream.counts().answers(),
                upstream.counts().timeouts(),
                upstream.counts().failures(),
                upstream.usual()
                        .map(usual -> new Percentiles(millis(usual.p50()), millis(usual.p95()), millis(usual.p99())))
                        .orElse(null));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
