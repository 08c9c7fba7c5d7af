package mpd.dns.query;

import io.netty.handler.codec.dns.DnsResponseCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mpd.dns.forward.ForwardSettings;
import mpd.dns.forward.Forwarder;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.forward.UpstreamAnswer.Provenance;
import mpd.dns.forward.UpstreamQuestion;
import mpd.dns.query.QueryCounters.Kind;
import mpd.dns.registry.Registry;
import mpd.dns.wire.Edns;
import mpd.dns.wire.ExtendedError;
import mpd.dns.wire.Query;
import mpd.dns.wire.Question;
import mpd.dns.wire.Response;
import mpd.dns.wire.WireRecords;
import mpd.dns.zone.ZoneSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/// Answers for names that are not ours: by asking upstream, or by what is known from there already.
///
/// An answer is looked through before it goes out: where its CNAMEs lead to a name of ours, the rest comes from
/// our zones; [Filters] change it first, and private addresses are kept back where [Rebinding] says so.
final class Recursion {

    private static final Logger LOG = LoggerFactory.getLogger(Recursion.class);

    // Where a message has its response code, and how many answers it has (RFC 1035 section 4.1.1).
    private static final int RCODE = 3;
    private static final int ANSWERS = 6;
    // What the forwarder takes at most, by itself.
    private static final long FORWARDING = ForwardSettings.STANDARD.total().toNanos();
    private static final UpstreamAnswer LATE = new UpstreamAnswer.Failed(
            ExtendedErrorCodeOption.NO_REACHABLE_AUTHORITY, "no nameserver answered in the time that was left");
    private static final String STAY = "canary-domains: browsers are told to stay with this resolver";

    private final Registry registry;
    private final Forwarder forwarder;
    private final QueryCounters counters;
    private final Function<Asked, CompletionStage<Reply>> onward;
    // Swapped by who reads configuration, read once a query.
    private volatile ForwardPolicy policy = ForwardPolicy.NONE;

    private final Reported reported = new Reported(System::nanoTime);

    /// @param onward resolves the name that a CNAME has led to
    Recursion(
            Registry registry,
            Forwarder forwarder,
            QueryCounters counters,
            Function<Asked, CompletionStage<Reply>> onward) {
        this.registry = registry;
        this.forwarder = forwarder;
        this.counters = counters;
        this.onward = onward;
    }

    void use(ForwardPolicy next) {
        policy = next;
    }

    /// Answers for a name that is outside.
    CompletionStage<Reply> ask(Asked asked) {
        Query query = asked.query();
        if (forwarder.loops(query.question().name())) {
            // Whoever passed it on to us gets the truth, and nobody asks on.
            count(asked, Kind.DENIED);
            return local(Response.bare(DnsResponseCode.NXDOMAIN));
        }
        Optional<Response> here = withoutAsking(query.question());
        if (here.isPresent()) {
            count(asked, here.get().answer().isEmpty() ? Kind.DENIED : Kind.LOCAL);
            return local(here.get());
        }
        UpstreamQuestion question = upstreamQuestion(query);
        if (!query.recursionDesired()) {
            return known(asked, question);
        }
        count(asked, Kind.FORWARDED);
        return asked(asked, question).thenCompose(answer -> switch (answer) {
            case UpstreamAnswer.Answered answered -> examined(asked, answered);
            case UpstreamAnswer.Failed failed -> local(failed(failed));
        });
    }

    /// A name that CNAMEs have led to, or that was held before, has what is left of the client's time.
    private CompletionStage<UpstreamAnswer> asked(Asked asked, UpstreamQuestion question) {
        CompletableFuture<UpstreamAnswer> answer = forwarder.ask(question).toCompletableFuture();
        if (answer.isDone() || (asked.first() && asked.nanosLeft() >= FORWARDING)) {
            return answer;
        }
        return answer.copy()
                .completeOnTimeout(LATE, asked.nanosLeft(), TimeUnit.NANOSECONDS)
                .thenApply(last -> last.equals(LATE)
                        ? forwarder
                                .expired(question)
                                .<UpstreamAnswer>map(stale -> stale)
                                .orElse(LATE)
                        : last);
    }

    /// What the forwarder knew is given again.
    void again() {
        forwarder.again();
    }

    /// CNAMEs lead to a name that others answer for: the rest of the answer comes from them (RFC 1034 section
    /// 4.3.2, step 3a).
    CompletionStage<Reply> follow(Asked asked, List<Record> aliases, Name target) {
        boolean revisits = aliases.stream().anyMatch(alias -> alias.getName().equals(target));
        if (revisits || !asked.mayTurn()) {
            return local(new Response(DnsResponseCode.NOERROR, false, aliases, List.of(), Optional.empty()));
        }
        CompletionStage<Reply> rest = onward.apply(asked.turnedTo(target));
        return aliases.isEmpty() ? rest : rest.thenApply(reply -> joined(asked, aliases, reply));
    }

    private CompletionStage<Reply> known(Asked asked, UpstreamQuestion question) {
        Optional<UpstreamAnswer.Answered> known = forwarder.peek(question);
        if (known.isEmpty()) {
            count(asked, Kind.REFUSED);
            return local(Response.bare(DnsResponseCode.REFUSED));
        }
        count(asked, Kind.FORWARDED);
        return examined(asked, known.get());
    }

    private CompletionStage<Reply> examined(Asked asked, UpstreamAnswer.Answered answered) {
        Question question = asked.query().question();
        try {
            return switch (policy.filters().examine(question, answered.message())) {
                case Filters.Outcome.Passed(byte[] message) -> sifted(asked, answered, message);
                case Filters.Outcome.NoSuchName(InetAddress address) ->
                    local(kept(
                            question.name(),
                            blocked("bogus-nxdomain: " + address.getHostAddress() + " means that there is none")));
                case Filters.Outcome.Ignored(InetAddress address) -> {
                    counters.count(Kind.FAILED);
                    String text = "ignore-address: an answer with " + address.getHostAddress() + " does not count";
                    yield local(Response.bare(
                            DnsResponseCode.SERVFAIL, new ExtendedError(ExtendedErrorCodeOption.BLOCKED, text)));
                }
            };
        } catch (IOException e) {
            return local(unreadable(answered.from()));
        }
    }

    /// @param message what is left of the answer
    private CompletionStage<Reply> sifted(Asked asked, UpstreamAnswer.Answered answered, byte[] message)
            throws IOException {
        Question question = asked.query().question();
        return switch (Bailiwick.examine(message, question, registry.view().zone())) {
            case Bailiwick.Finding.Within() ->
                unlessPrivate(question.name(), answered, within(question, answered, message));
            case Bailiwick.Finding.LeadsHome(List<Record> aliases, Name target) ->
                follow(asked, aliases, target)
                        .thenApply(reply -> reply instanceof Reply.Local(Response response, Lasting _)
                                        && !response.rcode().equals(DnsResponseCode.SERVFAIL)
                                ? new Reply.Joined(response, answered.from(), answered.provenance())
                                : reply);
            case Bailiwick.Finding.Mixed(Message own) ->
                unlessPrivate(
                        question.name(), answered, outOf(answered, response(List.of(), own, answered.provenance())));
        };
    }

    /// An upstream does not know which names are given here. Where it denies one of them as a whole, a client
    /// that has asked for another type would take the address for gone as well (RFC 8020 section 2).
    private Reply within(Question question, UpstreamAnswer.Answered answered, byte[] message) throws IOException {
        ZoneSnapshot zone = registry.view().zone();
        if (!deniesName(message) || !zone.exists(question.name())) {
            return new Reply.Relayed(message, answered.from(), answered.provenance());
        }
        List<Record> soa = new Message(message)
                .getSection(Section.AUTHORITY).stream()
                        .filter(SOARecord.class::isInstance)
                        .toList();
        return outOf(
                answered, new Response(DnsResponseCode.NOERROR, false, List.of(), soa, stale(answered.provenance())));
    }

    private static Reply outOf(UpstreamAnswer.Answered answered, Response response) {
        return new Reply.Joined(response, answered.from(), answered.provenance());
    }

    /// Whether the message says that there is no such name, and not of the target of an alias.
    private static boolean deniesName(byte[] message) {
        return (message[RCODE] & 0xF) == Rcode.NXDOMAIN && WireRecords.u16(message, ANSWERS) == 0;
    }

    private CompletionStage<Reply> unlessPrivate(Name name, UpstreamAnswer.Answered answered, Reply reply) {
        Optional<InetAddress> address = policy.rebinding().keepsBack(name, answered.message());
        if (address.isEmpty()) {
            return CompletableFuture.completedFuture(reply);
        }
        String text = "stop-dns-rebind: " + name + " has the private address "
                + address.get().getHostAddress();
        if (reported.due(name)) {
            LOG.warn(
                    "an answer of {} is kept back by {}",
                    answered.from().getAddress().getHostAddress(),
                    text);
        }
        return local(Response.bare(DnsResponseCode.NOERROR, new ExtendedError(ExtendedErrorCodeOption.BLOCKED, text)));
    }

    private Reply joined(Asked asked, List<Record> aliases, Reply rest) {
        return switch (rest) {
            case Reply.Local(Response response, Lasting _) -> new Reply.Local(joined(asked, aliases, response));
            case Reply.Joined(Response response, InetSocketAddress from, Provenance provenance) ->
                new Reply.Joined(joined(asked, aliases, response), from, provenance);
            case Reply.Relayed(byte[] message, InetSocketAddress from, Provenance provenance) -> {
                try {
                    yield new Reply.Joined(response(aliases, new Message(message), provenance), from, provenance);
                } catch (IOException e) {
                    yield new Reply.Local(unreadable(from));
                }
            }
        };
    }

    private static Response joined(Asked asked, List<Record> aliases, Response rest) {
        if (rest.rcode().equals(DnsResponseCode.SERVFAIL)) {
            return rest;
        }
        if (rest.rcode().equals(DnsResponseCode.REFUSED) && !asked.query().recursionDesired()) {
            return new Response(DnsResponseCode.NOERROR, asked.first(), aliases, List.of(), Optional.empty());
        }
        List<Record> answer = new ArrayList<>(aliases);
        answer.addAll(rest.answer());
        return new Response(rest.rcode(), false, answer, rest.authority(), rest.error());
    }

    private static Response response(List<Record> aliases, Message rest, Provenance provenance) {
        List<Record> answer = new ArrayList<>(aliases);
        answer.addAll(rest.getSection(Section.ANSWER));
        return new Response(
                DnsResponseCode.valueOf(rest.getHeader().getRcode()),
                false,
                answer,
                rest.getSection(Section.AUTHORITY),
                stale(provenance));
    }

    private Response unreadable(InetSocketAddress from) {
        counters.count(Kind.FAILED);
        String text = from.getAddress().getHostAddress() + " sent an unreadable answer";
        return Response.bare(DnsResponseCode.SERVFAIL, new ExtendedError(ExtendedErrorCodeOption.NETWORK_ERROR, text));
    }

    private Response failed(UpstreamAnswer.Failed failed) {
        counters.count(Kind.FAILED);
        return Response.bare(DnsResponseCode.SERVFAIL, new ExtendedError(failed.extendedError(), failed.text()));
    }

    /// What is answered although it is in no zone, and nobody is asked.
    private Optional<Response> withoutAsking(Question question) {
        return policy.unasked(question).map(unasked -> switch (unasked) {
            case ForwardPolicy.Unasked.Addresses(List<Record> found) -> {
                List<Record> denial =
                        found.isEmpty() ? List.of(registry.view().zone().denial(question.name())) : List.of();
                yield new Response(DnsResponseCode.NOERROR, true, found, denial, Optional.empty());
            }
            case ForwardPolicy.Unasked.Denied(boolean canary) ->
                kept(question.name(), canary ? blocked(STAY) : Optional.empty());
            case ForwardPolicy.Unasked.Filtered() ->
                Response.bare(
                        DnsResponseCode.NOERROR, new ExtendedError(ExtendedErrorCodeOption.FILTERED, "filterwin2k"));
        });
    }

    /// The denial of a name outside. No zone of ours has it, so it is not authoritative.
    private Response kept(Name name, Optional<ExtendedError> why) {
        ZoneSnapshot zone = registry.view().zone();
        return new Response(
                zone.exists(name) ? DnsResponseCode.NOERROR : DnsResponseCode.NXDOMAIN,
                false,
                List.of(),
                List.of(zone.denial(name)),
                why);
    }

    private static Optional<ExtendedError> blocked(String text) {
        return Optional.of(new ExtendedError(ExtendedErrorCodeOption.BLOCKED, text));
    }

    /// The way a query went is that of the client's own question.
    private void count(Asked asked, Kind kind) {
        if (asked.first()) {
            counters.count(kind);
        }
    }

    private static Optional<ExtendedError> stale(Provenance provenance) {
        return provenance instanceof Provenance.Stale(Duration age)
                ? Optional.of(
                        new ExtendedError(ExtendedErrorCodeOption.STALE_ANSWER, "given " + age.toSeconds() + " s ago"))
                : Optional.empty();
    }

    private static UpstreamQuestion upstreamQuestion(Query query) {
        return new UpstreamQuestion(
                query.question().wire(),
                true,
                query.edns().map(Edns::dnssecOk).orElse(false),
                query.authenticData(),
                query.checkingDisabled());
    }

    private static CompletionStage<Reply> local(Response response) {
        return CompletableFuture.completedFuture(new Reply.Local(response));
    }
}
