package mpd.dns.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mpd.dns.forward.UpstreamAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class RecursionTest extends PipelineFixture {

    private static final Rebinding STOPPED = new Rebinding(true, false, name -> name.subdomain(name("plex.direct.")));

    private static Name name(String text) {
        return Name.fromConstantString(text);
    }

    private static Record a(String owner, String address) {
        InetAddress literal = InetAddress.ofLiteral(address);
        return address.contains(":")
                ? new AAAARecord(name(owner), DClass.IN, 300, literal)
                : new ARecord(name(owner), DClass.IN, 300, literal);
    }

    private static Record cname(String owner, String target) {
        return new CNAMERecord(name(owner), DClass.IN, 300, name(target));
    }

    private static UpstreamAnswer.Answered answer(String asked, int type, List<Record> answer, Record... additional) {
        Message message = new Message(5);
        message.getHeader().setFlag(Flags.QR);
        message.addRecord(Record.newRecord(name(asked), type, DClass.IN), Section.QUESTION);
        answer.forEach(record -> message.addRecord(record, Section.ANSWER));
        Stream.of(additional).forEach(record -> message.addRecord(record, Section.ADDITIONAL));
        return new UpstreamAnswer.Answered(message.toWire(), UPSTREAM, Duration.ZERO);
    }

    @Test
    void anUpstreamsAliasOfANameOfOursGetsOurAddressNotTheUpstreams() {
        publish("w.mpd.test.", "10.163.0.9");
        upstream = answer(
                "x.com.",
                Type.A,
                List.of(cname("x.com.", "y.com."), cname("y.com.", "W.mpd.test."), a("W.mpd.test.", "192.0.2.66")));
        assertThat(ask("x.com.", Type.A)).isCompletedWithValue("NoError[y.com., W.mpd.test., 10.163.0.9][]");
    }

    @Test
    void anUpstreamsDenialOfANameOfOursThatItLeadsToDoesNotCount() {
        publish("w.mpd.test.", "10.163.0.9");
        upstream = answer("x.com.", Type.A, List.of(cname("x.com.", "w.mpd.test.")));
        assertThat(ask("x.com.", Type.A)).isCompletedWithValue("NoError[w.mpd.test., 10.163.0.9][]");
        assertThat(forwarded).hasSize(1);
    }

    @Test
    void aNameOfOursThatIsNotThereIsDeniedByUsWhateverTheUpstreamSays() {
        publish("w.mpd.test.", "10.163.0.9");
        upstream = answer("x.com.", Type.A, List.of(cname("x.com.", "no.mpd.test."), a("no.mpd.test.", "192.0.2.66")));
        assertThat(ask("x.com.", Type.A)).isCompletedWithValue("NXDomain[no.mpd.test.][SOA]");
    }

    @Test
    void theOrderOfTheUpstreamsRecordsDoesNotMatter() {
        publish("w.mpd.test.", "10.163.0.9");
        upstream = answer(
                "x.com.",
                Type.A,
                List.of(a("w.mpd.test.", "192.0.2.66"), cname("y.com.", "w.mpd.test."), cname("x.com.", "y.com.")));
        assertThat(ask("x.com.", Type.A)).isCompletedWithValue("NoError[y.com., w.mpd.test., 10.163.0.9][]");
    }

    @Test
    void aNameOfOursThatLeadsOutAndComesBackIsAnsweredToItsEnd() {
        publish(
                new CNAMERecord(name("out.mpd.test."), DClass.IN, 1, name("x.com.")),
                new ARecord(name("w.mpd.test."), DClass.IN, 1, InetAddress.ofLiteral("10.163.0.9")));
        upstream = answer("x.com.", Type.A, List.of(cname("x.com.", "w.mpd.test.")));
        assertThat(ask("out.mpd.test.", Type.A)).isCompletedWithValue("NoError[x.com., w.mpd.test., 10.163.0.9][]");
    }

    @Test
    void aLoopThroughAnUpstreamEnds() {
        publish(new CNAMERecord(name("out.mpd.test."), DClass.IN, 1, name("x.com.")));
        upstream = answer("x.com.", Type.A, List.of(cname("x.com.", "out.mpd.test.")));
        CompletableFuture<String> answer = ask("out.mpd.test.", Type.A);
        assertThat(answer).isCompleted();
        assertThat(forwarded).hasSizeLessThan(10);
    }

    @Test
    void aNameOfOursAtTheEndOfManyAliasesIsOursToo() {
        publish("w.mpd.test.", "10.163.0.9");
        List<Record> aliases = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            aliases.add(cname("x" + i + ".com.", "x" + (i + 1) + ".com."));
        }
        aliases.add(cname("x40.com.", "w.mpd.test."));
        UpstreamAnswer.Answered denial = answer("x0.com.", Type.A, aliases);
        denial.message()[3] |= Rcode.NXDOMAIN;
        upstream = denial;
        assertThat(ask("x0.com.", Type.A).join()).startsWith("NoError[x1.com.").endsWith("w.mpd.test., 10.163.0.9][]");
    }

    @Test
    void aliasesOfAnUpstreamThatLeadInACircleArePassedOn() {
        upstream = answer("x.com.", Type.A, List.of(cname("x.com.", "y.com."), cname("y.com.", "x.com.")));
        assertThat(ask("x.com.", Type.A)).isCompletedWithValue("relayed from 192.0.2.53");
    }

    @Test
    void aNameThatCnamesHaveLedToHasNoMoreTimeThanTheClientHas() {
        publish(new CNAMERecord(name("out.mpd.test."), DClass.IN, 1, name("x.com.")));
        silent = true;
        CompletableFuture<String> answer = ask("out.mpd.test.", Type.A);
        assertThat(answer).isNotDone();
        assertThat(answer.orTimeout(8, TimeUnit.SECONDS).join())
                .isEqualTo("ServFail[][] ede 22 no nameserver answered in the time that was left");
    }

    @Test
    void whatIsKnownPastItsTimeIsBetterThanNoTimeLeft() {
        publish(new CNAMERecord(name("out.mpd.test."), DClass.IN, 1, name("x.com.")));
        silent = true;
        expired = Optional.of(answer("x.com.", Type.A, List.of(a("x.com.", "192.0.2.1"))));
        assertThat(ask("out.mpd.test.", Type.A).orTimeout(8, TimeUnit.SECONDS).join())
                .isEqualTo("NoError[x.com., 192.0.2.1][]");
    }

    @Test
    void whoAsksForTheAliasItselfGetsTheUpstreams() {
        publish("w.mpd.test.", "10.163.0.9");
        upstream = answer("x.com.", Type.CNAME, List.of(cname("x.com.", "w.mpd.test.")));
        assertThat(ask("x.com.", Type.CNAME)).isCompletedWithValue("relayed from 192.0.2.53");
    }

    @Test
    void whatAnUpstreamSaysOfOurNamesBesideItsAnswerIsTakenOut() {
        publish("w.mpd.test.", "10.163.0.9");
        upstream = answer(
                "x.com.",
                Type.A,
                List.of(a("x.com.", "192.0.2.1"), a("w.mpd.test.", "192.0.2.66")),
                a("w.mpd.test.", "192.0.2.67"));
        assertThat(ask("x.com.", Type.A)).isCompletedWithValue("NoError[192.0.2.1][]");
    }

    @Test
    void whatAnUpstreamSaysOfOurNamesInTheAuthoritySectionIsTakenOutAsWell() throws IOException {
        publish("w.mpd.test.", "10.163.0.9");
        Message message = new Message(
                answer("x.com.", Type.A, List.of(a("x.com.", "192.0.2.1"))).message());
        message.addRecord(new NSRecord(name("com."), DClass.IN, 60, name("ns.com.")), Section.AUTHORITY);
        message.addRecord(new NSRecord(name("mpd.test."), DClass.IN, 60, name("ns.com.")), Section.AUTHORITY);
        message.addRecord(a("w.mpd.test.", "192.0.2.66"), Section.AUTHORITY);
        upstream = new UpstreamAnswer.Answered(message.toWire(), UPSTREAM, Duration.ZERO);
        assertThat(ask("x.com.", Type.A)).isCompletedWithValue("NoError[192.0.2.1][NS]");
    }

    @Test
    void aNameThatBecomesOursWhileAnUpstreamIsAskedIsOurs() {
        upstream = answer("new.example.", Type.A, List.of(a("new.example.", "192.0.2.66")));
        onForward = () -> publish("new.example.", "10.163.0.9");
        assertThat(ask("new.example.", Type.A)).isCompletedWithValue("NoError aa[10.163.0.9][]");
    }

    @Test
    void otherAnswersArePassedOnAsTheyAre() {
        publish("w.mpd.test.", "10.163.0.9");
        upstream = answer(
                "x.com.",
                Type.A,
                List.of(cname("x.com.", "y.com."), a("y.com.", "192.0.2.1")),
                a("ns.y.com.", "192.0.2.2"));
        assertThat(ask("x.com.", Type.A)).isCompletedWithValue("relayed from 192.0.2.53");
    }

    @Test
    void whatIsKnownIsLookedThroughToo() {
        publish("w.mpd.test.", "10.163.0.9");
        kept = Optional.of(answer("x.com.", Type.A, List.of(cname("x.com.", "w.mpd.test."))));
        assertThat(ask(query("x.com.", Type.A, DClass.IN, false)))
                .isCompletedWithValue("NoError[w.mpd.test., 10.163.0.9][]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "192.168.1.1",
                "127.0.0.1",
                "0.0.0.0",
                "169.254.1.1",
                "fd00::1",
                "fe80::1",
                "::1",
                "::",
                "::ffff:10.0.0.1"
            })
    void privateAddressesFromUpstreamAreKeptBackWhereRebindingIsStopped(String address) {
        pipeline.use(new ForwardPolicy(false, false, false, _ -> false, STOPPED));
        int type = address.contains(":") ? Type.AAAA : Type.A;
        byte[] bytes = raw(address);
        Record record = Record.newRecord(name("y.com."), type, DClass.IN, 300, bytes);
        upstream = answer("x.com.", type, List.of(cname("x.com.", "y.com."), record));
        assertThat(ask("x.com.", type).join()).startsWith("NoError[][] ede 15 stop-dns-rebind: x.com. has the private");
        upstream = answer(
                "a.plex.direct.", type, List.of(Record.newRecord(name("a.plex.direct."), type, DClass.IN, 300, bytes)));
        assertThat(ask("a.plex.direct.", type)).isCompletedWithValue("relayed from 192.0.2.53");
        pipeline.use(ForwardPolicy.NONE);
        upstream = answer("x.com.", type, List.of(cname("x.com.", "y.com."), record));
        assertThat(ask("x.com.", type)).isCompletedWithValue("relayed from 192.0.2.53");
    }

    private static byte[] raw(String address) {
        if (address.startsWith("::ffff:")) {
            return new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
        }
        return InetAddress.ofLiteral(address).getAddress();
    }

    @Test
    void loopbackAddressesPassWhereThatIsSaidAndPublicOnesAlways() {
        pipeline.use(new ForwardPolicy(false, false, false, _ -> false, new Rebinding(true, true, _ -> false)));
        upstream = answer("x.com.", Type.A, List.of(a("x.com.", "127.0.0.1"), a("x.com.", "9.9.9.9")));
        assertThat(ask("x.com.", Type.A)).isCompletedWithValue("relayed from 192.0.2.53");
        upstream = answer("x.com.", Type.A, List.of(a("x.com.", "9.9.9.9"), a("x.com.", "10.0.0.1")));
        assertThat(ask("x.com.", Type.A).join()).contains("ede 15").contains("10.0.0.1");
    }

    @Test
    void ourOwnPrivateAddressesAreNotConcerned() {
        pipeline.use(new ForwardPolicy(false, false, false, _ -> false, STOPPED));
        publish("w.mpd.test.", "10.163.0.9");
        upstream = answer("x.com.", Type.A, List.of(cname("x.com.", "w.mpd.test.")));
        assertThat(ask("x.com.", Type.A)).isCompletedWithValue("NoError[w.mpd.test., 10.163.0.9][]");
    }

    private static UpstreamAnswer.Answered denial(String asked, Record... answer) {
        Message message = new Message(5);
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setRcode(Rcode.NXDOMAIN);
        message.addRecord(Record.newRecord(name(asked), Type.TXT, DClass.IN), Section.QUESTION);
        Stream.of(answer).forEach(record -> message.addRecord(record, Section.ANSWER));
        message.addRecord(
                new SOARecord(name("org."), DClass.IN, 60, name("ns.org."), name("h.org."), 1, 1, 1, 1, 60),
                Section.AUTHORITY);
        return new UpstreamAnswer.Answered(message.toWire(), UPSTREAM, Duration.ZERO);
    }

    @Test
    void anUpstreamsDenialOfANameThatIsGivenHereIsNoDenialOfTheName() {
        publish("nas.home.org.", "192.168.1.9");
        upstream = denial("nas.home.org.");
        assertThat(ask("nas.home.org.", Type.TXT)).isCompletedWithValue("NoError[][SOA]");
        upstream = denial("home.org.");
        assertThat(ask("home.org.", Type.TXT)).isCompletedWithValue("NoError[][SOA]");
        upstream = denial("other.org.");
        assertThat(ask("other.org.", Type.TXT)).isCompletedWithValue("relayed from 192.0.2.53");
        upstream = denial("nas.home.org.", cname("nas.home.org.", "gone.org."));
        assertThat(ask("nas.home.org.", Type.TXT)).isCompletedWithValue("relayed from 192.0.2.53");
    }
}
