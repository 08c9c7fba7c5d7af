package mpd.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class AdditionsTest {

    private static final InetAddress ADDRESS = InetAddress.ofLiteral("10.0.0.1");

    private static List<Name> names(String... names) {
        return Arrays.stream(names).map(Name::fromConstantString).toList();
    }

    /// @param owners get an address each
    private static ZoneSnapshot zone(List<Name> zones, List<Name> cuts, String... owners) {
        ZoneSettings settings = ZoneSettings.of(names("mpd.test."), List.of(), new Additions(zones, cuts, 7, 9));
        List<Record> records = names(owners).stream()
                .<Record>map(owner -> new ARecord(owner, DClass.IN, 1, ADDRESS))
                .toList();
        return ZoneSnapshot.of(settings, records, 5);
    }

    private static String ask(ZoneSnapshot zone, String name) {
        return switch (zone.lookup(Name.fromConstantString(name), Type.A)) {
            case ZoneAnswer.Found found -> found.records().getLast().rdataToString();
            case ZoneAnswer.NoSuchName denied -> "none in " + denied.soa().getName();
            case ZoneAnswer.NoData denied -> "no data in " + denied.soa().getName();
            case ZoneAnswer.OutsideZone _ -> "outside";
            case ZoneAnswer.Alias _ -> "alias";
        };
    }

    @Test
    void aPatternThatEndsLikeAZoneLeavesTheZoneAlone() {
        ZoneSnapshot zone = zone(names("lan."), names("*pd.test.", "*t.", "*an."), "php.mpd.test.");
        assertThat(ask(zone, "php.mpd.test.")).isEqualTo("10.0.0.1");
        assertThat(ask(zone, "no.mpd.test.")).isEqualTo("none in mpd.test.");
        assertThat(ask(zone, "x.localhost.")).isEqualTo("no data in localhost.");
        assertThat(ask(zone, "x.lan.")).isEqualTo("none in lan.");
        assertThat(ask(zone, "x.rpd.test.")).isEqualTo("outside");
    }

    @Test
    void aLocalDomainIsAnsweredHereWithItsOwnTtls() {
        ZoneSnapshot zone = zone(names("lan."), List.of(), "nas.lan.", "deep.down.lan.");
        assertThat(ask(zone, "nas.lan.")).isEqualTo("10.0.0.1");
        assertThat(ask(zone, "other.lan.")).isEqualTo("none in lan.");
        assertThat(ask(zone, "down.lan.")).isEqualTo("no data in lan.");
        assertThat(ask(zone, "example.com.")).isEqualTo("outside");
        assertThat(zone.lookup(Name.fromConstantString("x.lan."), Type.A))
                .isInstanceOfSatisfying(ZoneAnswer.NoSuchName.class, denied -> {
                    assertThat(denied.soa().getTTL()).isEqualTo(9);
                    assertThat(denied.soa().getMinimum()).isEqualTo(9);
                });
        assertThat(zone.lookup(Name.fromConstantString("lan."), Type.NS))
                .isInstanceOfSatisfying(
                        ZoneAnswer.Found.class,
                        found -> assertThat(found.records().getFirst().getTTL()).isEqualTo(7));
    }

    @Test
    void aNameServerBelowALocalDomainIsAskedForItsPart() {
        ZoneSnapshot zone = zone(names("lan."), names("office.lan.", "*.far.lan.", "*x.lan."), "fix.office.lan.");
        assertThat(ask(zone, "a.office.lan.")).isEqualTo("outside");
        assertThat(ask(zone, "OFFICE.lan.")).isEqualTo("outside");
        assertThat(ask(zone, "fix.office.lan.")).isEqualTo("10.0.0.1");
        assertThat(ask(zone, "far.lan.")).isEqualTo("none in lan.");
        assertThat(ask(zone, "a.far.lan.")).isEqualTo("outside");
        assertThat(ask(zone, "box.lan.")).isEqualTo("outside");
        assertThat(ask(zone, "a.box.lan.")).isEqualTo("outside");
        assertThat(ask(zone, "a.boy.lan.")).isEqualTo("none in lan.");
    }

    @Test
    void whatTheServerWasStartedForIsNeverCutOff() {
        ZoneSnapshot zone =
                zone(List.of(), names("mpd.test.", "x.mpd.test.", "*.mpd.test.", "localhost.", "*foo.mpd.test."));
        assertThat(ask(zone, "x.mpd.test.")).isEqualTo("none in mpd.test.");
        assertThat(ask(zone, "afoo.mpd.test.")).isEqualTo("none in mpd.test.");
        assertThat(ask(zone, "x.localhost.")).isEqualTo("no data in localhost.");
    }

    @Test
    void theNearestOfWildcardCutAndZoneDecides() {
        ZoneSnapshot zone =
                zone(names("b.a.test.", "w.test."), names("c.a.test."), "*.a.test.", "*.w.test.", "*.d.c.a.test.");
        assertThat(ask(zone, "x.a.test.")).isEqualTo("10.0.0.1");
        assertThat(ask(zone, "x.b.a.test.")).isEqualTo("none in b.a.test.");
        assertThat(ask(zone, "x.c.a.test.")).isEqualTo("outside");
        assertThat(ask(zone, "x.d.c.a.test.")).isEqualTo("10.0.0.1");
        assertThat(ask(zone, "x.w.test.")).isEqualTo("10.0.0.1");
    }

    @Test
    void aWildcardOfEverythingLeavesTheZonesAlone() {
        ZoneSnapshot zone = zone(List.of(), List.of(), "*.");
        assertThat(ask(zone, "example.com.")).isEqualTo("10.0.0.1");
        assertThat(ask(zone, "com.")).isEqualTo("10.0.0.1");
        assertThat(ask(zone, "x.mpd.test.")).isEqualTo("none in mpd.test.");
    }

    @Test
    void aPatternCoversAllNamesThatEndSo() {
        ZoneSnapshot zone = zone(List.of(), List.of(), "*foo.example.", "*barfoo.example.", "exact.xfoo.example.");
        assertThat(ask(zone, "foo.example.")).isEqualTo("10.0.0.1");
        assertThat(ask(zone, "aFOO.example.")).isEqualTo("10.0.0.1");
        assertThat(ask(zone, "deep.below.afoo.example.")).isEqualTo("10.0.0.1");
        assertThat(ask(zone, "fo.example.")).isEqualTo("outside");
        assertThat(ask(zone, "foox.example.")).isEqualTo("outside");
        assertThat(zone.wildcardFor(Name.fromConstantString("xbarfoo.example.")))
                .contains(Name.fromConstantString("*barfoo.example."));
        assertThat(zone.wildcardFor(Name.fromConstantString("exact.xfoo.example.")))
                .isEmpty();
    }

    @Test
    void aZoneInsideAZoneHasParentsThatExist() {
        ZoneSnapshot zone = zone(names("deep.down.mpd.test."), List.of());
        assertThat(ask(zone, "down.mpd.test.")).startsWith("no data in mpd.test.");
        assertThat(ask(zone, "x.deep.down.mpd.test.")).isEqualTo("none in deep.down.mpd.test.");
    }
}
