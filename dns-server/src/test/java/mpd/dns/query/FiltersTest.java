package mpd.dns.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.zone.Subnet;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

class FiltersTest extends PipelineFixture {

    private static final Name NAME = Name.fromConstantString("x.com.");

    private static Record a(String address) {
        return new ARecord(NAME, DClass.IN, 300, InetAddress.ofLiteral(address));
    }

    private static Record aaaa(String address) {
        return new AAAARecord(NAME, DClass.IN, 300, InetAddress.ofLiteral(address));
    }

    private static List<Subnet> subnets(String... texts) {
        return Stream.of(texts).map(text -> Subnet.parse(text).orElseThrow()).toList();
    }

    private static Filters types(Integer... types) {
        return new Filters(Set.of(types), List.of(), List.of(), false, List.of());
    }

    private void use(Filters filters) {
        pipeline.use(new ForwardPolicy(false, false, false, _ -> false, Rebinding.ALLOWED, LocalDomains.NONE, filters));
    }

    private void upstreamSays(int type, Record... answer) {
        upstreamSays(type, List.of(answer), List.of());
    }

    private void upstreamSays(int type, List<Record> answer, List<Record> additional) {
        Message message = new Message(5);
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setFlag(Flags.AA);
        message.getHeader().setFlag(Flags.AD);
        message.addRecord(Record.newRecord(NAME, type, DClass.IN), Section.QUESTION);
        answer.forEach(record -> message.addRecord(record, Section.ANSWER));
        additional.forEach(record -> message.addRecord(record, Section.ADDITIONAL));
        upstream = new UpstreamAnswer.Answered(message.toWire(), UPSTREAM, Duration.ZERO);
    }

    private Message relayed(int type) throws Exception {
        Reply reply = pipeline.answer(query("x.com.", type, DClass.IN, true))
                .toCompletableFuture()
                .join();
        assertThat(reply).isInstanceOf(Reply.Relayed.class);
        return new Message(((Reply.Relayed) reply).message());
    }

    private static List<String> data(Collection<Record> records) {
        return records.stream().map(Record::rdataToString).toList();
    }

    private static List<Integer> errors(Message message) {
        OPTRecord opt = message.getOPT();
        return opt == null
                ? List.of()
                : opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
                        .map(option -> ((ExtendedErrorCodeOption) option).getErrorCode())
                        .toList();
    }

    @Test
    void recordsOfAFilteredTypeAreTakenOutAndTheClientIsTold() throws Exception {
        use(types(Type.AAAA));
        upstreamSays(Type.AAAA, aaaa("2001:db8::1"));
        Message filtered = relayed(Type.AAAA);
        assertThat(filtered.getSection(Section.ANSWER)).isEmpty();
        assertThat(filtered.getRcode()).isZero();
        assertThat(errors(filtered)).containsExactly(17);
        assertThat(filtered.getHeader().getFlag(Flags.AD)).isFalse();
        upstreamSays(Type.A, a("192.0.2.1"));
        Message whole = relayed(Type.A);
        assertThat(data(whole.getSection(Section.ANSWER))).containsExactly("192.0.2.1");
        assertThat(whole.getHeader().getFlag(Flags.AD)).isTrue();
    }

    @Test
    void aliasesStayWhereTheirAddressIsTakenOut() throws Exception {
        use(types(Type.A));
        Name target = Name.fromConstantString("y.com.");
        upstreamSays(
                Type.A,
                List.of(
                        new CNAMERecord(NAME, DClass.IN, 300, target),
                        new ARecord(target, DClass.IN, 300, InetAddress.ofLiteral("192.0.2.1"))),
                List.of(new ARecord(target, DClass.IN, 300, InetAddress.ofLiteral("192.0.2.2")), aaaa("2001:db8::9")));
        Message filtered = relayed(Type.A);
        assertThat(data(filtered.getSection(Section.ANSWER))).containsExactly("y.com.");
        assertThat(filtered.getSection(Section.ADDITIONAL))
                .extracting(Record::getType)
                .containsExactly(Type.AAAA, Type.OPT);
    }

    @Test
    void anAnswerToAnyKeepsItsUsefulTypesWhereAnyIsFiltered() throws Exception {
        use(types(Type.ANY));
        Record mail = new MXRecord(NAME, DClass.IN, 300, 1, NAME);
        upstreamSays(Type.ANY, a("192.0.2.1"), mail, new TXTRecord(NAME, DClass.IN, 300, "long"));
        assertThat(relayed(Type.ANY).getSection(Section.ANSWER))
                .extracting(Record::getType)
                .containsExactly(Type.A, Type.MX);
        upstreamSays(Type.TXT, new TXTRecord(NAME, DClass.IN, 300, "long"));
        assertThat(relayed(Type.TXT).getSection(Section.ANSWER)).hasSize(1);
    }

    @Test
    void whatIsOursIsNotFiltered() {
        use(types(Type.A));
        publish("w.mpd.test.", "10.163.0.9");
        assertThat(ask("w.mpd.test.", Type.A)).isCompletedWithValue("NoError aa[10.163.0.9][]");
    }

    @Test
    void anAddressThatMeansNoSuchNameIsADenial() {
        use(new Filters(Set.of(), subnets("192.0.2.0/25", "2001:db8::7/128"), List.of(), false, List.of()));
        upstreamSays(Type.A, a("9.9.9.9"), a("192.0.2.1"));
        assertThat(ask("x.com.", Type.A).join()).startsWith("NXDomain[][SOA] ede 15 bogus-nxdomain: 192.0.2.1");
        upstreamSays(Type.AAAA, aaaa("2001:db8::7"));
        assertThat(ask("x.com.", Type.AAAA).join()).startsWith("NXDomain[][SOA] ede 15");
        upstreamSays(Type.A, a("192.0.2.128"));
        assertThat(ask("x.com.", Type.A)).isCompletedWithValue("relayed from 192.0.2.53");
    }

    @Test
    void anAnswerWithAnIgnoredAddressDoesNotCount() {
        use(new Filters(Set.of(), List.of(), subnets("192.0.2.1/32"), false, List.of()));
        upstreamSays(Type.A, a("192.0.2.1"));
        assertThat(ask("x.com.", Type.A).join()).startsWith("ServFail[][] ede 15 ignore-address: an answer with");
        upstreamSays(Type.A, a("192.0.2.2"));
        assertThat(ask("x.com.", Type.A)).isCompletedWithValue("relayed from 192.0.2.53");
    }

    @Test
    void whatWindowsAsksByItselfIsNotAskedUpstream() {
        use(new Filters(Set.of(), List.of(), List.of(), true, List.of()));
        assertThat(ask("x.com.", Type.SOA)).isCompletedWithValue("NoError[][] ede 17 filterwin2k");
        assertThat(ask("_ldap._tcp.x.com.", Type.SRV)).isCompletedWithValue("NoError[][] ede 17 filterwin2k");
        assertThat(ask("_ldap.x.com.", Type.ANY)).isCompletedWithValue("NoError[][] ede 17 filterwin2k");
        assertThat(forwarded).isEmpty();
        upstreamSays(Type.ANY, a("192.0.2.1"));
        assertThat(ask("x.com.", Type.ANY)).isCompletedWithValue("relayed from 192.0.2.53");
        assertThat(ask("mpd.test.", Type.SOA).join()).startsWith("NoError aa[");
    }

    @Test
    void addressesBecomeOthersBitByBit() throws Exception {
        int network = 0xC0000200;
        AddressAlias block = new AddressAlias(network, network | 0xFF, 0x0A000000, 0xFFFFFF00);
        AddressAlias one = new AddressAlias(0x09090909, 0x09090909, 0x0A010101, -1);
        use(new Filters(Set.of(), List.of(), List.of(), false, List.of(block, one)));
        upstreamSays(
                Type.A, List.of(a("192.0.2.77"), a("9.9.9.9"), a("192.0.3.1")), List.of(a("192.0.2.1"), aaaa("::1")));
        Message changed = relayed(Type.A);
        assertThat(data(changed.getSection(Section.ANSWER))).containsExactly("10.0.0.77", "10.1.1.1", "192.0.3.1");
        assertThat(data(changed.getSection(Section.ADDITIONAL)).getFirst()).isEqualTo("10.0.0.1");
        assertThat(changed.getHeader().getFlag(Flags.AA)).isFalse();
        assertThat(changed.getHeader().getFlag(Flags.AD)).isFalse();
        upstreamSays(Type.A, a("192.0.3.1"));
        assertThat(relayed(Type.A).getHeader().getFlag(Flags.AD)).isTrue();
    }

    @Test
    void rebindingIsStoppedByWhatTheUpstreamSaidNotByWhatItBecomes() {
        AddressAlias one = new AddressAlias(0x09090909, 0x09090909, 0x0A010101, -1);
        pipeline.use(new ForwardPolicy(
                false,
                false,
                false,
                _ -> false,
                new Rebinding(true, false, _ -> false),
                LocalDomains.NONE,
                new Filters(Set.of(), List.of(), List.of(), false, List.of(one))));
        upstreamSays(Type.A, a("9.9.9.9"));
        assertThat(ask("x.com.", Type.A)).isCompletedWithValue("relayed from 192.0.2.53");
        upstreamSays(Type.A, a("10.0.0.1"));
        assertThat(ask("x.com.", Type.A).join()).contains("ede 15");
    }

    @Test
    void namesOfOneLabelHaveTheAddressesGivenForThem() {
        pipeline.use(new ForwardPolicy(
                false,
                false,
                false,
                name -> name.equals(Name.fromConstantString("routed.")),
                Rebinding.ALLOWED,
                new LocalDomains(_ -> false, List.of(InetAddress.ofLiteral("10.0.0.1")), 5, false),
                Filters.NONE));
        upstreamSays(Type.A, a("192.0.2.1"));
        assertThat(ask("printer.", Type.A)).isCompletedWithValue("NoError aa[10.0.0.1][]");
        assertThat(ask("printer.", Type.ANY)).isCompletedWithValue("NoError aa[10.0.0.1][]");
        assertThat(ask("printer.", Type.AAAA)).isCompletedWithValue("NoError aa[][SOA]");
        assertThat(forwarded).isEmpty();
        assertThat(ask("printer.", Type.MX)).isCompleted();
        assertThat(ask("routed.", Type.A)).isCompleted();
        assertThat(ask("printer.lan.", Type.A)).isCompleted();
        assertThat(ask(".", Type.A)).isCompleted();
        assertThat(forwarded).hasSize(4);
    }
}
