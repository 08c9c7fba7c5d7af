package mpd.dns.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;

class ListeningStepTest {

    @ParameterizedTest
    @CsvSource({
        "network is unreachable, is the tunnel up",
        "port closed, on the machine of the server",
        "no route, on the machine of the server",
    })
    void whatIsOfTheWayIsLookedForThereAndNotAtTheServer(String why, String fix) {
        Reply reply = new Reply.Refused(why);
        Scene scene = new Scene(
                new InetSocketAddress(InetAddress.ofLiteral("10.163.0.3"), 53),
                Name.fromConstantString("mpd.test."),
                Optional.empty(),
                new Insight.Outside(),
                new Contact(reply, reply),
                new Surroundings(
                        Path.of("/nonexistent"),
                        Path.of("/nonexistent"),
                        Path.of("/nonexistent"),
                        (_, _) -> Optional.empty()));
        assertThat(new ListeningStep().look(scene))
                .singleElement()
                .isInstanceOfSatisfying(
                        Finding.Trouble.class,
                        trouble -> assertThat(trouble.fix()).startsWith(fix));
    }
}
