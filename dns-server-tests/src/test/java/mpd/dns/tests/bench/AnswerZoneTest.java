package mpd.dns.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AnswerZoneTest {

    private final AnswerZone zone = new AnswerZone(70_000);

    @Test
    void allServersGetTheSameNames() {
        assertThat(zone.dropIn()).endsWith("\nhost-record=n70000.mpd.test,10.1.17.112,fd00:0:0:0:0:0:1:1170\n");
        assertThat(zone.hosts())
                .contains("\n10.1.17.112 n70000.mpd.test\n")
                .endsWith("\nfd00:0:0:0:0:0:1:1170 n70000.mpd.test\n");
        assertThat(zone.zoneFile())
                .contains("\nn70000 A 10.1.17.112\n")
                .endsWith("\nn70000 AAAA fd00:0:0:0:0:0:1:1170\n");
        assertThat(zone.reverseFile()).endsWith("\n112.17.1 PTR n70000.mpd.test.\n");
        assertThat(zone.localData()).endsWith("\nlocal-data: \"112.17.1.10.in-addr.arpa. 1 PTR n70000.mpd.test.\"\n");
    }

    @Test
    void everyKindOfQuestionHasAnEqualShare() {
        final Map<String, Long> types = zone.questionFile(1_000, 1)
                .lines()
                .collect(Collectors.groupingBy(line -> line.split(" ", -1)[1], Collectors.counting()));
        assertThat(types).isEqualTo(Map.of("A", 600L, "AAAA", 200L, "PTR", 200L));
    }

    @Test
    void eachRunAsksForOtherNames() {
        final List<String> first = zone.questionFile(1_000, 1).lines().toList();
        assertThat(zone.questionFile(1_000, 1).lines()).containsExactlyElementsOf(first);
        assertThat(zone.questionFile(1_000, 2).lines().filter(first::contains).count())
                .isLessThan(50);
    }

    @Test
    void onlyNamesOfTheZoneAreAskedFor() {
        final List<String> expected = new ArrayList<>();
        for (int number = 1; number <= 5; number++) {
            expected.add("n" + number + ".mpd.test A");
            expected.add("n" + number + ".mpd.test AAAA");
            expected.add(number + ".0.0.10.in-addr.arpa PTR");
            expected.add("w" + number + ".wild.mpd.test A");
            expected.add("no" + number + ".mpd.test A");
        }
        assertThat(new AnswerZone(5).questionFile(500, 1).lines().distinct())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aZoneWithoutNamesIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AnswerZone(0));
    }
}
