package mpd.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

class ZoneSnapshotTest {

    private static final Name ZONE = Name.fromConstantString("mpd.test.");

    private static ZoneSnapshot zone(String... records) {
        Subnet subnet = Subnet.parse("10.163.0.0/24").orElseThrow();
        return ZoneSnapshot.of(ZoneSettings.of(List.of(ZONE), List.of(subnet)), records(records), 7);
    }

    private static List<Record> records(String... lines) {
        List<Record> records = new ArrayList<>();
        for (String line : lines) {
            String[] parts = line.split(" ", 3);
            try {
                records.add(Record.fromString(
                        Name.fromConstantString(parts[0]), Type.value(parts[1]), DClass.IN, 1, parts[2], Name.root));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return records;
    }

    private static String ask(ZoneSnapshot zone, String name, String type) {
        return switch (zone.lookup(Name.fromConstantString(name), Type.value(type))) {
            case ZoneAnswer.Found(List<Record> found) -> "found" + text(found);
            case ZoneAnswer.Alias(List<Record> cnames, Name target) -> "alias" + text(cnames) + " then " + target;
            case ZoneAnswer.NoData(List<Record> cnames, SOARecord soa, boolean mayAppear) ->
                "no data in " + soa.getName() + text(cnames) + (mayAppear ? " yet" : "");
            case ZoneAnswer.NoSuchName(List<Record> cnames, SOARecord soa) ->
                "no such name in " + soa.getName() + text(cnames);
            case ZoneAnswer.OutsideZone() -> "outside";
        };
    }

    private static String text(List<Record> records) {
        StringBuilder text = new StringBuilder();
        for (Record record : records) {
            text.append(
                    " [%s %s %s]".formatted(record.getName(), Type.string(record.getType()), record.rdataToString()));
        }
        return text.toString();
    }

    @Test
    void whereTheRootIsAZoneEveryNameIsInIt() {
        ZoneSettings settings = ZoneSettings.of(List.of(ZONE, Name.root), List.of());
        ZoneSnapshot zone = ZoneSnapshot.of(settings, records("a.mpd.test. A 10.163.0.1"), 7);
        assertThat(ask(zone, "www.example.org.", "A")).isEqualTo("no such name in .");
        assertThat(ask(zone, "org.", "A")).isEqualTo("no such name in .");
        assertThat(ask(zone, "b.mpd.test.", "A")).isEqualTo("no such name in mpd.test.");
    }

    @Nested
    class ExactNames {

        private final ZoneSnapshot zone = zone(
                "php.runtime.mpd.test. A 10.163.0.100",
                "six.mpd.test. AAAA fd00::1",
                "txt.mpd.test. TXT \"only text\"");

        @Test
        void existingNameAndTypeIsFound() {
            assertThat(ask(zone, "php.runtime.mpd.test.", "A"))
                    .isEqualTo("found [php.runtime.mpd.test. A 10.163.0.100]");
        }

        @Test
        void existingNameOfOtherTypeIsNoDataWithSoa() {
            assertThat(ask(zone, "php.runtime.mpd.test.", "AAAA")).isEqualTo("no data in mpd.test.");
            assertThat(ask(zone, "php.runtime.mpd.test.", "HTTPS")).isEqualTo("no data in mpd.test.");
            assertThat(ask(zone, "six.mpd.test.", "A")).isEqualTo("no data in mpd.test.");
        }

        @Test
        void addressOfANameWithoutAnyMayStillAppear() {
            assertThat(ask(zone, "txt.mpd.test.", "A")).isEqualTo("no data in mpd.test. yet");
            assertThat(ask(zone, "mpd.test.", "A")).isEqualTo("no data in mpd.test. yet");
        }

        @Test
        void parentOfOthersExistsWithoutData() {
            assertThat(ask(zone, "runtime.mpd.test.", "TXT")).isEqualTo("no data in mpd.test.");
            assertThat(ask(zone, "runtime.mpd.test.", "A")).isEqualTo("no data in mpd.test. yet");
        }

        @Test
        void unknownNameInTheZoneDoesNotExist() {
            assertThat(ask(zone, "nope.mpd.test.", "A")).isEqualTo("no such name in mpd.test.");
            assertThat(ask(zone, "below.php.runtime.mpd.test.", "A")).isEqualTo("no such name in mpd.test.");
        }

        @Test
        void letterCaseIsIgnoredAndEchoed() {
            assertThat(ask(zone, "PhP.RunTime.MPD.test.", "A"))
                    .isEqualTo("found [PhP.RunTime.MPD.test. A 10.163.0.100]");
            assertThat(ask(zone, "NOPE.MPD.TEST.", "A")).isEqualTo("no such name in mpd.test.");
        }

        @Test
        void namesOutsideAreNotOurs() {
            assertThat(ask(zone, "example.org.", "A")).isEqualTo("outside");
            assertThat(ask(zone, "xmpd.test.", "A")).isEqualTo("outside");
            assertThat(ask(zone, "test.", "A")).isEqualTo("outside");
            assertThat(ask(zone, ".", "NS")).isEqualTo("outside");
        }

        @Test
        void anyGetsOneRrset() {
            assertThat(ask(zone, "php.runtime.mpd.test.", "ANY"))
                    .isEqualTo("found [php.runtime.mpd.test. A 10.163.0.100]");
            assertThat(ask(zone, "txt.mpd.test.", "ANY")).isEqualTo("found [txt.mpd.test. TXT \"only text\"]");
        }

        @Test
        void aDotInsideALabelIsNotALabelBoundary() {
            assertThat(ask(zone, "php\\.runtime.mpd.test.", "A")).isEqualTo("no such name in mpd.test.");
            assertThat(ask(zone, "mpd\\.test.", "A")).isEqualTo("outside");
        }
    }

    @Nested
    class Wildcards {

        private final ZoneSnapshot zone = zone(
                "*.mpd.test. A 10.1.0.1",
                "*.deep.mpd.test. A 10.1.0.2",
                "exact.mpd.test. TXT \"hides the wildcard\"",
                "a.parent.mpd.test. A 10.1.0.3");

        @Test
        void coverEveryNameBelowAtAnyDepthButNotTheNameItself() {
            assertThat(ask(zone, "x.mpd.test.", "A")).isEqualTo("found [x.mpd.test. A 10.1.0.1]");
            assertThat(ask(zone, "x.y.z.mpd.test.", "A")).isEqualTo("found [x.y.z.mpd.test. A 10.1.0.1]");
            assertThat(ask(zone, "mpd.test.", "A")).isEqualTo("no data in mpd.test. yet");
        }

        @Test
        void theLongestWins() {
            assertThat(ask(zone, "x.deep.mpd.test.", "A")).isEqualTo("found [x.deep.mpd.test. A 10.1.0.2]");
            assertThat(ask(zone, "deep.mpd.test.", "A")).isEqualTo("found [deep.mpd.test. A 10.1.0.1]");
        }

        @Test
        void anExactNameHidesThemForAllTypes() {
            assertThat(ask(zone, "exact.mpd.test.", "A")).isEqualTo("no data in mpd.test. yet");
        }

        @Test
        void aNameThatIsOnlyAParentDoesNotHideThem() {
            assertThat(ask(zone, "parent.mpd.test.", "A")).isEqualTo("found [parent.mpd.test. A 10.1.0.1]");
        }

        @Test
        void otherTypesOfACoveredNameAreNoData() {
            assertThat(ask(zone, "x.mpd.test.", "AAAA")).isEqualTo("no data in mpd.test.");
        }

        @Test
        void theLiteralStarIsCoveredToo() {
            assertThat(ask(zone, "*.mpd.test.", "A")).isEqualTo("found [*.mpd.test. A 10.1.0.1]");
        }
    }

    @Nested
    class Aliases {

        private final ZoneSnapshot zone = zone(
                "www.mpd.test. CNAME real.mpd.test.",
                "real.mpd.test. A 10.1.0.1",
                "gone.mpd.test. CNAME nowhere.mpd.test.",
                "out.mpd.test. CNAME www.example.org.",
                "ping.mpd.test. CNAME pong.mpd.test.",
                "pong.mpd.test. CNAME ping.mpd.test.");

        @Test
        void areFollowedInTheZone() {
            assertThat(ask(zone, "www.mpd.test.", "A"))
                    .isEqualTo("found [www.mpd.test. CNAME real.mpd.test.] [real.mpd.test. A 10.1.0.1]");
            assertThat(ask(zone, "www.mpd.test.", "AAAA"))
                    .isEqualTo("no data in mpd.test. [www.mpd.test. CNAME real.mpd.test.]");
        }

        @Test
        void areThemselvesAnswersWhenAskedFor() {
            assertThat(ask(zone, "www.mpd.test.", "CNAME")).isEqualTo("found [www.mpd.test. CNAME real.mpd.test.]");
        }

        @Test
        void toANameThatDoesNotExistSayThat() {
            assertThat(ask(zone, "gone.mpd.test.", "A"))
                    .isEqualTo("no such name in mpd.test. [gone.mpd.test. CNAME nowhere.mpd.test.]");
        }

        @Test
        void thatLeaveTheZoneAreToBeResolvedUpstream() {
            assertThat(ask(zone, "out.mpd.test.", "A"))
                    .isEqualTo("alias [out.mpd.test. CNAME www.example.org.] then www.example.org.");
        }

        @Test
        void inACircleEnd() {
            assertThat(ask(zone, "ping.mpd.test.", "A")).startsWith("found [ping.mpd.test. CNAME pong.mpd.test.]");
        }
    }

    @Nested
    class Apexes {

        private final ZoneSnapshot zone = zone("5.0.163.10.in-addr.arpa. PTR fileaccess.service.mpd.test.");

        @Test
        void alwaysHaveSoaAndNs() {
            assertThat(ask(zone, "mpd.test.", "SOA"))
                    .isEqualTo("found [mpd.test. SOA ns.mpd.test. hostmaster.mpd.test. 7 3600 600 86400 1]");
            assertThat(ask(zone, "mpd.test.", "NS")).isEqualTo("found [mpd.test. NS ns.mpd.test.]");
            assertThat(ask(zone, "0.163.10.in-addr.arpa.", "NS"))
                    .isEqualTo("found [0.163.10.in-addr.arpa. NS ns.mpd.test.]");
        }

        @Test
        void ofReverseZonesAnswerForTheWholeSubnet() {
            assertThat(ask(zone, "5.0.163.10.in-addr.arpa.", "PTR"))
                    .isEqualTo("found [5.0.163.10.in-addr.arpa. PTR fileaccess.service.mpd.test.]");
            assertThat(ask(zone, "5.0.163.10.in-addr.arpa.", "A")).isEqualTo("no data in 0.163.10.in-addr.arpa.");
            assertThat(ask(zone, "6.0.163.10.in-addr.arpa.", "PTR"))
                    .isEqualTo("no such name in 0.163.10.in-addr.arpa.");
            assertThat(ask(zone, "6.1.163.10.in-addr.arpa.", "PTR")).isEqualTo("outside");
        }

        @Test
        void ofSpecialUseNamesDenyNothing() {
            assertThat(ask(zone, "_dns.resolver.arpa.", "SVCB")).isEqualTo("no data in resolver.arpa.");
            assertThat(ask(zone, "resolver.arpa.", "A")).isEqualTo("no data in resolver.arpa.");
            assertThat(ask(zone, "localhost.", "TXT")).isEqualTo("no data in localhost.");
        }
    }

    @Nested
    class NamesGivenOutsideTheZones {

        private final ZoneSnapshot zone = zone("www.example.org. A 10.1.0.1", "*.corp.example. AAAA fd00::1");

        @Test
        void haveAllTheirAddressesFromHere() {
            assertThat(ask(zone, "www.example.org.", "A")).isEqualTo("found [www.example.org. A 10.1.0.1]");
            assertThat(ask(zone, "www.example.org.", "AAAA")).isEqualTo("no data in www.example.org.");
            assertThat(ask(zone, "x.corp.example.", "A")).isEqualTo("no data in x.corp.example.");
        }

        @Test
        void areForwardedForOtherTypes() {
            assertThat(ask(zone, "www.example.org.", "MX")).isEqualTo("outside");
            assertThat(ask(zone, "example.org.", "A")).isEqualTo("outside");
        }
    }
}
