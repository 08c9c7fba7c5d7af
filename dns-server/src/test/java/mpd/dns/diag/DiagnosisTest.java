package mpd.dns.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;

class DiagnosisTest {

    private static final Scene SCENE = new Scene(
            new InetSocketAddress(InetAddress.ofLiteral("10.163.0.3"), 53),
            Name.fromConstantString("mpd.test."),
            Optional.empty(),
            new Insight.Outside(),
            new Contact(new Reply.Silent(Duration.ZERO), new Reply.Refused("port closed")),
            new Surroundings(
                    Path.of("/nonexistent"),
                    Path.of("/nonexistent"),
                    Path.of("/nonexistent"),
                    (_, _) -> Optional.empty()));

    private record Scripted(String name, Look look) implements Step {

        private interface Look {
            List<Finding> at(Scene scene);
        }

        @Override
        public List<Finding> look(Scene scene) {
            return look.at(scene);
        }
    }

    private static List<String> walk(Step... chain) {
        return Diagnosis.walk(List.of(chain), SCENE, Duration.ofMillis(300)).stream()
                .map(line -> line.step() + " " + line.finding())
                .toList();
    }

    private static Step sound(String name) {
        return new Scripted(name, _ -> List.of(new Finding.Sound("good")));
    }

    @Test
    void aStepThatHangsTellsSoAndHoldsUpNoOther() {
        CountDownLatch never = new CountDownLatch(1);
        Step hanging = new Scripted("hanging", _ -> {
            try {
                never.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        });
        assertThat(walk(sound("first"), hanging, sound("last")))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("first Sound[text=good]"),
                        line -> assertThat(line).startsWith("hanging Trouble[text=this step has not come to its end"),
                        line -> assertThat(line).isEqualTo("last Sound[text=good]"));
    }

    @Test
    void aStepThatFailsTellsSoAndTheOthersCount() {
        Step failing = new Scripted("failing", _ -> {
            throw new IllegalStateException("nonsense");
        });
        assertThat(walk(failing, sound("last")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("failing Trouble").contains("nonsense"),
                        line -> assertThat(line).isEqualTo("last Sound[text=good]"));
    }

    @Test
    void nobodyIsAskedAboutTheZoneWhoHasNotSaidWhatItIs() {
        assertThat(SCENE.asked(_ -> {
                    throw new AssertionError("asked");
                }))
                .containsExactly(new Finding.Unseen("nobody answers"));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 127.0.0.1",
        "::, 0:0:0:0:0:0:0:1",
        "10.163.0.3, 10.163.0.3",
    })
    void anAddressOfAllIsAskedOnLoopback(String listening, String asked) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(listening), 1053);
        assertThat(Diagnosis.reachable(address).getAddress().getHostAddress()).isEqualTo(asked);
        assertThat(Diagnosis.reachable(address).getPort()).isEqualTo(1053);
    }

    @Test
    void theAddressOfTheServerReadsAsAPersonTypesIt() {
        InetSocketAddress server = new InetSocketAddress(InetAddress.ofLiteral("fd00:163::3"), 53);
        Scene scene =
                new Scene(server, SCENE.zone(), SCENE.expected(), SCENE.insight(), SCENE.contact(), SCENE.around());
        assertThat(scene.address()).isEqualTo("fd00:163::3");
    }

    @ParameterizedTest
    @CsvSource({"-5, 0 s", "90, 90 s", "600, 10 min", "19800, 5 h", "400000, 4 d"})
    void spansAreNotTooFine(long seconds, String text) {
        assertThat(Times.text(Duration.ofSeconds(seconds))).isEqualTo(text);
    }
}
