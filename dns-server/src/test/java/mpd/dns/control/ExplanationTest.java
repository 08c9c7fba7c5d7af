package mpd.dns.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import mpd.dns.control.ExplainReply.Verdict;
import mpd.dns.control.Introspection.Cached.What;
import mpd.dns.registry.SourceState;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

class ExplanationTest {

    private final SampleServer server = SampleServer.ready();

    private ExplainReply explain(String name, int type) {
        return Explanation.of(server, Name.fromConstantString(name), type);
    }

    private static List<String> steps(ExplainReply reply) {
        return reply.answer().stream()
                .map(step -> step.record().name() + " " + step.record().type() + " "
                        + step.record().data() + " | " + step.how() + " | "
                        + step.record().origin())
                .toList();
    }

    @Test
    void zoneTransferIsRefusedAsTheServerDoes() {
        for (int type : new int[] {Type.AXFR, Type.IXFR}) {
            assertThat(explain("mpd.test.", type).verdict()).isEqualTo(Verdict.REFUSED);
            assertThat(explain("example.org.", type).verdict()).isEqualTo(Verdict.REFUSED);
        }
    }

    @Test
    void theContainerBehindANameIsNamed() {
        ExplainReply reply = explain("PHP.runtime.mpd.test.", Type.A);
        assertThat(reply.verdict()).isEqualTo(Verdict.ANSWERED);
        assertThat(steps(reply))
                .containsExactly("PHP.runtime.mpd.test. A 10.163.0.100 | exact name | "
                        + "container mpd-runtime-php (0123456789ab), label mpd.runtime");
        assertThat(reply.answer().getFirst().record().containerId()).hasSize(64);
    }

    @Test
    void aCanaryIsDeniedBecauseOfItsFlag() {
        ExplainReply reply = explain("mask.icloud.com.", Type.A);
        assertThat(reply.verdict()).isEqualTo(Verdict.NO_SUCH_NAME);
        assertThat(reply.summary()).contains("browsers").contains("--canary-domains");
    }

    @Test
    void nameWithoutADotHasTheAddressThatConfigurationHasForThese() {
        ExplainReply reply = explain("nas.", Type.A);
        assertThat(reply.verdict()).isEqualTo(Verdict.ANSWERED);
        assertThat(reply.summary()).contains("configuration has 10.0.0.1 for names without a dot (address=//)");
        reply = explain("nas.", Type.AAAA);
        assertThat(reply.verdict()).isEqualTo(Verdict.NO_DATA);
        assertThat(reply.summary()).contains("none of this family");
    }

    @Test
    void typeThatIsAskedOfNobodyHasNoData() {
        ExplainReply reply = explain("example.org.", Type.SRV);
        assertThat(reply.verdict()).isEqualTo(Verdict.NO_DATA);
        assertThat(reply.summary()).contains("filterwin2k");
    }

    @Test
    void wildcardThatEndsAtTheZoneIsNotBeatenByANameThatDoesNotExist() {
        server.flags(SampleServer.wildcard("*.", "10.163.0.44"));
        ExplainReply reply = explain("nosuch.mpd.test.", Type.A);
        assertThat(reply.verdict()).isEqualTo(Verdict.NO_SUCH_NAME);
        assertThat(reply.notes()).noneMatch(note -> note.contains("beats it"));
    }

    @Test
    void whatLosesIsShownWithWhatBeatsIt() {
        ExplainReply reply = explain("db.mpd.test.", Type.A);
        assertThat(steps(reply)).containsExactly("db.mpd.test. A 10.163.0.40 | exact name | --record");
        assertThat(reply.shadowed()).singleElement().satisfies(row -> {
            assertThat(row.origin()).isEqualTo("/etc/dnsmasq.d/x.conf:7");
            assertThat(row.shadowedBy()).isEqualTo("--record");
        });
    }

    @Test
    void theLongestWildcardIsNamedAndTheOneItBeats() {
        ExplainReply reply = explain("a.b.x.app.mpd.test.", Type.A);
        assertThat(steps(reply))
                .containsExactly("a.b.x.app.mpd.test. A 10.163.0.42 | wildcard *.x.app.mpd.test. | --record");
        assertThat(reply.notes())
                .containsExactly("*.app.mpd.test. (--record) covers a.b.x.app.mpd.test. too,"
                        + " but the longer *.x.app.mpd.test. beats it");
    }

    @Test
    void anAliasIsFollowedStepByStep() {
        assertThat(steps(explain("www.mpd.test.", Type.A)))
                .containsExactly(
                        "www.mpd.test. CNAME db.mpd.test. | alias | /etc/dnsmasq.d/x.conf:8",
                        "db.mpd.test. A 10.163.0.40 | exact name | --record");
    }

    @Test
    void anAliasThatLeavesTheZoneSaysWhere() {
        ExplainReply reply = explain("out.mpd.test.", Type.A);
        assertThat(reply.verdict()).isEqualTo(Verdict.ALIAS);
        assertThat(reply.summary()).contains("example.org.");
    }

    @Test
    void aMissingTypeNamesTheTypesThereAre() {
        ExplainReply reply = explain("db.mpd.test.", Type.AAAA);
        assertThat(reply.verdict()).isEqualTo(Verdict.NO_DATA);
        assertThat(reply.summary()).isEqualTo("db.mpd.test. exists, but has no AAAA record, only A");
    }

    @Test
    void aParentOfOtherNamesIsToldAsSuch() {
        ExplainReply reply = explain("runtime.mpd.test.", Type.A);
        assertThat(reply.verdict()).isEqualTo(Verdict.NO_DATA);
        assertThat(reply.summary()).contains("only because names below it do");
        assertThat(reply.notes()).contains("names below it: php.runtime.mpd.test.");
    }

    @Test
    void theApexIsMadeByTheServer() {
        assertThat(steps(explain("mpd.test.", Type.SOA)))
                .singleElement()
                .asString()
                .endsWith("| part of the zone itself | made by the server");
    }

    @Test
    void aReverseNameNamesTheSourceOfItsAddress() {
        assertThat(steps(explain("100.0.163.10.in-addr.arpa.", Type.PTR)))
                .containsExactly("100.0.163.10.in-addr.arpa. PTR php.runtime.mpd.test. | reverse name of an address | "
                        + "container mpd-runtime-php (0123456789ab), label mpd.runtime");
        assertThat(explain("200.0.163.10.in-addr.arpa.", Type.PTR).verdict()).isEqualTo(Verdict.NO_SUCH_NAME);
    }

    @Test
    void aMistypedNameIsMetWithSimilarOnesAndTheSourcesThatWereRead() {
        ExplainReply reply = explain("php.runtiem.mpd.test.", Type.A);
        assertThat(reply.verdict()).isEqualTo(Verdict.NO_SUCH_NAME);
        assertThat(reply.notes())
                .contains(
                        "similar names that exist: php.runtime.mpd.test.",
                        "source podman is following since 2026-01-01T00:00:00Z");
    }

    @Test
    void aContainerWithoutAnAddressIsTheReasonForAMissingName() {
        assertThat(explain("mail.service.mpd.test.", Type.A).notes())
                .contains("container mpd-service-mail has no record: no address on network mpd-internal");
    }

    @Test
    void aBrokenSourceIsToldBesideAMissingName() {
        server.podman(new SourceState.Down(SampleServer.START, "connection refused"));
        assertThat(explain("nope.mpd.test.", Type.A).notes())
                .contains("source podman is down since 2026-01-01T00:00:00Z: connection refused");
    }

    @Test
    void theNameOfASourceThatCouldNeverBeReadIsNotDenied() {
        Name owner = Name.fromConstantString("vm.service.mpd.test.");
        SampleServer without = SampleServer.without(owner);
        ExplainReply reply = Explanation.of(without, owner, Type.A);
        assertThat(reply.verdict()).isEqualTo(Verdict.HELD);
        assertThat(reply.summary()).contains("it is locked");
        assertThat(Explanation.of(without, Name.fromConstantString("x.mpd.test."), Type.A)
                        .verdict())
                .isEqualTo(Verdict.NO_SUCH_NAME);
    }

    @Test
    void nothingIsDeniedBeforeEverySourceHasBeenRead() {
        SampleServer waiting = SampleServer.waiting();
        ExplainReply reply = Explanation.of(waiting, Name.fromConstantString("php.runtime.mpd.test."), Type.A);
        assertThat(reply.verdict()).isEqualTo(Verdict.HELD);
        assertThat(reply.notes()).contains("source podman is pending since 2026-01-01T00:00:00Z");
    }

    @Test
    void aNameOfSomebodyElseIsForwardedToNamedServers() {
        ExplainReply reply = explain("example.org.", Type.A);
        assertThat(reply.verdict()).isEqualTo(Verdict.FORWARDED);
        assertThat(reply.notes()).contains("nameserver 192.0.2.53:53");
    }

    @Test
    void aNameOfADomainWithNameserversOfItsOwnIsForwardedToThoseAlone() {
        server.giveDomain("corp.example.", "192.0.2.54");
        assertThat(explain("a.corp.example.", Type.A).notes())
                .containsExactly("nameserver 192.0.2.54:53: only for corp.example.");
        assertThat(explain("example.org.", Type.A).notes()).containsExactly("nameserver 192.0.2.53:53");
    }

    @Test
    void theNameserversOfAnotherDomainDoNotHelpAName() {
        server.forgetUpstreams();
        server.giveDomain("corp.example.", "192.0.2.54");
        assertThat(explain("example.org.", Type.A).verdict()).isEqualTo(Verdict.NO_NAMESERVER);
        assertThat(explain("a.corp.example.", Type.A).verdict()).isEqualTo(Verdict.FORWARDED);
    }

    @Test
    void aNameThatConfigurationKeepsFromNameserversIsDenied() {
        ExplainReply reply = explain("printer.", Type.A);
        assertThat(reply.verdict()).isEqualTo(Verdict.NO_SUCH_NAME);
        assertThat(reply.summary()).contains("asked of nobody");
        assertThat(reply.notes()).isEmpty();
        assertThat(explain("printer.", Type.TXT).verdict()).isEqualTo(Verdict.FORWARDED);
    }

    @Test
    void aNameIsForwardedInTheWayThatIsConfigured() {
        assertThat(explain("example.org.", Type.A).summary()).endsWith("forwarded to the first healthy nameserver");
        server.ask("all nameservers at once");
        assertThat(explain("example.org.", Type.A).summary()).endsWith("forwarded to all nameservers at once");
    }

    @Test
    void aNameserverThatIsSetAsideIsShownWithItsState() {
        server.upstreamsAre("silent");
        assertThat(explain("example.org.", Type.A).verdict()).isEqualTo(Verdict.FORWARDED);
        assertThat(explain("example.org.", Type.A).notes()).containsExactly("nameserver 192.0.2.53:53, silent");
    }

    @Test
    void whereAllNameserversAskUsInTurnAForwardedNameIsToldToFail() {
        server.upstreamsAre("loop", "loop");
        assertThat(explain("example.org.", Type.A).verdict()).isEqualTo(Verdict.NO_NAMESERVER);
        assertThat(explain("example.org.", Type.A).summary()).contains("loop").contains("SERVFAIL");
        server.upstreamsAre("loop", "silent");
        assertThat(explain("example.org.", Type.A).verdict()).isEqualTo(Verdict.FORWARDED);
    }

    @Test
    void withoutNameserversAForwardedNameIsToldToFail() {
        server.forgetUpstreams();
        assertThat(explain("example.org.", Type.A).verdict()).isEqualTo(Verdict.NO_NAMESERVER);
        assertThat(explain("example.org.", Type.A).summary())
                .contains("no nameserver")
                .contains("SERVFAIL");
    }

    @Test
    void whatTheCacheHasIsToldBesideWhoIsAsked() {
        server.cached(What.NO_SUCH_NAME, Duration.ofSeconds(12), false);
        ExplainReply reply = explain("example.org.", Type.A);
        assertThat(reply.verdict()).isEqualTo(Verdict.NO_SUCH_NAME);
        assertThat(reply.summary()).contains("from the cache, and then forwarded to the first");
        assertThat(reply.notes())
                .containsExactly(
                        "the cache has that there is no such name, from 192.0.2.99:53, 12 s old",
                        "nameserver 192.0.2.53:53");
    }

    @Test
    void withoutNameserversTheCacheAnswersWhatItHas() {
        server.forgetUpstreams();
        server.cached(What.ANSWER, Duration.ofSeconds(400), true);
        ExplainReply reply = explain("example.org.", Type.A);
        assertThat(reply.verdict()).isEqualTo(Verdict.FORWARDED);
        assertThat(reply.summary()).contains("no nameserver").endsWith("answered from the cache");
        assertThat(reply.notes())
                .containsExactly("the cache has an answer, from 192.0.2.99:53, 400 s old;"
                        + " it has expired, and would be given where nobody knows better");
        server.cached(What.NO_DATA, Duration.ofSeconds(4), false);
        assertThat(explain("example.org.", Type.A).verdict()).isEqualTo(Verdict.NO_DATA);
        server.cached(What.NO_SUCH_NAME, Duration.ofSeconds(4), false);
        assertThat(explain("example.org.", Type.A).verdict()).isEqualTo(Verdict.NO_SUCH_NAME);
    }

    @Test
    void aForgottenZoneIsSuggested() {
        assertThat(explain("php.runtime.", Type.A).notes()).contains("did you mean php.runtime.mpd.test.?");
    }

    @Test
    void anOverrideOutsideTheZonesTellsWhatIsForwarded() {
        assertThat(explain("blocked.example.", Type.A).verdict()).isEqualTo(Verdict.ANSWERED);
        ExplainReply other = explain("blocked.example.", Type.TXT);
        assertThat(other.verdict()).isEqualTo(Verdict.FORWARDED);
        assertThat(other.notes()).contains("only these types of it are given here: A");
    }
}
