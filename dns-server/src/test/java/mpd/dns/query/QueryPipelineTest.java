package mpd.dns.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.registry.Contribution;
import mpd.dns.registry.LiveSource.Confirmation;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
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

class QueryPipelineTest extends PipelineFixture {

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
    void whatWasHeldAndIsForwardedThenHasNoMoreTimeThanTheClientHas() {
        pending();
        silent = true;
        CompletableFuture<String> answer = ask("9.5.89.10.in-addr.arpa.", Type.PTR);
        // Longer than the forwarder leaves of the client's time by itself.
        await().pollDelay(Duration.ofMillis(200)).until(() -> pipeline.held() == 1);
        publish("x.mpd.test.", "10.163.0.9");
        assertThat(forwarded).hasSize(1);
        assertThat(answer.orTimeout(8, TimeUnit.SECONDS).join())
                .isEqualTo("ServFail[][] ede 22 no nameserver answered in the time that was left");
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
    void theNameOfASourceThatCouldNeverBeReadIsNotDeniedAndAllOthersAre() {
        Name owner = Name.fromConstantString("vm.service.mpd.test.");
        registry.register(SourceId.PLATFORM_ENV, new SourceState.Unread(NOW, "it is locked", owner));
        publish(new CNAMERecord(Name.fromConstantString("here.mpd.test."), DClass.IN, 1, owner));
        for (String name : List.of("vm.service.mpd.test.", "service.mpd.test.", "here.mpd.test.")) {
            assertThat(ask(name, Type.A)).as(name).isCompletedWithValue("ServFail[][] ede 14 it is locked");
        }
        for (String name : List.of("x.mpd.test.", "x.vm.service.mpd.test.", "php.service.mpd.test.")) {
            assertThat(ask(name, Type.A)).as(name).isCompletedWithValue("NXDomain aa[][SOA]");
        }
        assertThat(ask("mpd.test.", Type.A)).isCompletedWithValue("NoError aa[][SOA]");
        publish("vm.service.mpd.test.", "10.163.0.9");
        assertThat(ask("vm.service.mpd.test.", Type.A)).isCompletedWithValue("NoError aa[10.163.0.9][]");
    }

    @Test
    void aSourceThatProvesUnreadWhileADenialIsConfirmedCounts() {
        CompletableFuture<Confirmation> reading = new CompletableFuture<>();
        confirmation = reading;
        CompletableFuture<String> answer = ask("vm.service.mpd.test.", Type.A);
        Name owner = Name.fromConstantString("vm.service.mpd.test.");
        registry.register(SourceId.PLATFORM_ENV, new SourceState.Unread(NOW, "it is locked", owner));
        reading.complete(new Confirmation.Current());
        assertThat(answer).isCompletedWithValue("ServFail[][] ede 14 it is locked");
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
        pipeline.use(new ForwardPolicy(true, false, true, name -> name.subdomain(routed), Rebinding.ALLOWED));
        publish("nas.", "10.163.0.9");
        assertThat(ask("printer.", Type.AAAA)).isCompletedWithValue("NXDomain[][SOA]");
        assertThat(ask("1.1.16.172.in-addr.arpa.", Type.TXT)).isCompletedWithValue("NXDomain[][SOA]");
        assertThat(forwarded).isEmpty();
        assertThat(ask("printer.", Type.TXT)).isCompletedWithValue("ServFail[][] ede 22 nobody");
        assertThat(ask("1.1.168.192.in-addr.arpa.", Type.PTR)).isCompletedWithValue("ServFail[][] ede 22 nobody");
        assertThat(ask("example.com.", Type.A)).isCompletedWithValue("ServFail[][] ede 22 nobody");
        assertThat(forwarded).hasSize(3);
        pipeline.use(new ForwardPolicy(false, true, false, _ -> false, Rebinding.ALLOWED));
        assertThat(ask("printer.", Type.TXT)).isCompletedWithValue("NXDomain[][SOA]");
        assertThat(ask("nas.", Type.TXT)).isCompletedWithValue("NoError[][SOA]");
        assertThat(forwarded).hasSize(3);
    }

    @Test
    void aPlainNameIsNotForwardedEvenToANameserverOfItsOwn() {
        pipeline.use(new ForwardPolicy(true, false, false, _ -> true, Rebinding.ALLOWED));
        assertThat(ask("printer.", Type.A)).isCompletedWithValue("NXDomain[][SOA]");
        assertThat(forwarded).isEmpty();
        assertThat(ask("printer.", Type.TXT)).isCompletedWithValue("ServFail[][] ede 22 nobody");
    }

    @Test
    void aPlainNameAboveOthersIsNotDenied() {
        pipeline.use(new ForwardPolicy(true, false, false, _ -> false, Rebinding.ALLOWED));
        publish("nas.lan.", "10.163.0.9");
        assertThat(ask("lan.", Type.A)).isCompletedWithValue("NoError[][SOA]");
    }
}
