package mpd.dns.query;

import io.netty.handler.codec.dns.DnsResponseCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mpd.dns.forward.Forwarder;
import mpd.dns.forward.Places;
import mpd.dns.query.QueryCounters.Kind;
import mpd.dns.registry.LiveSource;
import mpd.dns.registry.LiveSource.Confirmation;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.View;
import mpd.dns.wire.ExtendedError;
import mpd.dns.wire.Query;
import mpd.dns.wire.Question;
import mpd.dns.wire.Response;
import mpd.dns.zone.Names;
import mpd.dns.zone.Subnet;
import mpd.dns.zone.ZoneAnswer;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/// Turns one query into one reply.
///
/// 1. CHAOS is answered by [Chaos]; other classes than IN, and zone transfers, are refused.
/// 2. The zone snapshot of the current view answers what is ours.
/// 3. What it would deny is denied only once every expected source has been read (until then the query is
///    parked, see [Holding]) and the live source has confirmed that nothing is newer. The name of a source that
///    could not be read is not denied at all.
/// 4. Everything else is forwarded when recursion is desired; when it is not, it is answered with what the
///    forwarder knows already, or refused.
public final class QueryPipeline implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration LONGEST = Duration.ofMillis(4500);
    private static final Confirmation LATE = new Confirmation.Unsure("Podman has not said in time what there is");
    // RFC 1918 section 3, RFC 4193 section 3.1.
    private static final List<Name> PRIVATE_REVERSE = Stream.of(
                    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
            .flatMap(subnet -> Subnet.parse(subnet).orElseThrow().reverseZones().stream())
            .toList();

    private final Registry registry;
    private final LiveSource source;
    private final QueryCounters counters;
    private final Chaos chaos;
    private final Holding holding;
    private final Recursion recursion;

    /// @param registry  what is ours
    /// @param source    asked before anything is denied
    /// @param forwarder for everything else
    /// @param counters  counts along
    /// @param executor  where queries go on that had to wait
    /// @param identity  what the server says about itself in the CHAOS class
    public QueryPipeline(
            Registry registry,
            LiveSource source,
            Forwarder forwarder,
            QueryCounters counters,
            Executor executor,
            Identity identity) {
        this.registry = registry;
        this.source = source;
        this.counters = counters;
        chaos = new Chaos(identity.version(), identity.host());
        holding = new Holding(PATIENCE, Places.NUMBER, executor);
        recursion = new Recursion(registry, forwarder, counters, asked -> answer(asked, registry.view()));
        registry.onPublish(holding::release);
    }

    /// What the server calls itself.
    ///
    /// @param version program and version, for `version.bind`
    /// @param host    name of the machine, for `id.server`
    public record Identity(String version, String host) {}

    /// Answers the query. The stage never fails; where nothing has to be waited for it is already complete.
    public CompletionStage<Reply> answer(Query query) {
        Question question = query.question();
        if (question.dnsClass() == DClass.CH) {
            counters.count(Kind.LOCAL);
            return reply(chaos.answer(question));
        }
        if (question.dnsClass() != DClass.IN || question.type() == Type.AXFR || question.type() == Type.IXFR) {
            counters.count(Kind.REFUSED);
            return reply(Response.bare(DnsResponseCode.REFUSED));
        }
        return answer(Asked.first(query, LONGEST.toNanos()), registry.view());
    }

    /// Lets every parked query go, unanswered ones with SERVFAIL, and parks no more.
    @Override
    public void close() {
        holding.close();
    }

    /// Forwards by this policy from now on.
    public void use(ForwardPolicy next) {
        recursion.use(next);
    }

    /// Answers for the counters of dnsmasq with this from now on: texts by name, such as `hits.bind.`.
    public void tell(Supplier<Map<Name, List<String>>> statistics) {
        chaos.tell(statistics);
    }

    /// An answer of that kind that was given before is given again, without the pipeline.
    public void again(Kind kind) {
        counters.count(kind);
        if (kind == Kind.FORWARDED) {
            recursion.again();
        }
    }

    /// Whether a denial that was made from this view, the live source having made sure, is made once more now,
    /// without the pipeline; it is counted then.
    // Another view may be equal to it, and come from what has been said since.
    @SuppressWarnings("ReferenceEquality")
    public boolean deniesAgain(View confirmed) {
        // In this order: what had happened until the source was sure has led to another view.
        if (!source.sure() || registry.view() != confirmed) {
            return false;
        }
        counters.count(Kind.CONFIRMED);
        counters.count(Kind.DENIED);
        return true;
    }

    /// The view that answers now.
    public View view() {
        return registry.view();
    }

    /// How many queries are parked now.
    public int held() {
        return holding.size();
    }

    private CompletionStage<Reply> answer(Asked asked, View view) {
        Query query = asked.query();
        ZoneAnswer answer = lookup(query, view);
        if (!view.complete() && (deniable(answer) || couldBecomeOurs(query, answer))) {
            counters.count(Kind.HELD);
            return holding.park(next -> next.complete() || known(query, next), registry::view, asked.nanosLeft())
                    .thenCompose(released ->
                            released ? answer(asked, registry.view()) : notReady(waitedFor(registry.view())));
        }
        if (!deniable(answer)) {
            Kind kind = answer instanceof ZoneAnswer.Found ? Kind.LOCAL : Kind.DENIED;
            return settled(asked, answer, Optional.empty(), new Lasting.WithView(kind));
        }
        Optional<String> unread = unread(query, answer, view);
        if (unread.isPresent()) {
            return notReady(unread.get());
        }
        CompletableFuture<Confirmation> confirming = source.confirm().toCompletableFuture();
        if (!confirming.isDone()) {
            // A query that was held has less time left, and its client waits no longer than five seconds.
            confirming = confirming.copy().completeOnTimeout(LATE, asked.nanosLeft(), TimeUnit.NANOSECONDS);
        }
        return confirming.thenCompose(confirmation -> confirmed(asked, confirmation));
    }

    /// Answers what the live source has made sure of, from the view that this has led to.
    private CompletionStage<Reply> confirmed(Asked asked, Confirmation confirmation) {
        View view = registry.view();
        ZoneAnswer answer = lookup(asked.query(), view);
        counters.count(Kind.CONFIRMED);
        if (!deniable(answer)) {
            return settled(asked, answer, Optional.empty(), Lasting.ONCE);
        }
        Optional<String> unread = unread(asked.query(), answer, view);
        if (unread.isPresent()) {
            return notReady(unread.get());
        }
        return switch (confirmation) {
            case Confirmation.Current() -> settled(asked, answer, Optional.empty(), new Lasting.WhenConfirmed());
            case Confirmation.Outdated(String note) ->
                settled(asked, answer, Optional.of(outdated(answer, note)), Lasting.ONCE);
            case Confirmation.Unsure(String note) -> notReady(note);
        };
    }

    /// @param decided how long what decided it does so; what a name of ours leads to from outside is part of an
    ///     answer that others had a say in
    private CompletionStage<Reply> settled(
            Asked asked, ZoneAnswer answer, Optional<ExtendedError> error, Lasting decided) {
        count(asked, answer);
        Lasting lasting = asked.first() ? decided : Lasting.ONCE;
        return switch (answer) {
            case ZoneAnswer.Found(List<Record> records) ->
                reply(new Response(DnsResponseCode.NOERROR, true, records, List.of(), error), lasting);
            case ZoneAnswer.NoData(List<Record> cnames, SOARecord soa, boolean _) ->
                reply(new Response(DnsResponseCode.NOERROR, true, cnames, List.of(soa), error), lasting);
            case ZoneAnswer.NoSuchName(List<Record> cnames, SOARecord soa) ->
                reply(new Response(DnsResponseCode.NXDOMAIN, true, cnames, List.of(soa), error), lasting);
            case ZoneAnswer.Alias(List<Record> cnames, Name target) -> recursion.follow(asked, cnames, target);
            case ZoneAnswer.OutsideZone() -> recursion.ask(asked);
        };
    }

    /// The way a query went is that of the client's own question; a name outside is counted where it is asked.
    private void count(Asked asked, ZoneAnswer answer) {
        if (asked.first()) {
            switch (answer) {
                case ZoneAnswer.Found _ -> counters.count(Kind.LOCAL);
                case ZoneAnswer.NoData _, ZoneAnswer.NoSuchName _ -> counters.count(Kind.DENIED);
                case ZoneAnswer.Alias _ ->
                    counters.count(asked.query().recursionDesired() ? Kind.FORWARDED : Kind.LOCAL);
                case ZoneAnswer.OutsideZone _ -> {}
            }
        }
    }

    private CompletionStage<Reply> notReady(String why) {
        counters.count(Kind.FAILED);
        return reply(Response.bare(DnsResponseCode.SERVFAIL, ExtendedError.notReady(why)));
    }

    private static String waitedFor(View view) {
        return "not read yet: "
                + String.join(", ", view.pending().stream().map(SourceId::name).toList());
    }

    private static CompletionStage<Reply> reply(Response response) {
        return reply(response, Lasting.ONCE);
    }

    private static CompletionStage<Reply> reply(Response response, Lasting lasting) {
        return CompletableFuture.completedFuture(new Reply.Local(response, lasting));
    }

    /// Whether the view answers the query in a way that no source still to be read can change.
    private static boolean known(Query query, View view) {
        ZoneAnswer answer = lookup(query, view);
        return !deniable(answer) && !couldBecomeOurs(query, answer);
    }

    /// Whether Podman's network, once it is read, could make a reverse name ours, which then must not have gone
    /// upstream.
    private static boolean couldBecomeOurs(Query query, ZoneAnswer answer) {
        return answer instanceof ZoneAnswer.OutsideZone
                && PRIVATE_REVERSE.stream().anyMatch(query.question().name()::subdomain);
    }

    private static ZoneAnswer lookup(Query query, View view) {
        return view.zone().lookup(query.question().name(), query.question().type());
    }

    /// Whether the answer denies something that a source could still bring.
    private static boolean deniable(ZoneAnswer answer) {
        return switch (answer) {
            case ZoneAnswer.NoSuchName _ -> true;
            case ZoneAnswer.NoData noData -> noData.mayAppear();
            case ZoneAnswer.Found _, ZoneAnswer.Alias _, ZoneAnswer.OutsideZone _ -> false;
        };
    }

    /// Why this may not be denied, though all that is expected has been read.
    private static Optional<String> unread(Query query, ZoneAnswer answer, View view) {
        Name asked = query.question().name();
        return switch (answer) {
            case ZoneAnswer.NoSuchName denial -> view.unreadAtOrBelow(Names.end(denial.cnames(), asked));
            case ZoneAnswer.NoData denial -> view.unreadAt(Names.end(denial.cnames(), asked));
            case ZoneAnswer.Found _, ZoneAnswer.Alias _, ZoneAnswer.OutsideZone _ -> Optional.empty();
        };
    }

    private static ExtendedError outdated(ZoneAnswer answer, String note) {
        int code = answer instanceof ZoneAnswer.NoSuchName
                ? ExtendedErrorCodeOption.STALE_NXDOMAIN_ANSWER
                : ExtendedErrorCodeOption.STALE_ANSWER;
        return new ExtendedError(code, note);
    }
}
