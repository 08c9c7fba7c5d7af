package mpd.dns.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import mpd.dns.forward.UpstreamAnswer.Again;
import mpd.dns.forward.UpstreamAnswer.Provenance;
import mpd.dns.query.Lasting;
import mpd.dns.query.QueryCounters;
import mpd.dns.query.QueryPipeline;
import mpd.dns.query.Reply;
import mpd.dns.registry.View;
import mpd.dns.text.PlainText;
import mpd.dns.wire.ExtendedError;
import mpd.dns.wire.Query;
import mpd.dns.wire.QueryScreen;
import mpd.dns.wire.Question;
import mpd.dns.wire.RelayWriter;
import mpd.dns.wire.Response;
import mpd.dns.wire.ResponseWriter;
import mpd.dns.wire.Screened;
import mpd.dns.zone.ZoneSnapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/// From the bytes of a packet to the bytes of its answer, for every transport: screens, asks the pipeline,
/// writes, counts and logs. The one place where an answer becomes bytes, and the one net below the pipeline.
final class Answering {

    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);
    private static final Logger QUERIES = LoggerFactory.getLogger("mpd.dns.queries");

    private static final int AA = 0x04;

    private final QueryPipeline pipeline;
    private final QueryCounters counters;
    private final InFlight inFlight;
    private final ResponseCounters responses;
    private final Admission admission;
    private final BooleanSupplier logQueries;
    private final RepeatedQueries repeated;

    /// @param admission  who is answered
    /// @param logQueries whether each answered query is logged now, one line each
    /// @param repeated   what queries have been answered before
    Answering(
            QueryPipeline pipeline,
            Counting counting,
            Admission admission,
            BooleanSupplier logQueries,
            RepeatedQueries repeated) {
        this.pipeline = pipeline;
        counters = counting.queries();
        inFlight = counting.inFlight();
        responses = counting.responses();
        this.admission = admission;
        this.logQueries = logQueries;
        this.repeated = repeated;
    }

    /// What is counted along the way.
    record Counting(QueryCounters queries, InFlight inFlight, ResponseCounters responses) {}

    /// How a packet came.
    enum Over {
        UDP,
        TCP
    }

    /// Whether a client at this address gets more than a refusal.
    boolean admits(InetAddress client) {
        return admission.admits(client);
    }

    /// The refusal for a packet of a client that is not admitted; empty where it gets no answer at all.
    Optional<byte[]> refuse(ByteBuf packet, Over over, InetAddress client) {
        Optional<byte[]> refusal = admission.refusal(QueryScreen.screen(packet), client);
        refusal.ifPresent(_ -> responses.count(over, Rcode.REFUSED));
        return refusal;
    }

    /// The answer to a packet that came by UDP, where the same was asked before and has not changed; null
    /// where it has to be found. The packet stays the caller's, the answer becomes it.
    @Nullable
    ByteBuf repeated(ByteBuf packet, ByteBufAllocator buffers) {
        View view = pipeline.view();
        AnswerTable known = logQueries.getAsBoolean() ? null : repeated.known(view);
        int before = known == null ? AnswerTable.NONE : known.find(packet);
        if (known == null || before == AnswerTable.NONE || !again(known, before, view)) {
            return null;
        }
        inFlight.begin();
        responses.count(Over.UDP, known.rcode(before));
        ByteBuf answer = known.written(before, packet, buffers);
        inFlight.end();
        return answer;
    }

    private boolean again(AnswerTable known, int before, View view) {
        if (known.denial(before)) {
            return pipeline.deniesAgain(view);
        }
        pipeline.again(known.kind(before));
        return true;
    }

    /// Answers the packet, which stays the caller's.
    ///
    /// @param send gets the answer, at once or later, on any thread; what it has handed to an event loop is
    ///     sent before the server stops
    /// @return whether there is an answer
    boolean answer(ByteBuf packet, Over over, InetSocketAddress client, Consumer<byte[]> send) {
        Arrival arrival = new Arrival(over, client, System.nanoTime());
        return switch (QueryScreen.screen(packet)) {
            case Screened.Ignored _ -> {
                counters.count(QueryCounters.Kind.REJECTED);
                yield false;
            }
            case Screened.Rejected rejected -> {
                counters.count(QueryCounters.Kind.REJECTED);
                byte[] answer = ResponseWriter.write(rejected);
                responses.count(over, rejected.rcode().intValue());
                String question = rejected.question().map(Question::toString).orElse("none");
                log(arrival, rejected.id(), question, "local", rejected.rcode().intValue(), answer.length);
                send.accept(answer);
                yield true;
            }
            case Screened.Accepted(Query query)
            when asksTooMuch(query, client.getAddress()) -> {
                byte[] answer = admission.tooMany(query, client.getAddress());
                responses.count(over, Rcode.REFUSED);
                log(arrival, query.id(), query.question().toString(), "local", Rcode.REFUSED, answer.length);
                send.accept(answer);
                yield true;
            }
            case Screened.Accepted(Query query) -> {
                accepted(packet, query, arrival, send);
                yield true;
            }
        };
    }

    private void accepted(ByteBuf packet, Query query, Arrival arrival, Consumer<byte[]> send) {
        inFlight.begin();
        // Before anything is looked up: what changes meanwhile must not be answered from it later.
        int generation = repeated.generation();
        View view = pipeline.view();
        AnswerTable table = arrival.over() == Over.UDP ? repeated.table(view) : null;
        CompletableFuture<Reply> replying = reply(query).toCompletableFuture();
        if (replying.isDone()) {
            Reply reply = replying.join();
            byte[] answer = counted(query, reply, arrival);
            if (table != null) {
                keep(packet, reply, answer, table);
            }
            send.accept(answer);
            inFlight.end();
        } else if (table == null) {
            later(arrival, replying.thenAccept(reply -> send.accept(counted(query, reply, arrival))));
        } else {
            // By then the packet is gone.
            ByteBuf copy = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(packet));
            later(arrival, replying.thenAccept(reply -> {
                byte[] answer = counted(query, reply, arrival);
                send.accept(answer);
                AnswerTable still = repeated.still(view, generation);
                if (still != null) {
                    keep(copy, reply, answer, still);
                }
            }));
        }
    }

    /// Whether the client has to wait for its other answers first. Names of ours that are there are answered
    /// all the same: who waits for nameservers that are silent is to have those at least. Others may have to
    /// wait for Podman, and there are places for so many only.
    private boolean asksTooMuch(Query query, InetAddress client) {
        if (!admission.waiting().isFull(client)) {
            return false;
        }
        Name name = query.question().name();
        ZoneSnapshot zone = pipeline.view().zone();
        return zone.enclosingZone(name).isEmpty()
                || (!zone.exists(name) && admission.waiting().isTwiceFull(client));
    }

    /// An answer takes time, for which its client has a place meanwhile.
    private void later(Arrival arrival, CompletionStage<Void> answered) {
        InetAddress client = arrival.client().getAddress();
        admission.waiting().begin(client);
        CompletionStage<Void> _ = answered.whenComplete((_, _) -> {
            admission.waiting().end(client);
            inFlight.end();
        });
    }

    /// Something that answers depend on, apart from the zones, is another from now on.
    void changed() {
        repeated.forget();
    }

    private static void keep(ByteBuf packet, Reply reply, byte[] answer, AnswerTable table) {
        switch (reply) {
            case Reply.Local(Response _, Lasting lasting) -> RepeatedQueries.keep(table, packet, answer, lasting);
            // What could not be written is another answer, and not kept.
            case Reply.Relayed(byte[] message, InetSocketAddress _, Provenance from)
            when rcode(message) == rcode(answer) ->
                again(from).ifPresent(again -> RepeatedQueries.keepCached(table, packet, asKept(answer), again));
            case Reply.Relayed _, Reply.Joined _ -> {}
        }
    }

    private static Optional<Again> again(Provenance from) {
        return switch (from) {
            case Provenance.Cached cached -> Optional.of(cached.again());
            case Provenance.Asked asked -> asked.again();
            case Provenance.Shared _, Provenance.Stale _ -> Optional.empty();
        };
    }

    /// What the cache gives out is not authoritative, but what it was given may have been.
    private static byte[] asKept(byte[] answer) {
        if ((answer[2] & AA) == 0) {
            return answer;
        }
        byte[] kept = answer.clone();
        kept[2] ^= AA;
        return kept;
    }

    private static int rcode(byte[] message) {
        return message[3] & 0xF;
    }

    private CompletionStage<Reply> reply(Query query) {
        try {
            return pipeline.answer(query).exceptionally(failure -> broken(query, failure));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(broken(query, e));
        }
    }

    private static byte[] encode(Query query, Reply reply, int limit) {
        try {
            return switch (reply) {
                case Reply.Local(Response response, Lasting _) -> ResponseWriter.write(query, response, limit);
                case Reply.Joined(Response response, InetSocketAddress _, Provenance _) ->
                    ResponseWriter.write(query, response, limit);
                case Reply.Relayed(byte[] message, InetSocketAddress from, Provenance _) ->
                    RelayWriter.write(query, message, limit)
                            .orElseGet(() -> ResponseWriter.write(query, unreadable(from), limit));
            };
        } catch (RuntimeException e) {
            LOG.error("the answer to {} cannot be written", query.question(), e);
            return ResponseWriter.write(query, Response.bare(DnsResponseCode.SERVFAIL), limit);
        }
    }

    private static Response unreadable(InetSocketAddress from) {
        String text = from.getAddress().getHostAddress() + " sent an unreadable answer";
        return Response.bare(DnsResponseCode.SERVFAIL, new ExtendedError(ExtendedErrorCodeOption.NETWORK_ERROR, text));
    }

    private static Reply broken(Query query, Throwable failure) {
        LOG.error("query {} failed inside the server", query.question(), failure);
        return new Reply.Local(Response.bare(DnsResponseCode.SERVFAIL));
    }

    private byte[] counted(Query query, Reply reply, Arrival arrival) {
        int limit = arrival.over() == Over.UDP ? ResponseWriter.udpLimit(query) : ResponseWriter.MOST_TCP;
        byte[] answer = encode(query, reply, limit);
        responses.count(arrival.over(), rcode(answer));
        if (logQueries.getAsBoolean()) {
            log(arrival, query.id(), query.question().toString(), source(reply), rcode(answer), answer.length);
        }
        return answer;
    }

    /// Where the reply is from, for the log; why it is no better one, where that is known.
    static String source(Reply reply) {
        return switch (reply) {
            case Reply.Local(Response response, Lasting _) ->
                "local"
                        + response.error()
                                .filter(error -> !error.text().isEmpty())
                                .map(error -> " why=\"" + PlainText.of(error.text()) + "\"")
                                .orElse("");
            case Reply.Joined(Response _, InetSocketAddress from, Provenance provenance) -> source(from, provenance);
            case Reply.Relayed(byte[] _, InetSocketAddress from, Provenance provenance) -> source(from, provenance);
        };
    }

    private static String source(InetSocketAddress from, Provenance provenance) {
        return switch (provenance) {
                    case Provenance.Asked _ -> "";
                    case Provenance.Shared() -> "coalesced/";
                    case Provenance.Cached _ -> "cache/";
                    case Provenance.Stale(Duration _) -> "stale/";
                }
                + NetUtil.toAddressString(from.getAddress());
    }

    private void log(Arrival arrival, int id, String question, String source, int rcode, int size) {
        if (logQueries.getAsBoolean()) {
            QUERIES.info(
                    "client={}#{} over={} id={} question={} source={} rcode={} size={} micros={}",
                    NetUtil.toAddressString(arrival.client().getAddress()),
                    arrival.client().getPort(),
                    arrival.over(),
                    id,
                    question,
                    source,
                    Rcode.string(rcode),
                    size,
                    (System.nanoTime() - arrival.nanos()) / 1000);
        }
    }

    /// How, from whom and when a packet came.
    private record Arrival(Over over, InetSocketAddress client, long nanos) {}
}
