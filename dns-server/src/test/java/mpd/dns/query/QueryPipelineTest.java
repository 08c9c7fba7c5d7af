package mpd.dns.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
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
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class QueryPipelineTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final InetSocketAddress UPSTREAM = new InetSocketAddress("192.0.2.53", 53);

    private final Registry registry = new Registry(
            List.of(Name.fromConstantString("mpd.test.")),
            List.of(Subnet.parse("10.163.0.0/24").orElseThrow()),
            () -> NOW);
    private final List<UpstreamQuestion> forwarded = new ArrayList<>();
    private Optional<UpstreamAnswer.Answered> kept = Optional.empty();
    private UpstreamAnswer upstream = new UpstreamAnswer.Failed(22, "nobody");
    private CompletionStage<Confirmation> confirmation = CompletableFuture.completedFuture(new Confirmation.Current());
    private final Executor direct = Runnable::run;
    private final QueryPipeline pipeline = new QueryPipeline(
            registry,
            () -> confirmation,
            new Forwarder() {
                @Override
                public CompletionStage<UpstreamAnswer> ask(UpstreamQuestion question) {
                    forwarded.add(question);
                    return CompletableFuture.completedFuture(upstream);
                }

                @Override
                public Optional<UpstreamAnswer.Answered> peek(UpstreamQuestion question) {
                    return kept;
                }
            },
            new QueryCounters(),
            direct,
            new QueryPipeline.Identity("mpd-dns 1", "box"));

    private static Query query(String name, int type, int dnsClass, boolean recursionDesired) {
        Name owner = Name.fromConstantString(name);
        byte[] wire = Record.newRecord(owner, type, dnsClass).toWire(Section.QUESTION);
        return new Query(
                1, recursionDesired, false, false, new Question(owner, type, dnsClass, wire), Optional.empty());
    }

    private CompletableFuture<String> ask(String name, int type) {
        return ask(query(name, type, DClass.IN, true));
    }

    private CompletableFuture<String> ask(Query query) {
        return pipeline.answer(query).thenApply(QueryPipelineTest::text).toCompletableFuture();
    }

    private static String text(Reply reply) {
        return switch (reply) {
            case Reply.Local(Response response) ->
                response.rcode().toString().replaceAll("\\(.*", "")
                        + (response.authoritative() ? " aa" : "")
                        + response.answer().stream().map(Record::rdataToString).toList()
                        + response.authority().stream()
                                .map(record -> Type.string(record.getType()))
                                .toList()
                        + response.error()
                                .map(error -> " ede " + error.code() + " " + error.text())
                                .orElse("");
            case Reply.Relayed relayed ->
                "relayed from " + relayed.from().getAddress().getHostAddress();
        };
    }

    private void publish(String name, String address) {
        Record record = new ARecord(Name.fromConstantString(name), DClass.IN, 1, InetAddress.ofLiteral(address));
        publish(record);
    }

    private void publish(Record record) {
        Claim claim = new Claim(record, Precedence.DERIVED, new Origin.Container("id", "name", "why"), false);
        registry.update(SourceId.PODMAN, Contribution.of(List.of(claim)), new SourceState.Following(NOW));
    }

    private void pending() {
        registry.register(SourceId.PODMAN, new SourceState.Pending(NOW));
    }

    @Test
    void knownNamesAreAnsweredAtOnceWhileSourcesAreBeingRead() {
        publish("x.mpd.test.", "10.163.0.9");
        pending();
        assertThat(ask("x.mpd.test.", Type.A)).isCompletedWithValue("NoError aa[10.163.0.9][]");
        assertThat(ask("x.mpd.test.", Type.AAAA)).isCompletedWithValue("NoError aa[][SOA]");
        assertThat(ask("mpd.test.", Type.SOA)).isCompleted();
    }

    @Test
    void reverseNamesOfPrivateNetworksWaitForPodmansSubnets() {
        pending();
        CompletableFuture<String> answer = ask("9.5.89.10.IN-ADDR.arpa.", Type.PTR);
        CompletableFuture<String> elsewhere = ask("8.8.8.8.in-addr.arpa.", Type.PTR);
        assertThat(answer).isNotDone();
        assertThat(elsewhere).isCompleted();
        forwarded.clear();
        registry.update(
                SourceId.PODMAN,
                new Contribution(
                        List.of(),
                        List.of(),
                        List.of(Subnet.parse("10.89.5.0/24").orElseThrow())),
                new SourceState.Following(NOW));
        assertThat(answer).isCompletedWithValue("NXDomain aa[][SOA]");
        assertThat(forwarded).isEmpty();
    }

    @Test
    void reverseNamesOfOtherPrivateNetworksAreForwardedOncePodmanIsRead() {
        pending();
        CompletableFuture<String> answer = ask("9.5.89.10.in-addr.arpa.", Type.PTR);
        publish("x.mpd.test.", "10.163.0.9");
        assertThat(answer).isCompleted();
        assertThat(forwarded).hasSize(1);
    }

    @Test
    void anyOfANameThatIsOnlyAParentIsHeldLikeItsAddresses() {
        publish("x.y.mpd.test.", "10.163.0.9");
        pending();
        assertThat(ask("y.mpd.test.", Type.ANY)).isNotDone();
        assertThat(ask("y.mpd.test.", Type.TXT)).isCompleted();
    }

    @Test
    void anUnknownNameIsHeldUntilTheSourceBringsIt() {
        pending();
        CompletableFuture<String> answer = ask("x.mpd.test.", Type.A);
        CompletableFuture<String> apex = ask("mpd.test.", Type.A);
        CompletableFuture<String> reverse = ask("9.0.163.10.in-addr.arpa.", Type.PTR);
        assertThat(List.of(answer, apex, reverse)).noneMatch(CompletableFuture::isDone);
        publish("x.mpd.test.", "10.163.0.9");
        assertThat(answer).isCompletedWithValue("NoError aa[10.163.0.9][]");
        assertThat(apex).isCompletedWithValue("NoError aa[][SOA]");
        assertThat(reverse).isCompletedWithValue("NXDomain aa[][SOA]");
        assertThat(pipeline.held()).isZero();
    }

    @Test
    void anUnknownNameIsReleasedWhenTheSourceIsGivenUp() {
        pending();
        CompletableFuture<String> answer = ask("x.mpd.test.", Type.A);
        registry.state(SourceId.PODMAN, new SourceState.Absent("given up"));
        assertThat(answer).isCompletedWithValue("NXDomain aa[][SOA]");
    }

    @Test
    void aNameHeldForTooLongIsNotReady() {
        pending();
        CompletableFuture<String> answer = ask("x.mpd.test.", Type.A);
        await().until(answer::isDone);
        assertThat(answer.join()).startsWith("ServFail[][] ede 14 not read yet: podman");
        assertThat(pipeline.held()).isZero();
    }

    @Test
    void heldQueriesAreLetGoWhenTheServerStopsAndNoMoreAreHeld() {
        pending();
        CompletableFuture<String> answer = ask("x.mpd.test.", Type.A);
        pipeline.close();
        assertThat(answer).isCompleted();
        assertThat(ask("y.mpd.test.", Type.A)).isCompleted();
    }

    @Test
    void onlySoManyAreHeld() {
        pending();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 10_001; i++) {
            answers.add(ask("x" + i + ".mpd.test.", Type.A));
        }
        assertThat(answers.stream().filter(CompletableFuture::isDone)).hasSize(1);
        assertThat(answers.getLast().join()).startsWith("ServFail");
        pipeline.close();
    }

    @Test
    void beforeANameIsDeniedTheSourceMakesSureAndMayBringIt() {
        CompletableFuture<Confirmation> reading = new CompletableFuture<>();
        confirmation = reading;
        CompletableFuture<String> answer = ask("x.mpd.test.", Type.A);
        assertThat(answer).isNotDone();
        publish("x.mpd.test.", "10.163.0.9");
        reading.complete(new Confirmation.Current());
        assertThat(answer).isCompletedWithValue("NoError aa[10.163.0.9][]");
    }

    @Test
    void aNameDeniedWithoutBeingSureSaysSo() {
        confirmation = CompletableFuture.completedFuture(new Confirmation.Outdated("Podman feed down since then"));
        assertThat(ask("x.mpd.test.", Type.A))
                .isCompletedWithValue("NXDomain aa[][SOA] ede 19 Podman feed down since then");
    }

    @Test
    void aNameThatMayBeThereIsNotDenied() {
        confirmation = CompletableFuture.completedFuture(new Confirmation.Unsure("an event was not read in time"));
        assertThat(ask("x.mpd.test.", Type.A))
                .isCompletedWithValue("ServFail[][] ede 14 an event was not read in time");
    }

    @Test
    void nothingOfTheZoneIsForwardedWhateverItsTypeOrCase() {
        for (int type = 0; type < 260; type++) {
            ask("nOpe.MPD.tEst.", type).join();
            ask("1.0.163.10.IN-ADDR.arpa.", type).join();
            ask("x.localhost.", type).join();
            ask("_dns.resolver.arpa.", type).join();
        }
        assertThat(forwarded).isEmpty();
    }

    @Test
    void everythingElseIsForwardedWhenRecursionIsDesiredAndRefusedOtherwise() {
        upstream = new UpstreamAnswer.Answered(new byte[12], UPSTREAM, Duration.ZERO);
        assertThat(ask("example.org.", Type.A)).isCompletedWithValue("relayed from 192.0.2.53");
        assertThat(ask(query("example.org.", Type.A, DClass.IN, false))).isCompletedWithValue("Refused[][]");
        assertThat(forwarded).hasSize(1);
    }

    @Test
    void whatIsKnownAnswersAQueryThatDoesNotDesireRecursion() {
        kept = Optional.of(new UpstreamAnswer.Answered(new byte[12], UPSTREAM, Duration.ZERO));
        assertThat(ask(query("example.org.", Type.A, DClass.IN, false)))
                .isCompletedWithValue("relayed from 192.0.2.53");
        assertThat(ask(query("nope.mpd.test.", Type.A, DClass.IN, false))).isCompletedWithValue("NXDomain aa[][SOA]");
        assertThat(forwarded).isEmpty();
    }

    @Test
    void chaosTellsWhatDnsmasqCounts() {
        pipeline.tell(() -> Map.of(
                Name.fromConstantString("hits.bind."), List.of("7"),
                Name.fromConstantString("servers.bind."), List.of("192.0.2.53#53 30 2", "192.0.2.54#53 0 0"),
                Name.fromConstantString("none.bind."), List.of()));
        assertThat(ask(query("HITS.bind.", Type.TXT, DClass.CH, true))).isCompletedWithValue("NoError aa[7][]");
        assertThat(ask(query("servers.bind.", Type.TXT, DClass.CH, true)))
                .isCompletedWithValue("NoError aa[\"192.0.2.53#53 30 2\" \"192.0.2.54#53 0 0\"][]");
        assertThat(ask(query("none.bind.", Type.TXT, DClass.CH, true))).isCompletedWithValue("NoError aa[][]");
    }

    @Test
    void whenNobodyAnswersUpstreamTheClientLearnsWhy() {
        assertThat(ask("example.org.", Type.A)).isCompletedWithValue("ServFail[][] ede 22 nobody");
    }

    @Test
    void zoneTransfersAndOtherClassesAreRefused() {
        assertThat(ask("mpd.test.", Type.AXFR)).isCompletedWithValue("Refused[][]");
        assertThat(ask("example.org.", Type.IXFR)).isCompletedWithValue("Refused[][]");
        assertThat(ask(query("mpd.test.", Type.A, DClass.HS, true))).isCompletedWithValue("Refused[][]");
        assertThat(ask(query("mpd.test.", Type.A, DClass.ANY, true))).isCompletedWithValue("Refused[][]");
        assertThat(forwarded).isEmpty();
    }

    @Test
    void chaosSaysWhoThisIs() {
        assertThat(ask(query("Version.Bind.", Type.TXT, DClass.CH, false)))
                .isCompletedWithValue("NoError aa[\"mpd-dns 1\"][]");
        assertThat(ask(query("id.server.", Type.TXT, DClass.CH, false))).isCompletedWithValue("NoError aa[box][]");
        assertThat(ask(query("mpd.test.", Type.TXT, DClass.CH, true))).isCompletedWithValue("Refused[][]");
    }

    @Test
    void anAliasThatLeavesTheZoneIsResolvedUpstream() {
        Name target = Name.fromConstantString("www.example.org.");
        publish(new CNAMERecord(Name.fromConstantString("out.mpd.test."), DClass.IN, 1, target));
        Message message = new Message(5);
        message.getHeader().setFlag(Flags.QR);
        message.addRecord(Record.newRecord(target, Type.A, DClass.IN), Section.QUESTION);
        message.addRecord(new ARecord(target, DClass.IN, 60, InetAddress.ofLiteral("192.0.2.1")), Section.ANSWER);
        upstream = new UpstreamAnswer.Answered(message.toWire(), UPSTREAM, Duration.ZERO);
        assertThat(ask("out.mpd.test.", Type.A)).isCompletedWithValue("NoError[www.example.org., 192.0.2.1][]");
        assertThat(ask(query("out.mpd.test.", Type.A, DClass.IN, false)))
                .isCompletedWithValue("NoError aa[www.example.org.][]");
    }

    @Test
    void whatAPolicyKeepsHereIsDeniedWithoutAuthorityAndNotForwarded() {
        Name routed = Name.fromConstantString("168.192.in-addr.arpa.");
        pipeline.use(new ForwardPolicy(true, false, true, name -> name.subdomain(routed)));
        publish("nas.", "10.163.0.9");
        assertThat(ask("printer.", Type.AAAA)).isCompletedWithValue("NXDomain[][SOA]");
        assertThat(ask("1.1.16.172.in-addr.arpa.", Type.TXT)).isCompletedWithValue("NXDomain[][SOA]");
        assertThat(forwarded).isEmpty();
        assertThat(ask("printer.", Type.TXT)).isCompletedWithValue("ServFail[][] ede 22 nobody");
        assertThat(ask("1.1.168.192.in-addr.arpa.", Type.PTR)).isCompletedWithValue("ServFail[][] ede 22 nobody");
        assertThat(ask("example.com.", Type.A)).isCompletedWithValue("ServFail[][] ede 22 nobody");
        assertThat(forwarded).hasSize(3);
        pipeline.use(new ForwardPolicy(false, true, false, _ -> false));
        assertThat(ask("printer.", Type.TXT)).isCompletedWithValue("NXDomain[][SOA]");
        assertThat(ask("nas.", Type.TXT)).isCompletedWithValue("NoError[][SOA]");
        assertThat(forwarded).hasSize(3);
    }
}
