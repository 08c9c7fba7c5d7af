package mpd.dns.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import mpd.dns.zone.Additions;
import mpd.dns.zone.Subnet;
import mpd.dns.zone.ZoneAnswer;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class RegistryTest {

    private static final SourceId FILES = new SourceId("files");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final SourceState READ = new SourceState.Following(START);

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final Registry registry = new Registry(
            List.of(Name.fromConstantString("mpd.test.")),
            List.of(Subnet.parse("10.163.0.0/24").orElseThrow()),
            now::get);

    private static Record address(String name, String address) {
        Name owner = Name.fromConstantString(name);
        InetAddress ip = InetAddress.ofLiteral(address);
        return ip.getAddress().length == 4
                ? new ARecord(owner, DClass.IN, 1, ip)
                : new AAAARecord(owner, DClass.IN, 1, ip);
    }

    private static Claim flag(String name, String address) {
        return new Claim(address(name, address), Precedence.FLAG, new Origin.Flag("--record"), true);
    }

    private static Claim label(String name, String address, String container) {
        Origin origin = new Origin.Container(container, container, "label mpd.dns");
        return new Claim(address(name, address), Precedence.LABEL, origin, true);
    }

    private static Claim line(int number, String name, String address, boolean reverse) {
        Origin origin = new Origin.File(Path.of("/etc/dnsmasq.d/x.conf"), number);
        return new Claim(address(name, address), Precedence.FILE, origin, reverse);
    }

    private void publish(SourceId source, Claim... claims) {
        registry.update(source, Contribution.of(List.of(claims)), READ);
    }

    private String ask(String name, int type) {
        ZoneAnswer answer = registry.view().zone().lookup(Name.fromConstantString(name), type);
        return answer instanceof ZoneAnswer.Found found
                ? found.records().stream().map(Record::rdataToString).toList().toString()
                : answer.getClass().getSimpleName();
    }

    @Test
    void whatCouldNotBeMergedIsNewTheNextTimeAsWell() {
        Registry failing = new Registry(List.of(Name.fromConstantString("mpd.test.")), List.of(), () -> {
            Instant time = now.get();
            if (time.isBefore(START)) {
                throw new IllegalStateException("no time");
            }
            return time;
        });
        failing.register(FILES, READ);
        Contribution contribution = Contribution.of(List.of(flag("x.mpd.test.", "10.163.0.1")));
        now.set(Instant.EPOCH);
        assertThatThrownBy(() -> failing.update(FILES, contribution, READ)).hasMessage("no time");
        now.set(START);
        failing.update(FILES, contribution, READ);
        assertThat(failing.view().entries()).hasSize(1);
    }

    @Test
    void theFirstSourceOwnsTheAddressesOfBothFamilies() {
        publish(SourceId.PODMAN, label("x.mpd.test.", "fd00::1", "c1"), label("x.mpd.test.", "10.163.0.9", "c1"));
        publish(SourceId.FLAGS, flag("x.mpd.test.", "10.163.0.1"));
        assertThat(ask("x.mpd.test.", Type.A)).isEqualTo("[10.163.0.1]");
        assertThat(ask("x.mpd.test.", Type.AAAA)).isEqualTo("NoData");
    }

    @Test
    void theShadowedStayVisibleWithWhoShadowsThem() {
        publish(SourceId.PODMAN, label("x.mpd.test.", "10.163.0.9", "c1"));
        publish(SourceId.FLAGS, flag("x.mpd.test.", "10.163.0.1"));
        assertThat(registry.view().entries())
                .filteredOn(entry -> !entry.served())
                .singleElement()
                .satisfies(entry -> assertThat(entry.shadowedBy()).contains(new Origin.Flag("--record")));
    }

    @Test
    void addressesOfOneSourceAddUpAndDuplicatesDoNot() {
        publish(
                SourceId.PODMAN,
                label("x.mpd.test.", "10.163.0.8", "c1"),
                label("x.mpd.test.", "10.163.0.9", "c2"),
                label("x.mpd.test.", "10.163.0.9", "c3"));
        assertThat(ask("x.mpd.test.", Type.A)).isEqualTo("[10.163.0.8, 10.163.0.9]");
    }

    @Test
    void anAliasAndOtherDataExcludeEachOtherByPrecedence() {
        Name x = Name.fromConstantString("x.mpd.test.");
        Claim alias = new Claim(
                new CNAMERecord(x, DClass.IN, 1, Name.fromConstantString("y.mpd.test.")),
                Precedence.FILE,
                new Origin.File(Path.of("f"), 1),
                false);
        publish(FILES, alias);
        publish(SourceId.PODMAN, label("x.mpd.test.", "10.163.0.9", "c1"), label("y.mpd.test.", "10.163.0.7", "c2"));
        assertThat(ask("x.mpd.test.", Type.A)).isEqualTo("[y.mpd.test., 10.163.0.7]");
        publish(SourceId.FLAGS, flag("x.mpd.test.", "10.163.0.1"));
        assertThat(ask("x.mpd.test.", Type.CNAME)).isEqualTo("NoData");
        assertThat(ask("x.mpd.test.", Type.A)).isEqualTo("[10.163.0.1]");
    }

    @Test
    void aReverseNameBeatsExactNamesWhichBeatNothing() {
        Origin container = new Origin.Container("c1", "mpd-service-portal", "name");
        registry.update(
                SourceId.PODMAN,
                new Contribution(
                        List.of(label("alias.mpd.test.", "10.163.0.4", "c1")),
                        List.of(new ReverseName(
                                InetAddress.ofLiteral("10.163.0.4"),
                                Name.fromConstantString("portal.service.mpd.test."),
                                container)),
                        List.of()),
                READ);
        publish(
                FILES,
                line(1, "early.mpd.test.", "10.163.0.4", true),
                line(2, "wild.mpd.test.", "10.163.0.5", false),
                line(3, "first.mpd.test.", "10.163.0.5", true),
                line(4, "second.mpd.test.", "10.163.0.5", true),
                line(5, "*.star.mpd.test.", "10.163.0.6", true),
                line(6, "away.mpd.test.", "10.99.0.1", true));
        publish(SourceId.FLAGS, flag("flag.mpd.test.", "10.99.0.2"));
        assertThat(ask("4.0.163.10.in-addr.arpa.", Type.PTR)).isEqualTo("[portal.service.mpd.test.]");
        assertThat(ask("5.0.163.10.in-addr.arpa.", Type.PTR)).isEqualTo("[first.mpd.test.]");
        assertThat(ask("6.0.163.10.in-addr.arpa.", Type.PTR)).isEqualTo("NoSuchName");
        // Of a file's addresses those elsewhere as well, as dnsmasq does it.
        assertThat(ask("1.0.99.10.in-addr.arpa.", Type.PTR)).isEqualTo("[away.mpd.test.]");
        assertThat(ask("2.0.99.10.in-addr.arpa.", Type.PTR)).isEqualTo("OutsideZone");
    }

    @Test
    void aSubnetThatASourceLearntIsAnsweredHere() {
        assertThat(ask("1.0.99.10.in-addr.arpa.", Type.PTR)).isEqualTo("OutsideZone");
        Subnet learnt = Subnet.parse("10.99.0.0/24").orElseThrow();
        registry.update(SourceId.PODMAN, new Contribution(List.of(), List.of(), List.of(learnt)), READ);
        assertThat(ask("1.0.99.10.in-addr.arpa.", Type.PTR)).isEqualTo("NoSuchName");
    }

    @Test
    void aPartThatMovesBeforeAnotherCountsAnew() {
        Claim alias = new Claim(
                new CNAMERecord(
                        Name.fromConstantString("x.mpd.test."), DClass.IN, 1, Name.fromConstantString("y.mpd.test.")),
                Precedence.FILE,
                new Origin.File(Path.of("/etc/dnsmasq.conf"), 5),
                false);
        Claims kept = Claims.of(List.of(line(1, "x.mpd.test.", "10.163.0.1", true)));
        registry.update(FILES, parts(kept, Claims.of(List.of(alias))), READ);
        assertThat(ask("x.mpd.test.", Type.A)).isEqualTo("[10.163.0.1]");
        registry.update(FILES, parts(Claims.of(List.of(alias)), kept), READ);
        assertThat(ask("x.mpd.test.", Type.CNAME)).isEqualTo("[y.mpd.test.]");
    }

    @Test
    void theFirstOfTheNamesOfAnAddressIsTheFirstNow() {
        Claim one = line(1, "one.mpd.test.", "10.163.0.1", true);
        Claim other = line(2, "other.mpd.test.", "10.163.0.1", true);
        registry.update(FILES, parts(Claims.of(List.of(one)), Claims.of(List.of(other))), READ);
        assertThat(ask("1.0.163.10.in-addr.arpa.", Type.PTR)).isEqualTo("[one.mpd.test.]");
        registry.update(FILES, parts(Claims.of(List.of(other)), Claims.of(List.of(one))), READ);
        assertThat(ask("1.0.163.10.in-addr.arpa.", Type.PTR)).isEqualTo("[other.mpd.test.]");
    }

    @Test
    void aSubnetThatGrowsInsideItsReverseZoneBringsTheNamesOfItsAddresses() {
        publish(SourceId.FLAGS, flag("x.mpd.test.", "10.99.0.200"));
        registry.update(SourceId.PODMAN, subnet("10.99.0.0/25"), READ);
        assertThat(ask("200.0.99.10.in-addr.arpa.", Type.PTR)).isNotEqualTo("[x.mpd.test.]");
        registry.update(SourceId.PODMAN, subnet("10.99.0.0/24"), READ);
        assertThat(ask("200.0.99.10.in-addr.arpa.", Type.PTR)).isEqualTo("[x.mpd.test.]");
    }

    private static Contribution subnet(String subnet) {
        return new Contribution(
                List.of(), List.of(), List.of(Subnet.parse(subnet).orElseThrow()));
    }

    private static Contribution parts(Claims... parts) {
        return new Contribution(List.of(parts), List.of(), List.of(), Additions.NONE);
    }

    @Test
    void theSerialGrowsWithEachChangeEvenWithinASecond() {
        long first = registry.view().zone().serial();
        assertThat(first).isEqualTo(START.getEpochSecond());
        publish(SourceId.FLAGS, flag("x.mpd.test.", "10.163.0.1"));
        assertThat(registry.view().zone().serial()).isEqualTo(first + 1);
        now.set(START.plusSeconds(100));
        publish(SourceId.FLAGS, flag("x.mpd.test.", "10.163.0.2"));
        assertThat(registry.view().zone().serial()).isEqualTo(first + 100);
        now.set(START);
        publish(SourceId.FLAGS, flag("x.mpd.test.", "10.163.0.3"));
        assertThat(registry.view().zone().serial()).isEqualTo(first + 101);
    }

    @Test
    void anUpdateWithNothingNewPublishesNothing() {
        publish(SourceId.FLAGS, flag("x.mpd.test.", "10.163.0.1"));
        List<View> published = new ArrayList<>();
        registry.onPublish(published::add);
        publish(SourceId.FLAGS, flag("x.mpd.test.", "10.163.0.1"));
        assertThat(published).isEmpty();
    }

    @Test
    void anotherOriginOfTheSameRecordsKeepsTheZoneAndItsSerial() {
        publish(SourceId.PODMAN, label("x.mpd.test.", "10.163.0.8", "c1"));
        View before = registry.view();
        publish(SourceId.PODMAN, label("x.mpd.test.", "10.163.0.8", "c2"));
        assertThat(registry.view().zone()).isSameAs(before.zone());
        assertThat(registry.view().entries().getFirst().origin()).hasToString("container c2 (c2), label mpd.dns");
    }

    @Test
    void aRecordKeepsItsAgeWhileItsSourceGoesOnSayingIt() {
        publish(SourceId.FLAGS, flag("x.mpd.test.", "10.163.0.1"));
        now.set(START.plusSeconds(60));
        publish(SourceId.FLAGS, flag("x.mpd.test.", "10.163.0.1"), flag("y.mpd.test.", "10.163.0.2"));
        assertThat(registry.view().entries())
                .filteredOn(entry -> entry.record().getType() == Type.A)
                .extracting(Entry::since)
                .containsExactly(START, START.plusSeconds(60));
    }

    @Test
    void aChangedTtlIsAChange() {
        publish(SourceId.FLAGS, flag("x.mpd.test.", "10.163.0.1"));
        long before = registry.view().zone().serial();
        Record longer =
                new ARecord(Name.fromConstantString("x.mpd.test."), DClass.IN, 30, InetAddress.ofLiteral("10.163.0.1"));
        publish(SourceId.FLAGS, new Claim(longer, Precedence.FLAG, new Origin.Flag("--record"), true));
        assertThat(registry.view().zone().serial()).isGreaterThan(before);
    }

    @Test
    void aBrokenSourceKeepsItsRecords() {
        publish(SourceId.PODMAN, label("x.mpd.test.", "10.163.0.8", "c1"));
        registry.state(SourceId.PODMAN, new SourceState.Down(START, "socket closed"));
        assertThat(ask("x.mpd.test.", Type.A)).isEqualTo("[10.163.0.8]");
        assertThat(registry.view().complete()).isTrue();
    }

    @Test
    void theViewIsCompleteOnceNoSourceIsPending() {
        registry.register(SourceId.PODMAN, new SourceState.Pending(START));
        assertThat(registry.view().complete()).isFalse();
        registry.state(SourceId.PODMAN, new SourceState.Absent("no such socket"));
        assertThat(registry.view().complete()).isTrue();
    }
}
