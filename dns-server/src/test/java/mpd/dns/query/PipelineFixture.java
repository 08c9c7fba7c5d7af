package mpd.dns.query;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import mpd.dns.forward.Forwarder;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.forward.UpstreamQuestion;
import mpd.dns.registry.Claim;
import mpd.dns.registry.Contribution;
import mpd.dns.registry.LiveSource.Confirmation;
import mpd.dns.registry.Origin;
import mpd.dns.registry.Precedence;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.wire.Query;
import mpd.dns.wire.Question;
import mpd.dns.wire.Response;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A pipeline whose upstream, live source and records a test decides about.
abstract class PipelineFixture {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final InetSocketAddress UPSTREAM = new InetSocketAddress("192.0.2.53", 53);

    final Registry registry = new Registry(
            List.of(Name.fromConstantString("mpd.test.")),
            List.of(Subnet.parse("10.163.0.0/24").orElseThrow()),
            () -> NOW);
    final List<UpstreamQuestion> forwarded = new ArrayList<>();
    Optional<UpstreamAnswer.Answered> kept = Optional.empty();
    UpstreamAnswer upstream = new UpstreamAnswer.Failed(22, "nobody");
    CompletionStage<Confirmation> confirmation = CompletableFuture.completedFuture(new Confirmation.Current());
    boolean silent;
    Optional<UpstreamAnswer.Answered> expired = Optional.empty();
    Runnable onForward = () -> {};
    final Executor direct = Runnable::run;
    final QueryPipeline pipeline = new QueryPipeline(
            registry,
            () -> confirmation,
            new Forwarder() {
                @Override
                public CompletionStage<UpstreamAnswer> ask(UpstreamQuestion question) {
                    forwarded.add(question);
                    onForward.run();
                    return silent ? new CompletableFuture<>() : CompletableFuture.completedFuture(upstream);
                }

                @Override
                public Optional<UpstreamAnswer.Answered> expired(UpstreamQuestion question) {
                    return expired;
                }

                @Override
                public Optional<UpstreamAnswer.Answered> peek(UpstreamQuestion question) {
                    return kept;
                }
            },
            new QueryCounters(),
            direct,
            new QueryPipeline.Identity("mpd-dns 1", "box"));

    static Query query(String name, int type, int dnsClass, boolean recursionDesired) {
        Name owner = Name.fromConstantString(name);
        byte[] wire = Record.newRecord(owner, type, dnsClass).toWire(Section.QUESTION);
        return new Query(
                1, recursionDesired, false, false, new Question(owner, type, dnsClass, wire), Optional.empty());
    }

    CompletableFuture<String> ask(String name, int type) {
        return ask(query(name, type, DClass.IN, true));
    }

    CompletableFuture<String> ask(Query query) {
        return pipeline.answer(query).thenApply(PipelineFixture::text).toCompletableFuture();
    }

    static String text(Reply reply) {
        return switch (reply) {
            case Reply.Local(Response response, Lasting _) -> text(response);
            case Reply.Joined joined -> text(joined.response());
            case Reply.Relayed relayed ->
                "relayed from " + relayed.from().getAddress().getHostAddress();
        };
    }

    private static String text(Response response) {
        return response.rcode().toString().replaceAll("\\(.*", "")
                + (response.authoritative() ? " aa" : "")
                + response.answer().stream().map(Record::rdataToString).toList()
                + response.authority().stream()
                        .map(record -> Type.string(record.getType()))
                        .toList()
                + response.error()
                        .map(error -> " ede " + error.code() + " " + error.text())
                        .orElse("");
    }

    void publish(String name, String address) {
        Record record = new ARecord(Name.fromConstantString(name), DClass.IN, 1, InetAddress.ofLiteral(address));
        publish(record);
    }

    void publish(Record... records) {
        List<Claim> claims = Stream.of(records)
                .map(record -> new Claim(record, Precedence.DERIVED, new Origin.Container("id", "name", "why"), false))
                .toList();
        registry.update(SourceId.PODMAN, Contribution.of(claims), new SourceState.Following(NOW));
    }

    void pending() {
        registry.register(SourceId.PODMAN, new SourceState.Pending(NOW));
    }
}
