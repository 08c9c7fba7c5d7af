package mpd.dns.podman;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mpd.dns.registry.Claim;
import mpd.dns.registry.Origin;
import mpd.dns.registry.Precedence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;

class ContainerNamesTest {

    private static final PodmanSettings SETTINGS = new PodmanSettings(
            Path.of("/run/podman/podman.sock"), false, "mpd-internal", Name.fromConstantString("mpd.test."), 1);

    private static Container container(String name, Map<String, String> labels, String... live) {
        return created(Instant.EPOCH, name, labels, live);
    }

    private static Container created(Instant when, String name, Map<String, String> labels, String... live) {
        return new Container(
                "id-" + name,
                name,
                when,
                labels,
                Arrays.stream(live).map(ContainerNamesTest::ip).toList());
    }

    private static InetAddress ip(String text) {
        return ContainerNames.address(text).orElseThrow();
    }

    private static ContainerNames.Result of(Container... containers) {
        return ContainerNames.of(List.of(containers), List.of(), SETTINGS);
    }

    private static List<String> records(ContainerNames.Result result) {
        return result.contribution().claims().stream()
                .map(Claim::record)
                .map(record -> record.getName() + " " + record.rdataToString())
                .toList();
    }

    private static List<String> reverses(ContainerNames.Result result) {
        return result.contribution().reverses().stream()
                .map(reverse -> reverse.address().getHostAddress() + " " + reverse.name())
                .toList();
    }

    @Test
    void everyKindOfContainerHasItsName() {
        ContainerNames.Result result = of(
                container("mpd-service-fileaccess", Map.of(), "10.163.0.5"),
                container("mpd-db-1", Map.of("mpd.type", "db", "mpd.name", "postgres-17"), "10.163.0.30"),
                container("mpd-runtime-php-main", Map.of("mpd.runtime", "php"), "10.163.0.100"),
                container("else", Map.of("mpd.type", "other"), "10.163.0.9"));

        assertThat(records(result))
                .containsExactlyInAnyOrder(
                        "fileaccess.service.mpd.test. 10.163.0.5",
                        "postgres-17.db.mpd.test. 10.163.0.30",
                        "php.runtime.mpd.test. 10.163.0.100");
        assertThat(result.contribution().claims())
                .allSatisfy(claim -> {
                    assertThat(claim.precedence()).isEqualTo(Precedence.DERIVED);
                    assertThat(claim.record().getTTL()).isEqualTo(1);
                    assertThat(claim.pointerOwner()).isNull();
                })
                .anySatisfy(claim -> assertThat(claim.origin())
                        .isEqualTo(new Origin.Container("id-mpd-db-1", "mpd-db-1", "label mpd.name=postgres-17")));
    }

    @Test
    void portalIsTheApexTooAndItsAddressGoesByItsOwnName() {
        ContainerNames.Result result = of(container("mpd-service-portal", Map.of(), "10.163.0.4"));

        assertThat(records(result))
                .containsExactlyInAnyOrder("portal.service.mpd.test. 10.163.0.4", "mpd.test. 10.163.0.4");
        assertThat(reverses(result)).containsExactly("10.163.0.4 portal.service.mpd.test.");
    }

    @Test
    void adminerHasThePortalsAddressAndItsOwnReverseName() {
        ContainerNames.Result result = of(
                container("mpd-service-adminer", Map.of(), "10.163.0.6"),
                container("mpd-service-portal", Map.of("mpd.ip", "10.163.0.4")));

        assertThat(records(result)).contains("adminer.service.mpd.test. 10.163.0.4");
        assertThat(records(result)).doesNotContain("adminer.service.mpd.test. 10.163.0.6");
        assertThat(reverses(result))
                .containsExactly("10.163.0.6 adminer.service.mpd.test.", "10.163.0.4 portal.service.mpd.test.");
    }

    @Test
    void adminerHasItsOwnAddressWithoutAPortal() {
        assertThat(records(of(container("mpd-service-adminer", Map.of(), "10.163.0.6"))))
                .containsExactly("adminer.service.mpd.test. 10.163.0.6");
    }

    @Test
    void stoppedContainerHasItsPinnedAddressAndLiveAddressBeatsThePinnedOne() {
        Map<String, String> pinned = Map.of("mpd.ip", "10.163.0.31", "mpd.type", "db", "mpd.name", "maria");

        assertThat(records(of(container("db", pinned)))).containsExactly("maria.db.mpd.test. 10.163.0.31");
        assertThat(records(of(container("db", pinned, "10.163.0.77"))))
                .containsExactly("maria.db.mpd.test. 10.163.0.77");
    }

    @Test
    void containerWithoutAnyAddressHasNoRecordAndIsReported() {
        ContainerNames.Result result = of(container("mpd-service-new", Map.of("mpd.dns", "x")));

        assertThat(records(result)).isEmpty();
        assertThat(result.skipped())
                .containsExactly(new PodmanStatus.Skipped(
                        "mpd-service-new", "no address on mpd-internal and no usable label mpd.ip"));
    }

    @Test
    void bothFamiliesArePublished() {
        assertThat(records(of(container("mpd-service-x", Map.of(), "10.163.0.9", "fd00::9"))))
                .containsExactly("x.service.mpd.test. 10.163.0.9", "x.service.mpd.test. fd00:0:0:0:0:0:0:9");
    }

    @Test
    void labelGivesNamesAndWildcards() {
        ContainerNames.Result result =
                of(container("web", Map.of("mpd.dns", "moodle45, *.moodle45 ,A.b"), "10.163.0.50"));

        assertThat(records(result))
                .containsExactly(
                        "moodle45.mpd.test. 10.163.0.50",
                        "*.moodle45.mpd.test. 10.163.0.50",
                        "a.b.mpd.test. 10.163.0.50");
        assertThat(result.contribution().claims())
                .extracting(claim -> claim.pointerOwner() != null)
                .containsExactly(true, false, true);
        assertThat(result.contribution().claims())
                .allSatisfy(claim -> assertThat(claim.precedence()).isEqualTo(Precedence.LABEL));
        assertThat(reverses(result)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad name", "-x", "x-", "a..b", ".", "x.", "a.*.b", "**", "ä", "@", "a\\.b"})
    void badNameCostsThatNameAlone(String bad) {
        ContainerNames.Result result = of(container("web", Map.of("mpd.dns", "good," + bad), "10.163.0.50"));

        assertThat(records(result)).containsExactly("good.mpd.test. 10.163.0.50");
        assertThat(result.problems()).hasSize(1).first().asString().startsWith("container web: label mpd.dns=");
    }

    @Test
    void overlongNameIsLeftOut() {
        String label = "a".repeat(63);
        String tooLong = String.join(".", label, label, label, label);
        Map<String, String> labels = Map.of("mpd.dns", tooLong + "," + label + "a");

        assertThat(records(of(container("web", labels, "10.163.0.50")))).isEmpty();
    }

    @Test
    void nameThatRepeatsTheZoneIsPublishedAsWrittenAndReported() {
        ContainerNames.Result result = of(container("web", Map.of("mpd.dns", "x.mpd.test"), "10.163.0.50"));

        assertThat(records(result)).containsExactly("x.mpd.test.mpd.test. 10.163.0.50");
        assertThat(result.problems()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-", "*"})
    void badLabelValueMakesNoDerivedName(String value) {
        ContainerNames.Result result = of(
                container("db", Map.of("mpd.type", "db", "mpd.name", value), "10.163.0.30"),
                container("run", Map.of("mpd.runtime", value), "10.163.0.100"));

        assertThat(records(result)).isEmpty();
        assertThat(reverses(result)).isEmpty();
        assertThat(result.problems()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.163.0", "10.163.0.256", "host.example", "10.163.0.4/24", "fe80::1%eth0"})
    void pinnedTextThatIsNoAddressIsReported(String text) {
        ContainerNames.Result result = of(container("mpd-service-x", Map.of("mpd.ip", text)));

        assertThat(records(result)).isEmpty();
        assertThat(result.problems()).hasSize(1);
    }

    @Test
    void runningContainerBeatsTheStoppedOneOfTheSameName() {
        Map<String, String> stale = Map.of("mpd.type", "db", "mpd.name", "pg", "mpd.ip", "10.163.0.30");
        Map<String, String> fresh = Map.of("mpd.type", "db", "mpd.name", "pg", "mpd.ip", "10.163.0.31");
        Instant later = Instant.EPOCH.plusSeconds(1);

        assertThat(records(of(created(later, "stopped", stale), container("live", fresh, "10.163.0.31"))))
                .containsExactly("pg.db.mpd.test. 10.163.0.31");
    }

    @Test
    void newestOfSeveralOwnsADerivedNameAndTheOtherIsReported() {
        Map<String, String> labels = Map.of("mpd.type", "db", "mpd.name", "pg");
        ContainerNames.Result result = of(
                created(Instant.EPOCH.plusSeconds(1), "a-new", labels, "10.163.0.31"),
                container("z-old", labels, "10.163.0.30"));

        assertThat(records(result)).containsExactly("pg.db.mpd.test. 10.163.0.31");
        assertThat(result.problems())
                .containsExactly("container z-old: pg.db.mpd.test goes to the newer container a-new");
    }

    @Test
    void containersThatShareALabelNameAddUpWhileTheyRun() {
        Map<String, String> labels = Map.of("mpd.dns", "web", "mpd.ip", "10.163.0.99");

        assertThat(records(of(
                        container("a", labels, "10.163.0.50"),
                        container("b", labels, "10.163.0.51"),
                        container("stopped", labels))))
                .containsExactly("web.mpd.test. 10.163.0.50", "web.mpd.test. 10.163.0.51");
    }

    @Test
    void addressOfALiveContainerIsNotNamedAfterAStoppedOne() {
        Container stopped = container("mpd-service-a", Map.of("mpd.ip", "10.163.0.9"));
        Container live = container("mpd-service-b", Map.of(), "10.163.0.9");

        assertThat(reverses(of(stopped, live)).getFirst()).isEqualTo("10.163.0.9 b.service.mpd.test.");
    }

    @Test
    void orderInWhichPodmanListsMakesNoDifference() {
        List<Container> containers = new ArrayList<>(Stream.of("c", "a", "b")
                .map(name -> container("mpd-service-" + name, Map.of(), "10.163.0.9"))
                .toList());
        ContainerNames.Result one = ContainerNames.of(containers, List.of(), SETTINGS);

        assertThat(ContainerNames.of(containers.reversed(), List.of(), SETTINGS))
                .isEqualTo(one);
    }

    @Test
    void controlCharactersOfALabelDoNotReachTheProblem() {
        ContainerNames.Result result = of(container("web", Map.of("mpd.dns", "\u001b[31mred\n"), "10.163.0.50"));

        assertThat(result.problems())
                .hasSize(1)
                .first()
                .asString()
                .contains("\\u{1b}")
                .doesNotContain("\u001b");
    }
}
