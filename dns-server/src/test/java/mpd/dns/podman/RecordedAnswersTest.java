package mpd.dns.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mpd.dns.podman.FakePodman.Member;
import mpd.dns.podman.FakePodman.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What real Podmans answered, word for word.
class RecordedAnswersTest extends PodmanTestBase {

    private static final Map<String, String> INSPECTIONS = Map.of(
            "847f256c4ab73d59963ddfb8e338a0864891dea01400b402d3ec706e584c11c3",
            "inspect-mpd-runtime-php-main-5.4.2.json",
            "01e9397ddb74dd7b069e60981612dd512829d327ba0d83e393141c278dcbe51e",
            "inspect-mpd-db-postgres-17-5.4.2.json",
            "d37aa4dd207a90e78ef9c7647059c1438fb1f6110d972c7bce828e7a92797365",
            "inspect-mpd-db-mariadb-11-5.4.2.json");

    private static String recorded(String file) {
        try (InputStream in =
                Objects.requireNonNull(RecordedAnswersTest.class.getResourceAsStream("/podman/" + file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Reply answer(String path) {
        if (path.contains("/containers/json")) {
            return new Reply(200, recorded("containers-5.4.2.json"));
        }
        if (path.contains("/networks/")) {
            return new Reply(200, recorded("network-5.4.2.json"));
        }
        for (Map.Entry<String, String> inspection : INSPECTIONS.entrySet()) {
            if (path.contains(inspection.getKey())) {
                return new Reply(200, recorded(inspection.getValue()));
            }
        }
        // Of the portal and the pod's infra container there is no recording.
        return new Reply(
                200, Member.running("9018", "mpd-service-portal", "10.163.0.4").inspected());
    }

    @Test
    void podman5GivesEveryContainerItsName() throws IOException {
        podman.script = path -> path.contains("/events") ? null : answer(path);
        podman.listen();
        start();
        awaitFollowing();

        assertThat(addresses("portal.service")).containsExactly("10.163.0.4");
        assertThat(addresses("php.runtime")).containsExactly("10.163.0.100");
        assertThat(addresses("postgres-17.db")).containsExactly("10.163.0.30");
        assertThat(addresses("mariadb-11.db")).containsExactly("10.163.0.31");
        assertThat(source().status().problems()).isEmpty();
    }

    @Test
    void stoppedContainerHasANetworkAndNoAddressInIt() throws IOException {
        Inspected stopped = Inspected.parse(
                recorded("inspect-stopped-5.4.2.json").getBytes(StandardCharsets.UTF_8), "mpd-internal");

        assertThat(stopped.addresses()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"events-4.3.1.jsonl", "events-5.4.2.jsonl"})
    void everyRecordedLineIsAnEvent(String file) throws IOException {
        List<String> lines = recorded(file).lines().toList();
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            PodmanEvent event = PodmanEvent.parse(line);
            assertThat(event.matters()).as(line).isEqualTo(!event.type().equals("image"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"events-4.3.1.jsonl", "events-5.4.2.jsonl"})
    void oldEventsReplayedChangeNothing(String file) throws IOException {
        podman.script = path -> path.contains("/events") ? null : answer(path);
        podman.listen();
        start();
        awaitFollowing();
        long serial = registry.view().zone().serial();

        podman.chunk(recorded(file));
        await().until(() -> source().status().eventsSeen() > 20);
        get(source().confirm());

        assertThat(registry.view().zone().serial()).isEqualTo(serial);
        assertThat(addresses("postgres-17.db")).containsExactly("10.163.0.30");
    }
}
